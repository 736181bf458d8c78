"""What is written in a debrief, and what people take from it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.core.validators import slug_re
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import change_note, take_back_note, write_note
from cohorts.crisis import PHRASES, phrases_unless_in
from cohorts.debrief_problems import NotTimeForQuestions
from cohorts.forms import NoteChangeForm, NoteForm, NotePlaceForm
from cohorts.learning import CLOSED, all_of, opened, words_of_note
from cohorts.learning_box import live_page, speaks_of_harm_in
from cohorts.models import DebriefSession, LearningNote, Turn
from cohorts.policies import can_change_note, can_take_back_note, can_write_note, sits_at_table
from cohorts.problems import EnoughWritten, SavedMeanwhile, TurnTakenBack
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import end_draft_of, saved

Kind = LearningNote.Kind
A_PAGE = 20
NOT_KEPT = (
    "We cannot lock your words away safely just now, so we have not kept them. "
    "Copy them somewhere safe, and try again later."
)
NOT_THERE = "Not saved: you do not sit at that table any more, so it is not changed. You can still take it back."
KEPT = {
    Kind.WRITING: "Kept. Only you read it until all is shown together.",
    Kind.QUESTION: "Asked. Those at the table can read it.",
    Kind.LEARNING: "Saved. Those at the table can read it.",
    Kind.PRIVATE: "Saved. Only you can read it.",
}


def at_my_table(request: PersonRequest, pk: int) -> DebriefSession:
    """Return a session at whose table this person sat; 404 for who does not see it, 403 for who did not sit there."""
    found = DebriefSession.objects.visible_to(request.user).select_related("group__facilitator")
    session = get_object_or_404(found, pk=pk)
    if not sits_at_table(request.user, session):
        raise PermissionDenied
    return session


@require_safe
def session_learning(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what was written and taken from a session, as far as this person may read it, and let them add to it."""
    session, now = at_my_table(request, pk), timezone.now()
    found = all_of(session, request.user)
    facts = {
        "session": session,
        "written": found[Kind.WRITING],
        "questions": found[Kind.QUESTION],
        "learnings": found[Kind.LEARNING],
        "notes": found[Kind.PRIVATE],
        "learn": NoteForm(kind=Kind.LEARNING) if can_write_note(request.user, session, Kind.LEARNING, now) else None,
        "private": NoteForm(kind=Kind.PRIVATE) if session.group.is_run_by(request.user) else None,
        "places": {kind: f"learning-{session.pk}-{kind}" for kind in (Kind.LEARNING, Kind.PRIVATE)},
        "needs_help": speaks_of_harm_in(found),
        "phrases": PHRASES,
    }
    return render(request, "cohorts/session_learning.html", facts)


