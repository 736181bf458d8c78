"""An invitation's page: by its link for whoever holds it, by its number for whoever proved the address is theirs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cohorts.actions import accept_invitation, decline_invitation
from cohorts.links import invitation_from
from cohorts.models import Invitation, LearningGroup
from cohorts.policies import can_accept_invitation
from cohorts.problems import Problem
from cohorts.roles import MEANING
from youdesign.people.proved import prove_address
from youdesign.people.requests import PersonRequest


@login_not_required
@never_cache
@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page that the link in the mail leads to."""
    invitation = invitation_from(token)
    if invitation is None:
        return render(request, "cohorts/invitation_broken.html", status=404)
    return shown(request, invitation, token)


@never_cache
@require_safe
def invitation_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show an invitation to an address of one's own; the link in its mail may be lost."""
    return shown(request, mine(request, pk))


def shown(request: HttpRequest, invitation: Invitation, token: str = "") -> HttpResponse:
    """Show who invites to what, and what can be answered now."""
    facts = {
        "invitation": invitation,
        "token": token,
        "state_template": f"cohorts/invitation_{invitation.state(timezone.now())}.html",
        "is_for_member": invitation.role == Invitation.MEMBER,
        "meaning": MEANING.get(invitation.role, ()),
        "is_mine": request.user.is_authenticated and can_accept_invitation(request.user, invitation),
        "is_used_by_me": request.user.is_authenticated and invitation.accepted_by_id == request.user.pk,
    }
    return render(request, "cohorts/invitation_detail.html", facts)


def mine(request: PersonRequest, pk: int) -> Invitation:
    """Return an invitation that this person may see, or answer 404."""
    found = Invitation.objects.visible_to(request.user).select_related("cohort__programme", "group", "invited_by")
    return get_object_or_404(found, pk=pk)


def linked(token: str) -> Invitation:
    """Return the invitation a link leads to, or answer 404."""
    invitation = invitation_from(token)
    if invitation is None:
        raise Http404
    return invitation


@login_not_required
@require_POST
def invitation_join(request: HttpRequest, token: str) -> HttpResponse:
    """Go and join, and come back here; the link proves the address as long as the invitation is open."""
    invitation = linked(token)
    if invitation.state(timezone.now()) == "open":
        prove_address(request.session, invitation.email, timezone.now())
    back = urlencode({"next": reverse("invitation-link", args=[token])})
    return redirect(f"{reverse('account_signup')}?{back}")


@require_POST
def invitation_accept(request: PersonRequest, pk: int) -> HttpResponse:
    """Say yes, and go to the group when there is a seat."""
    invitation = mine(request, pk)
    try:
        group = accept_invitation(invitation=invitation, by=request.user)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("invitation-detail", pk)
    welcome(request, invitation, group)
    return redirect("group-detail", group.pk) if group else redirect("home")


def welcome(request: HttpRequest, invitation: Invitation, group: LearningGroup | None) -> None:
    """Say what is theirs now, and what happens about a group that could take nobody."""
    programme = invitation.cohort.programme
    if invitation.role != Invitation.MEMBER:
        messages.success(request, f"Welcome. You are a {invitation.get_role_display().lower()} in {programme} now.")
        return
    messages.success(request, f"Welcome. You have a place in {programme}.")
    if invitation.group and not group:
        messages.warning(
            request,
            f"The group “{invitation.group}” cannot take anybody new now. {programme.coordinator} has been told, "
            "and looks for a seat for you in another group.",
        )


@require_POST
def invitation_decline(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep the no of whoever was invited."""
    invitation = mine(request, pk)
    if not can_accept_invitation(request.user, invitation):
        raise PermissionDenied  # a coordinator takes it back instead
    declined(request, invitation)
    return redirect("invitation-detail", pk)


@login_not_required
@require_POST
def invitation_link_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the no, from whoever holds the link."""
    declined(request, linked(token))
    return redirect("invitation-link", token)


def declined(request: HttpRequest, invitation: Invitation) -> None:
    """Say no thanks, or what stands in the way."""
    try:
        decline_invitation(invitation=invitation, by=request.user if request.user.is_authenticated else None)
    except Problem as problem:
        messages.error(request, str(problem))
