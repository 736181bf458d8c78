"""Pages of a leader's own involvements and their dates."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.involvement import actions, words
from youdesign.involvement.forms import EventForm, InvolvementForm, MoveForm, NotesForm
from youdesign.involvement.models import Involvement, InvolvementEvent
from youdesign.involvement.preparing import ChangedElsewhere, notes_for, read_notes
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved
from youdesign.people.states import MoveNotAllowed

CLOSED = "We cannot open your notes just now. They are still there."
CHANGED_ELSEWHERE = "You saved other notes in another window or on another device meanwhile. Nothing is lost: see both."
NOT_KEPT = (
    "We cannot lock your words away safely just now, so we have not kept them. "
    "Copy them somewhere safe, and try again later."
)
MOVED_ON = "That has moved on meanwhile. This is where it is now."


@require_safe
def involvement_list(request: PersonRequest) -> HttpResponse:
    """Show my involvements, each with its next date."""
    mine = Involvement.objects.visible_to(request.user).select_related("host").with_next_event(timezone.now())
    rows = [(involvement, words.tone_of(involvement)) for involvement in mine]
    return render(request, "involvement/involvement_list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def involvement_new(request: PersonRequest) -> HttpResponse:
    """Add a piece of real work."""
    form = InvolvementForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        involvement = actions.add_involvement(by=request.user, **form.facts)
        messages.success(request, "Added. Only you can see it.")
        return saved(request, "involvement-detail", involvement.pk)
    return render(request, "involvement/involvement_new.html", {"form": form})


@require_safe
def involvement_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one involvement, its dates, and where it can go from here."""
    mine = Involvement.objects.visible_to(request.user).select_related("host", "role", "level", "place")
    involvement = get_object_or_404(mine, pk=pk)
    events = InvolvementEvent.objects.visible_to(request.user).filter(involvement=involvement)
    rows = [(event, words.tone_of(event)) for event in events]
    told = {"tone": words.tone_of(involvement), "moves": words.moves_of(involvement)}
    return render(request, "involvement/involvement_detail.html", {"involvement": involvement, "rows": rows, **told})


@require_POST
def involvement_move(request: PersonRequest, pk: int) -> HttpResponse:
    """Say where an involvement has got to."""
    involvement = get_object_or_404(Involvement.objects.visible_to(request.user), pk=pk)
    try:
        actions.move_involvement(involvement=involvement, to=asked(request), by=request.user)
    except MoveNotAllowed:
        messages.warning(request, MOVED_ON)
    return redirect("involvement-detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def event_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Add a date to an involvement."""
    involvement = get_object_or_404(Involvement.objects.visible_to(request.user).select_related("host"), pk=pk)
    form = EventForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        event = actions.add_event(involvement=involvement, by=request.user, **form.facts)
        messages.success(request, "Added. Only you can see it.")
        return saved(request, "event-detail", event.pk)
    return render(request, "involvement/event_new.html", {"form": form, "involvement": involvement})


@require_safe
def event_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one date and where it is on the loop from preparing to what changed."""
    mine = InvolvementEvent.objects.visible_to(request.user).select_related("involvement__host")
    event = get_object_or_404(mine, pk=pk)
    now = timezone.now()
    told = {
        "notes": notes_in_words(event, request),
        "tone": words.tone_of(event),
        "standing": words.standing_of(event, now),
        "moves": words.moves_of(event),
        "loop": words.loop_of(event),
        "is_past": event.starts_at < now,
    }
    return render(request, "involvement/event_detail.html", {"event": event, **told})


def notes_in_words(event: InvolvementEvent, request: PersonRequest) -> str:
    """Return my notes for a date, or that they cannot be opened just now."""
    try:
        return read_notes(notes_for(event, request.user))
    except CannotOpen:
        return CLOSED


@require_http_methods(["GET", "HEAD", "POST"])
def event_prepare(request: PersonRequest, pk: int) -> HttpResponse:
    """Write notes for a date, for oneself alone."""
    mine = InvolvementEvent.objects.visible_to(request.user).select_related("involvement__host")
    event = get_object_or_404(mine, pk=pk)
    notes = notes_for(event, request.user)
    try:
        words_now = read_notes(notes)
        if request.method == "POST":
            return keep_notes(request, event, words_now)
    except CannotOpen:
        return cannot_open(request, event)
    form = NotesForm(initial={"text": words_now, "version": notes.version if notes else 0})
    return render(request, "involvement/event_prepare.html", {"event": event, "form": form})


def cannot_open(request: PersonRequest, event: InvolvementEvent) -> HttpResponse:
    """Say that the notes cannot be opened, or written over; what was typed comes back."""
    if request.method != "POST":
        return render(request, "involvement/notes_closed.html", {"event": event}, status=503)
    form = NotesForm(request.POST)
    form.add_error("text", NOT_KEPT)
    return render(request, "involvement/event_prepare.html", {"event": event, "form": form}, status=503)


def keep_notes(request: PersonRequest, event: InvolvementEvent, words_now: str) -> HttpResponse:
    """Keep what was typed; where others were saved meanwhile, show both and let the leader choose."""
    form = NotesForm(request.POST)
    facts: dict[str, object] = {"event": event, "form": form}
    if form.is_valid():
        try:
            actions.prepare_for_event(event=event, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved. Only you can read it.")
            return saved(request, "event-detail", event.pk)
        except ChangedElsewhere:
            facts |= {"form": both(form, event, request), "saved": words_now}
    return render(request, "involvement/event_prepare.html", facts, status=409 if "saved" in facts else 200)


def both(form: NotesForm, event: InvolvementEvent, request: PersonRequest) -> NotesForm:
    """Return the form with the words typed here, now over those that are saved."""
    notes = notes_for(event, request.user)
    again = NotesForm({"text": form.cleaned_data["text"], "version": notes.version if notes else 0})
    again.add_error("text", CHANGED_ELSEWHERE)
    return again


@require_POST
def event_move(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what became of an event."""
    event = get_object_or_404(InvolvementEvent.objects.visible_to(request.user), pk=pk)
    try:
        actions.move_event(event=event, to=asked(request), by=request.user)
    except MoveNotAllowed:
        messages.warning(request, MOVED_ON)
    return redirect("event-detail", pk)


def asked(request: PersonRequest) -> str:
    """Return the state asked for, or none that exists."""
    form = MoveForm(request.POST)
    return str(form.cleaned_data["to"]) if form.is_valid() else ""