@require_POST
def session_learning_write(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep a few words of one's own; where they cannot be kept, they come back in the box with the reason."""
    session, place = at_my_table(request, pk), place_in(request)
    turn = Turn.objects.visible_to(request.user).filter(pk=place["of_turn"], session=session).first()
    form = NoteForm(request.POST, kind=place["kind"], turn=turn)
    if form.is_valid() and keeps(request, session, form, place):
        end_draft_of(request)
        return redirect(way_back(session, place["next"]))
    phrases = phrases_unless_in([form["text"].value() or ""])
    facts = {"session": session, "form": form, "step": place["at_step"], "phrases": phrases}
    facts |= {"next": place["next"] if place["next"] == live_page(session) else "", "place": draft_of(request)}
    return render(request, "cohorts/learning_write.html", facts)


def draft_of(request: PersonRequest) -> str:
    """Return the draft that was begun in the form that was sent, so that its words stay one draft."""
    place = request.POST.get("draft", "")
    return place if slug_re.match(place) else "learning-again"


def place_in(request: PersonRequest) -> dict[str, Any]:
    """Return where a note belongs; what no page of ours sends is a bad request."""
    form = NotePlaceForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    return form.cleaned_data


def way_back(session: DebriefSession, asked: str) -> str:
    """Return the live page of this very session where that was asked for, and else the page of what was written."""
    return asked if asked == live_page(session) else reverse("session-learning", args=[session.pk])


def keeps(request: PersonRequest, session: DebriefSession, form: NoteForm, place: dict[str, Any]) -> bool:
    """Keep the words and say who reads them, or say on the form why they are not kept."""
    said = {"text": form.cleaned_data["text"], "client_id": form.cleaned_data["client_id"], "kind": form.kind}
    try:
        if place["of_turn"] and form.turn is None:
            raise TurnTakenBack
        note = write_note(
            session=session, by=request.user, step=place["at_step"], turn=form.turn, now=timezone.now(), **said
        )
    except (EnoughWritten, NotTimeForQuestions, TurnTakenBack) as problem:
        form.turn = None if isinstance(problem, TurnTakenBack) else form.turn
        form.add_error("text", str(problem))
    except CannotOpen:
        form.add_error("text", NOT_KEPT)
    else:
        messages.success(request, KEPT[Kind.LEARNING if note.shown_at else Kind(note.kind)])
    return form.is_valid()


@require_http_methods(["GET", "HEAD", "POST"])
def learning_change(request: PersonRequest, pk: str) -> HttpResponse:
    """Put other words in place of one's own; what was saved elsewhere meanwhile is shown beside them, never lost."""
    note = my_note(request, pk)
    words, form = words_to_change(note), NoteChangeForm(request.POST or None, note=note)
    if words is None or not can_change_note(request.user, note):
        return refused(request, note, form, words)
    if form.is_valid():
        return change(request, note, form)
    if not form.is_bound:
        form = NoteChangeForm(note=note, initial={"version": note.version, "text": words})
    return change_page(request, note, form)


def refused(request: PersonRequest, note: LearningNote, form: NoteChangeForm, words: str | None) -> HttpResponse:
    """Show words that cannot be changed now; what was typed for them comes back in the box, with the reason."""
    status = 503 if words is None else 200
    if not form.is_bound:
        return change_page(request, note, None, status=status)
    form.add_error("text", NOT_KEPT if words is None else NOT_THERE)
    return change_page(request, note, form, status=status)


def my_note(request: PersonRequest, pk: str) -> LearningNote:
    """Return what this person wrote, 404 for what they do not read, 403 for what they only read."""
    found = LearningNote.objects.visible_to(request.user).select_related("author", "session__group", "turn__person")
    note = get_object_or_404(found, pk=pk)
    if not can_take_back_note(request.user, note):
        raise PermissionDenied
    return note


def words_to_change(note: LearningNote) -> str | None:
    """Return the words, or nothing where they cannot be opened: those are not written over."""
    try:
        return words_of_note(note)
    except CannotOpen:
        return None


def change_page(
    request: PersonRequest,
    note: LearningNote,
    form: NoteChangeForm | None,
    status: int = 200,
    saved_now: str | None = None,
) -> HttpResponse:
    """Show the box; beside it what is saved now, where that was changed meanwhile; without a form, only the words."""
    facts: dict[str, Any] = {"note": note, "form": form, "saved": saved_now}
    if form is None:
        words = words_to_change(note)
        facts |= {"words": CLOSED if words is None else words, "is_closed": words is None}
    else:
        facts["phrases"] = phrases_unless_in([form["text"].value() or ""])
    return render(request, "cohorts/learning_change.html", facts, status=status)


def change(request: PersonRequest, note: LearningNote, form: NoteChangeForm) -> HttpResponse:
    """Save what was typed, or show it beside what was saved meanwhile: saving again is then a choice."""
    said = {"text": form.cleaned_data["text"], "version": form.cleaned_data["version"]}
    try:
        change_note(note=note, by=request.user, now=timezone.now(), **said)
    except CannotOpen:
        form.add_error("text", NOT_KEPT)
        return change_page(request, note, form, status=503)
    except SavedMeanwhile as problem:
        note.refresh_from_db(fields=["body", "version"])
        again = NoteChangeForm({**said, "version": str(note.version)}, note=note)
        again.add_error("text", str(problem))
        return change_page(request, note, again, status=409, saved_now=words_of_note(note))
    messages.success(request, "Saved.")
    return saved(request, "session-learning", note.session_id)


@require_POST
def learning_take_back(request: PersonRequest, pk: str) -> HttpResponse:
    """Remove one's own words for good."""
    note = my_note(request, pk)
    take_back_note(note=note, by=request.user)
    messages.success(request, "Taken back. Nobody reads it any more.")
    is_there = sits_at_table(request.user, note.session)
    return redirect("session-learning", note.session_id) if is_there else redirect("learning-list")


@require_safe
def learning_list(request: PersonRequest) -> HttpResponse:
    """List what I wrote in debriefs of my groups, the latest first, those I have left too."""
    mine = LearningNote.objects.visible_to(request.user).filter(author=request.user).order_by("-written_at", "-pk")
    page = Paginator(mine.select_related("author", "session__group", "turn__person"), A_PAGE).get_page(
        request.GET.get("page")
    )
    facts = {"page": page, "told": list(opened(list(page), request.user))}
    return render(request, "cohorts/learning_list.html", facts)
