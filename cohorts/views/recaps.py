"""What came of a session: written, checked by the group, and read by who missed it or came later."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import agree_recap, check_recap, keep_recap, write_recap
from cohorts.forms import RecapCheckForm, RecapForm, SeenForm
from cohorts.learning import learnings_of
from cohorts.models import DebriefSession, LearningGroup, SessionRecap
from cohorts.next_steps import steps_of
from cohorts.policies import can_agree_recap, can_check_recap, can_read_recaps_of, can_write_recap
from cohorts.problems import NotHeldYet, RecapChanged, SavedMeanwhile
from cohorts.recaps import recap_of, standing_of
from cohorts.rotating import note_holder_of
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


def session_with_recap(request: PersonRequest, pk: int) -> DebriefSession:
    """Return the session, 404 for who does not see it, 403 for who may not read what its group learned."""
    sessions = DebriefSession.objects.visible_to(request.user).select_related("group__facilitator")
    session = get_object_or_404(sessions, pk=pk)
    if not can_read_recaps_of(request.user, session.group):
        raise PermissionDenied
    return session


def seen_in(request: PersonRequest) -> int:
    """Return which version somebody says yes to."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    return int(form.cleaned_data["mark"])


@require_safe
def session_recap(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the words, and where the group stands."""
    session, now = session_with_recap(request, pk), timezone.now()
    facts = {
        "session": session,
        "may_write": can_write_recap(request.user, session, now),
        "later": session.group.sessions.upcoming(now).exclude(pk=session.pk).first(),
    }
    recap = recap_of(session, request.user)
    more = facts_of(recap, request.user) if recap else {"note_holder": note_holder_of(session)}
    return render(request, "cohorts/session_recap.html", facts | more)


def facts_of(recap: SessionRecap, person: Person) -> dict[str, Any]:
    """Return where the group stands with what is written, and what this person can do."""
    return {
        "recap": recap,
        "standing": standing_of(recap, person),
        "may_check": can_check_recap(person, recap),
        "may_agree": recap.agreed_at is None and can_agree_recap(person, recap),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def session_recap_write(request: PersonRequest, pk: int) -> HttpResponse:
    """Write it, or put other words in place; what somebody else saved meanwhile is shown beside them, never lost."""
    session, now = session_with_recap(request, pk), timezone.now()
    if not can_write_recap(request.user, session, now):
        raise PermissionDenied
    form = RecapForm(request.POST if request.method == "POST" else None, recap=recap_of(session, request.user))
    if form.is_bound and form.is_valid():
        seen = form.cleaned_data["mark"]
        try:
            write_recap(session=session, by=request.user, seen=seen, now=now, **form.said())
        except SavedMeanwhile as problem:
            return offer_both(request, session, form, problem)
        messages.success(request, "Saved. We ask the others whether it is right.")
        return saved(request, "session-recap", session.pk)
    return write_page(request, session, form)


def write_page(
    request: PersonRequest, session: DebriefSession, form: RecapForm, saved: SessionRecap | None = None
) -> HttpResponse:
    """Show the boxes, and beside them what people take with them, to be put in by hand; nothing goes in by itself."""
    facts = {
        "session": session,
        "form": form,
        "saved": saved,
        "recap": saved or recap_of(session, request.user),
        "learnings": [each for each in learnings_of(session, request.user) if not each.is_closed],
        "aims": [each for each in steps_of(session, request.user) if each.words and each.step.is_shared],
    }
    return render(request, "cohorts/session_recap_write.html", facts, status=409 if saved else 200)


def offer_both(
    request: PersonRequest, session: DebriefSession, form: RecapForm, problem: SavedMeanwhile
) -> HttpResponse:
    """Show the words typed here in the boxes, and those that are saved beside them; saving again is then a choice."""
    recap = recap_of(session, request.user)
    again = RecapForm({**form.said(), "mark": recap.version if recap else 0}, recap=recap)
    again.add_error("did", f"{problem} They are on this page too.")
    return write_page(request, session, again, saved=recap)


@require_POST
def session_recap_right(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep that the words are right for somebody."""
    session, seen = session_with_recap(request, pk), seen_in(request)
    now = timezone.now()
    try:
        check_recap(session=session, by=request.user, seen=seen, is_right=True, words="", now=now)
    except RecapChanged as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Thank you. Your group sees how many said so, not who.")
    return redirect("session-recap", session.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def session_recap_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask what somebody would change, beside the words as they are."""
    session = session_with_recap(request, pk)
    recap = recap_of(session, request.user)
    if recap is None or not can_check_recap(request.user, recap):
        raise PermissionDenied
    mine = standing_of(recap, request.user).mine
    start = {"mark": recap.version, "words": mine.words if mine else ""}
    form = RecapCheckForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid():
        again = kept(form, recap, request.user)
        if again is None:
            messages.success(request, "Thank you. Whoever wrote it reads it.")
            return saved(request, "session-recap", session.pk)
        form = again
    return render(request, "cohorts/session_recap_change.html", {"session": session, "recap": recap, "form": form})


def kept(form: RecapCheckForm, recap: SessionRecap, by: Person) -> RecapCheckForm | None:
    """Keep what they would change; where other words stand there by now, return the form with theirs to send again."""
    said = {"seen": form.cleaned_data["mark"], "words": form.cleaned_data["words"], "is_right": False}
    try:
        check_recap(session=recap.session, by=by, now=timezone.now(), **said)
    except RecapChanged as problem:
        again = RecapCheckForm({"words": said["words"], "mark": recap.version})
        again.add_error("words", f"{problem} Then save again.")
        return again
    return None


@require_POST
def session_recap_agree(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that it stands."""
    session, seen = session_with_recap(request, pk), seen_in(request)
    try:
        agree_recap(session=session, by=request.user, seen=seen, now=timezone.now())
    except (RecapChanged, NotHeldYet) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Done. This is what the group keeps.")
    return redirect("session-recap", session.pk)


@require_POST
def session_recap_keep(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that nothing in the words is about a turn that was taken back."""
    session, seen = session_with_recap(request, pk), seen_in(request)
    try:
        keep_recap(session=session, by=request.user, seen=seen, now=timezone.now())
    except RecapChanged as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Kept as it is. We ask the others whether that is right.")
    return redirect("session-recap", session.pk)


@require_safe
def group_learned(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what came of every session, the latest first, also to those who missed it or came later."""
    group = get_object_or_404(LearningGroup.objects.visible_to(request.user), pk=pk)
    if not can_read_recaps_of(request.user, group):
        raise PermissionDenied
    recaps = SessionRecap.objects.visible_to(request.user).filter(session__group=group)
    return render(request, "cohorts/group_learned.html", {"group": group, "recaps": recaps.select_related("session")})
