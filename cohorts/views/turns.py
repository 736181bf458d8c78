"""Turns: offering one, changing and withdrawing it, and the group's choice of whose it is."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import change_turn, move_turn_up, offer_turn, pick_turn, put_turn_back, withdraw_turn
from cohorts.forms import TurnForm, WhichTurnForm
from cohorts.journals import with_abouts
from cohorts.models import DebriefSession, LearningGroup, Reflection, Turn
from cohorts.policies import (
    can_change_turn,
    can_offer_turn,
    can_pick_turns,
    can_read_turns_of,
    can_share_reflection,
    is_open_session,
)
from cohorts.problems import Problem, SessionOver
from cohorts.readers import groups_of
from cohorts.turn_problems import TurnGone
from cohorts.turns import mark_of, next_of, topic_of, turns_of, what_one_could_bring
from cohorts.views.reflections import NOT_KEPT
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


def session_of(request: PersonRequest, pk: int) -> DebriefSession:
    """Return a session that this person may see."""
    sessions = DebriefSession.objects.visible_to(request.user).select_related("group__facilitator", "template", "live")
    return get_object_or_404(sessions, pk=pk)


def to_turns(session: DebriefSession) -> HttpResponse:
    """Go to where the turns stand: on the page of the debrief while that goes on, else on the session's."""
    if session.state == DebriefSession.State.LIVE:
        return redirect(f"{reverse('debrief-live', args=[session.pk])}#turns")
    return redirect(f"{reverse('session-detail', args=[session.pk])}#turns")


def brought_with(request: PersonRequest) -> str:
    """Return the key of the debrief that ?with= names, "" without it, and 404 for what this person did not write."""
    asked = request.GET.get("with", "")
    if not asked:
        return ""
    try:
        key = UUID(asked)
    except ValueError as error:
        raise Http404 from error
    mine = Reflection.objects.visible_to(request.user).filter(author=request.user)
    return str(get_object_or_404(mine.only("pk"), pk=key).pk)


