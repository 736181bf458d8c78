"""The invitation's page, for whoever holds the link, signed in or not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cohorts.actions import accept_invitation, decline_invitation
from cohorts.links import invitation_from
from cohorts.models import Invitation
from cohorts.policies import can_accept_invitation
from cohorts.problems import Problem


@login_not_required
@never_cache
@require_safe
def invitation_detail(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to what, and what can be answered now."""
    invitation = invitation_from(token)
    if invitation is None:
        return render(request, "cohorts/invitation_broken.html", status=404)
    facts = {
        "invitation": invitation,
        "token": token,
        "state_template": f"cohorts/invitation_{invitation.state(timezone.now())}.html",
        "is_mine": request.user.is_authenticated and can_accept_invitation(request.user, invitation),
        "is_used_by_me": request.user.is_authenticated and invitation.accepted_by_id == request.user.pk,
    }
    return render(request, "cohorts/invitation_detail.html", facts)


def named_by(token: str) -> Invitation:
    """Return the invitation a link names, or answer 404."""
    invitation = invitation_from(token)
    if invitation is None:
        raise Http404
    return invitation


@login_not_required
@require_POST
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the place; somebody who is not signed in is shown how to."""
    invitation = named_by(token)
    if not request.user.is_authenticated:
        return redirect("invitation-detail", token)
    try:
        accept_invitation(invitation=invitation, by=request.user)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("invitation-detail", token)
    messages.success(request, f"Welcome. You have a place in {invitation.cohort.programme}.")
    return redirect("group-detail", invitation.group_id) if invitation.group_id else redirect("home")


@login_not_required
@require_POST
def invitation_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the no, from whoever holds the link."""
    invitation = named_by(token)
    try:
        decline_invitation(invitation=invitation, by=request.user if request.user.is_authenticated else None)
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("invitation-detail", token)
