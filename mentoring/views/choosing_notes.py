"""Notes for choosing: what matters to me, and how each hello went."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mentoring import actions
from mentoring.choosing_notes import CRITERIA, notes_of, read_words, to_write_about
from mentoring.forms import ChoosingNotesForm
from mentoring.policies import can_write_choosing_notes
from mentoring.problems import SavedElsewhere
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved

CLOSED = "We cannot open or lock your notes just now. What is saved is still there. Copy what you typed, and try later."


@require_http_methods(["GET", "HEAD", "POST"])
def choosing_notes(request: PersonRequest) -> HttpResponse:
    """Show a leader's own notes, and keep new ones; nobody else ever reads them."""
    if not can_write_choosing_notes(request.user):
        raise Http404
    notes = notes_of(request.user)
    try:
        words = read_words(notes)
    except CannotOpen:
        return shown(request, ChoosingNotesForm(request.POST or None, about=[], words={}, version=0), closed=CLOSED)
    facts: dict[str, Any] = {
        "about": to_write_about(request.user, words),
        "words": words,
        "version": notes.version if notes else 0,
    }
    form = ChoosingNotesForm(request.POST or None, **facts)
    return keep(request, form, facts) if form.is_valid() else shown(request, form)


def keep(request: PersonRequest, form: ChoosingNotesForm, facts: dict[str, Any]) -> HttpResponse:
    """Keep what was typed; where something else was saved meanwhile, show that beside it and let the writer choose."""
    version = form.cleaned_data["version"]
    try:
        actions.write_choosing_notes(by=request.user, words=form.said(), version=version, now=timezone.now())
    except SavedElsewhere as problem:
        typed = request.POST.copy()
        typed["version"] = str(facts["version"])
        again = ChoosingNotesForm(typed, **facts)
        again.add_error(CRITERIA, str(problem))
        return shown(request, again, stale=again.before())
    except CannotOpen:
        return shown(request, form, closed=CLOSED)
    messages.success(request, "Saved. Only you can read it.")
    return saved(request, "mentor-suggestions")


def shown(request: PersonRequest, form: ChoosingNotesForm, **facts: object) -> HttpResponse:
    """Show the boxes, and what stands in the way."""
    status = 503 if "closed" in facts else 409 if "stale" in facts else 200
    return render(request, "mentoring/choosing_notes.html", {"form": form, **facts}, status=status)
