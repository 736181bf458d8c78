"""Who does what at a session: taking a role, and passing it on."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cohorts.actions import pass_role, take_role
from cohorts.forms import WhichRoleForm
from cohorts.models import DebriefSession
from cohorts.policies import can_change_role
from cohorts.problems import Problem
from cohorts.rotating import role_called
from cohorts.views.turns import session_of
from youdesign.people.models import Code
from youdesign.people.requests import PersonRequest


@require_POST
def role_take(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a role that somebody else has."""
    session, role = session_and_role(request, pk)
    try:
        take_role(session=session, role=role, by=request.user, now=timezone.now())
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{role}: that is you now.")
    return to_roles(session)


@require_POST
def role_pass(request: PersonRequest, pk: int) -> HttpResponse:
    """Let a role of mine go to somebody else."""
    session, role = session_and_role(request, pk)
    try:
        then = pass_role(session=session, role=role, by=request.user, now=timezone.now())
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"That is fine. {role}: {then} now." if then else "That is fine.")
    return to_roles(session)


def session_and_role(request: PersonRequest, pk: int) -> tuple[DebriefSession, Code]:
    """Return the session, or 404, or 403 without a seat; and the role that is meant, or 400."""
    session, form = session_of(request, pk), WhichRoleForm(request.POST)
    if not can_change_role(request.user, session):
        raise PermissionDenied
    role = role_called(form.cleaned_data["role"]) if form.is_valid() else None
    if role is None:
        raise BadRequest
    return session, role


def to_roles(session: DebriefSession) -> HttpResponse:
    """Go to where the roles stand on the session's page."""
    return redirect(f"{reverse('session-detail', args=[session.pk])}#roles")
