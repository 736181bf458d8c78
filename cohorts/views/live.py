"""The live debrief: its page, each act, leaving with somebody who gets in touch, and its end.

The page is the group's room with the debrief above it: what is written there goes through the room, and is never lost.
"""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts import actions
from cohorts.forms import ActForm, EndDebriefForm, LeaveDebriefForm
from cohorts.live import who_can_check_in
from cohorts.live_page import live_facts, sight_of
from cohorts.models import DebriefSession
from cohorts.policies import can_debrief
from cohorts.problems import Problem
from youdesign.conversations.models import Room
from youdesign.conversations.pages import room_page
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest

WITH_ALL = ("group__room", "group__facilitator", "group__cohort__programme", "template", "live")


def session_at_table(request: PersonRequest, pk: int) -> DebriefSession:
    """Return the session, 404 for who does not see it, 403 for who has no seat at its table."""
    session = get_object_or_404(DebriefSession.objects.visible_to(request.user).select_related(*WITH_ALL), pk=pk)
    if not can_debrief(request.user, session):
        raise PermissionDenied
    return session


@require_safe
def debrief_live(request: PersonRequest, pk: int) -> HttpResponse:
    """Show where the debrief stands, and the group's room below it."""
    session = session_at_table(request, pk)
    facts = live_facts(session, request.user, timezone.now())
    if facts["sight"] is None:
        return render(request, "cohorts/live_closed.html", facts)
    rooms = Room.objects.visible_to(request.user).with_unread_for(request.user).select_related("state")
    room = get_object_or_404(rooms, pk=session.group.room_id)
    facts |= {"back": room.goes_on_at}  # what is written here leads here again
    return render(request, "cohorts/live_debrief.html", room_page(room, request.user, None, None, None) | facts)


@require_POST
def debrief_act(request: PersonRequest, pk: int) -> HttpResponse:
    """Do one act; what stands in the way is said on the page as it is now."""
    session, form = session_at_table(request, pk), ActForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        actions.act_in_debrief(session=session, by=request.user, now=timezone.now(), **form.said())
    except Problem as problem:
        messages.warning(request, str(problem))
    return redirect("debrief-live", session.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_leave(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask whether somebody should get in touch, and let go."""
    session = session_at_table(request, pk)
    others = who_can_check_in(session, request.user)
    form = LeaveDebriefForm(request.POST if request.method == "POST" else None, others=others)
    if form.is_bound and form.is_valid():
        return left(request, session, others.filter(pk=int(form.cleaned_data["check_in"] or 0)).first())
    return render(request, "cohorts/live_leave.html", {"session": session, "form": form})


def left(request: PersonRequest, session: DebriefSession, check_in: Person | None) -> HttpResponse:
    """Let somebody go, whatever the debrief was doing; home is the next page."""
    friend = check_in.pk if check_in else None
    actions.leave_debrief(session=session, by=request.user, now=timezone.now(), check_in=friend)
    messages.success(
        request, f"You have left. We have asked {check_in} to get in touch." if check_in else "You have left."
    )
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask once, then end it for everybody."""
    session = session_at_table(request, pk)
    sight = sight_of(session, request.user, timezone.now())
    if sight is None:
        return redirect("session-detail", session.pk)
    if not sight.leads:
        raise PermissionDenied
    form = EndDebriefForm(request.POST if request.method == "POST" else None, initial={"moves": sight.now.moves})
    if form.is_bound and form.is_valid():
        return ended(request, session, form.cleaned_data["moves"])
    return render(request, "cohorts/live_end.html", {"session": session, "form": form, "sight": sight})


def ended(request: PersonRequest, session: DebriefSession, moves: int) -> HttpResponse:
    """End it, or say that the group has moved on."""
    try:
        actions.end_debrief(session=session, by=request.user, moves=moves, now=timezone.now())
    except Problem as problem:
        messages.warning(request, str(problem))
        return redirect("debrief-live", session.pk)
    messages.success(request, "The debrief is over. Thank you for holding it.")
    return redirect("session-detail", session.pk)


@require_POST
def debrief_led(request: PersonRequest, pk: int) -> HttpResponse:
    """Note that the facilitator's page is open; from anybody else it changes nothing."""
    actions.note_led(session=session_at_table(request, pk), by=request.user, now=timezone.now())
    return HttpResponse("noted", content_type="text/plain")
