"""Notes about a talk for oneself, and next steps that the two share."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mentoring import actions
from mentoring.forms import NoteForm, StepForm
from mentoring.models import Match, NextStep, Talk
from mentoring.notes import note_of, read_note
from mentoring.policies import can_move_step
from mentoring.problems import SavedElsewhere, StepHasMovedOn
from mentoring.views.attempts import attempt
from mentoring.views.ours import our_match_to_change
from mentoring.views.talks import our_talk
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved

CAME = (NextStep.State.DONE, NextStep.State.LET_GO)
NOT_KEPT = (
    "We cannot lock your words away safely just now, so we have not kept them. "
    "Copy them somewhere safe, and try again later."
)


@require_http_methods(["GET", "HEAD", "POST"])
def talk_note(request: PersonRequest, pk: int) -> HttpResponse:
    """Write about a talk for oneself; what was saved elsewhere meanwhile is shown beside it, never lost."""
    talk = our_talk(request, pk)
    note, other = note_of(talk, request.user), talk.match.other_than(request.user)
    try:
        words_now = read_note(note)
        if request.method == "POST":
            return keep_note(request, talk, words_now)
    except CannotOpen:
        return cannot_open(request, talk)
    form = NoteForm(initial={"text": words_now, "version": note.version if note else 0}, other=other)
    return render(request, "mentoring/talk_note.html", {"talk": talk, "form": form, "other": other})


def cannot_open(request: PersonRequest, talk: Talk) -> HttpResponse:
    """Say that the notes cannot be opened, or written over; what was typed comes back."""
    if request.method != "POST":
        return render(request, "mentoring/talk_note_closed.html", {"talk": talk}, status=503)
    other = talk.match.other_than(request.user)
    form = NoteForm(request.POST, other=other)
    form.add_error("text", NOT_KEPT)
    return render(request, "mentoring/talk_note.html", {"talk": talk, "form": form, "other": other}, status=503)


def keep_note(request: PersonRequest, talk: Talk, words_now: str) -> HttpResponse:
    """Keep what was typed; where something else was saved meanwhile, show both and let the writer choose."""
    other = talk.match.other_than(request.user)
    form = NoteForm(request.POST, other=other)
    facts: dict[str, object] = {"talk": talk, "form": form, "other": other}
    if form.is_valid():
        try:
            actions.write_note(talk=talk, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, "Saved. Only you can read it.")
            return saved(request, "talk-detail", talk.pk)
        except SavedElsewhere as problem:
            facts |= {"form": both(request, talk, form, problem), "saved": words_now}
    return render(request, "mentoring/talk_note.html", facts, status=409 if "saved" in facts else 200)


def both(request: PersonRequest, talk: Talk, form: NoteForm, problem: SavedElsewhere) -> NoteForm:
    """Return the form with the words typed here, now over those that are saved."""
    note = note_of(talk, request.user)
    facts = {"text": form.cleaned_data["text"], "version": note.version if note else 0}
    again = NoteForm(facts, other=talk.match.other_than(request.user))
    again.add_error("text", str(problem))
    return again


@require_http_methods(["GET", "HEAD", "POST"])
def step_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down a next step."""
    match = our_match_to_change(request, pk)
    form = StepForm(request.POST or None, match=match, by=request.user, is_new=True, initial={"whose": request.user.pk})
    if form.is_valid():
        whose = form.people[form.cleaned_data["whose"]]
        actions.set_step(match=match, by=request.user, whose=whose, now=timezone.now(), **form.words())
        messages.success(request, "Written down. You both see it.")
        return saved(request, "match-detail", match.pk)
    return render(request, "mentoring/step.html", step_facts(request, match, form))


@require_http_methods(["GET", "HEAD", "POST"])
def step_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a step into other words; those that the other saved meanwhile are shown beside them, never lost."""
    step = our_step(request, pk)
    if (match := step.match) is None:
        raise Http404
    begun = {"if_words": step.if_words, "then_words": step.then_words, "version": step.version}
    form = StepForm(request.POST or None, match=match, by=request.user, is_new=False, initial=begun)
    if form.is_valid():
        return keep_step(request, step, match, form)
    return render(request, "mentoring/step.html", step_facts(request, match, form) | {"step": step})


def keep_step(request: PersonRequest, step: NextStep, match: Match, form: StepForm) -> HttpResponse:
    """Keep the words, or show them beside those that were saved meanwhile."""
    facts: dict[str, Any] = {"by": request.user, "version": form.cleaned_data["version"] or 0, "now": timezone.now()}
    try:
        actions.change_step(step=step, **form.words(), **facts)
    except SavedElsewhere as problem:
        typed = form.words() | {"version": step.version}
        again = StepForm(typed, match=match, by=request.user, is_new=False)
        again.add_error("if_words", str(problem))
        shown = step_facts(request, match, again) | {"step": step, "is_stale": True}
        return render(request, "mentoring/step.html", shown, status=409)
    except StepHasMovedOn as problem:
        words = "If {if_words}, then {then_words}".format(**form.words())
        messages.warning(request, f"{problem} You had written: “{words}”")
        return redirect("match-detail", step.match_id)
    messages.success(request, "Changed. That is what next steps are for.")
    return saved(request, "match-detail", step.match_id)


@require_POST
def step_move(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that a step is done, or let it go."""
    step = our_step(request, pk)
    to = request.POST.get("to", "")
    if to not in CAME:
        messages.warning(request, "Say first what came of it.")
    elif attempt(request, actions.move_step, step=step, by=request.user, to=to, now=timezone.now()):
        messages.success(request, "Done. Well done." if to == NextStep.State.DONE else "Let go. That is fine.")
    return redirect("match-detail", step.match_id) if step.match_id else redirect("own-words")


def our_step(request: PersonRequest, pk: int) -> NextStep:
    """Return a step of the two, or one of one's own that stayed; 404 for others, 403 once the mentoring has ended."""
    found = NextStep.objects.visible_to(request.user).select_related(
        "match__leader", "match__offer__mentor", "whose", "set_by"
    )
    step = get_object_or_404(found, pk=pk)
    if not can_move_step(request.user, step):
        raise PermissionDenied
    return step


def step_facts(request: PersonRequest, match: Match, form: StepForm) -> dict[str, object]:
    """Return what both pages show."""
    return {"match": match, "form": form, "other": match.other_than(request.user)}