@require_http_methods(["GET", "HEAD", "POST"])
def turn_offer(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask what somebody would bring; whoever has a turn waiting changes that one."""
    session = session_of(request, pk)
    if not can_offer_turn(request.user, session):
        raise PermissionDenied
    first = {"reflection": brought_with(request)}
    if elsewhere := cannot_offer(request, session):
        return elsewhere
    form = TurnForm(sent(request), could_bring=what_one_could_bring(request.user), initial=first)
    if form.is_valid() and was_kept(form, offer_turn, session=session, by=request.user, now=timezone.now()):
        messages.success(request, "Offered. Your group sees it on this page, and you can change or withdraw it.")
        return saved(request, "session-detail", session.pk)
    return render(request, "cohorts/turn_offer.html", {"session": session, "form": form})


def cannot_offer(request: PersonRequest, session: DebriefSession) -> HttpResponse | None:
    """Return where to go in place of the form: the session that is over, or the turn that waits already."""
    if not is_open_session(session, timezone.now()):
        messages.error(request, str(SessionOver()))
        return redirect("session-detail", session.pk)
    mine = Turn.objects.visible_to(request.user).unheld().filter(group=session.group_id, person=request.user).first()
    if mine is None or request.method == "POST":
        return None  # what was typed comes back with the reason
    return redirect(f"{reverse('turn-change', args=[mine.pk])}?{request.GET.urlencode()}")


def sent(request: PersonRequest) -> Any:
    """Return what was sent, or nothing while it is only looked at."""
    return request.POST if request.method == "POST" else None


def was_kept(form: TurnForm, act: Callable[..., Turn], **about: Any) -> bool:
    """Keep what was typed; where that cannot be, say why at the form, which has it still, and return False."""
    try:
        act(**about, **form.facts())
    except CannotOpen:
        form.add_error("topic", NOT_KEPT)
    except Problem as problem:
        form.add_error(None, str(problem))
    else:
        return True
    return False


def own_turn(request: PersonRequest, pk: str) -> Turn:
    """Return somebody's own turn, 404 for what they do not see, 403 for somebody else's."""
    turns = Turn.objects.visible_to(request.user).exclude(state=Turn.State.WITHDRAWN)
    turn = get_object_or_404(turns.select_related("person", "group", "event", "reflection", "session"), pk=pk)
    if not can_change_turn(request.user, turn):
        raise PermissionDenied
    return turn


@require_http_methods(["GET", "HEAD", "POST"])
def turn_change(request: PersonRequest, pk: str) -> HttpResponse:
    """Put other words in place; a turn that was held is only withdrawn."""
    turn = own_turn(request, pk)
    if turn.state == Turn.State.HELD:
        return redirect("turn-withdraw", turn.pk)
    try:
        form, mark = change_form(request, turn), mark_of(turn)
    except CannotOpen:
        return render(request, "cohorts/turn_closed.html", {"turn": turn}, status=503)
    if form.is_valid() and was_kept(form, change_turn, turn=turn, by=request.user, mark=mark):
        messages.success(request, "Saved.")
        return saved(request, *way_back(turn))
    return render(request, "cohorts/turn_change.html", {"turn": turn, "form": form})


def change_form(request: PersonRequest, turn: Turn) -> TurnForm:
    """Return the form with what is saved; what cannot be opened is not written over. Raises CannotOpen."""
    first = {
        "topic": topic_of(turn),
        "event": str(turn.event_id or ""),
        "reflection": brought_with(request) or str(turn.reflection_id or ""),
    }
    return TurnForm(sent(request), could_bring=what_one_could_bring(request.user), initial=first, now=mark_of(turn))


def way_back(turn: Turn) -> tuple[str, Any]:
    """Return the page that the turn stands on: its session's, or its group's."""
    return ("session-detail", turn.session_id) if turn.session_id else ("turn-list", turn.group_id)


@require_http_methods(["GET", "HEAD", "POST"])
def turn_withdraw(request: PersonRequest, pk: str) -> HttpResponse:
    """Ask once, then withdraw it."""
    turn = own_turn(request, pk)
    if request.method != "POST":
        return render(request, "cohorts/turn_withdraw.html", {"turn": turn})
    withdraw_turn(turn=turn, by=request.user)
    messages.success(request, "Withdrawn. Nobody sees it any more.")
    return redirect(*way_back(turn))


@require_POST
def turn_pick(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a turn at this session."""
    return choose(request, pk, pick_turn, "Picked.")


@require_POST
def turn_put_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Let a turn wait again."""
    return choose(request, pk, put_turn_back, "Put back. It waits for another session.")


@require_POST
def turn_up(request: PersonRequest, pk: int) -> HttpResponse:
    """Let a turn come earlier."""
    return choose(request, pk, move_turn_up, "Moved up.")


def choose(request: PersonRequest, pk: int, act: Callable[..., Turn], done: str) -> HttpResponse:
    """Do one thing with one turn at a session, and go back to where they stand."""
    session = session_of(request, pk)
    if not can_pick_turns(request.user, session):
        raise PermissionDenied
    try:
        act(turn=turn_meant(request, session), session=session, by=request.user, now=timezone.now())
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return to_turns(session)


def turn_meant(request: PersonRequest, session: DebriefSession) -> Turn:
    """Return the turn of this group that a button names, 400 for none; raises TurnGone where it is seen no more."""
    form = WhichTurnForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    turns = Turn.objects.visible_to(request.user).filter(group=session.group_id)
    turn = turns.filter(pk=form.cleaned_data["turn"]).first()
    if turn is None:
        raise TurnGone
    return turn


@require_safe
def turn_list(request: PersonRequest, pk: int) -> HttpResponse:
    """Show who has waited how long, what waits, and my own turns."""
    groups = LearningGroup.objects.visible_to(request.user).select_related("facilitator")
    group = get_object_or_404(groups, pk=pk)
    if not can_read_turns_of(request.user, group):
        raise PermissionDenied
    return render(request, "cohorts/turn_list.html", turns_of(group, request.user, timezone.now()))


@require_safe
def reflection_turn(request: PersonRequest, pk: str) -> HttpResponse:
    """Choose the group to bring a debrief to; it is not shared by that."""
    found = Reflection.objects.visible_to(request.user).defer("body")
    reflection = get_object_or_404(found.select_related("author", "event"), pk=pk)
    if not can_share_reflection(request.user, reflection):
        raise PermissionDenied
    with_abouts([reflection], request.user)
    coming = [(group, next_of(group, timezone.now())) for group in groups_of(request.user)]
    return render(request, "cohorts/turn_of_reflection.html", {"reflection": reflection, "coming": coming})
