"""Leaving a section of the profile half said and coming back to it, where no script keeps what is typed."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from youdesign.people import actions
from youdesign.people.actions.drafts import KeptElsewhere
from youdesign.people.drafts import Begun
from youdesign.people.forms import DraftForm, ProfileForm
from youdesign.people.models import Person
from youdesign.people.private_text import CannotOpen

OURS = ("csrfmiddlewaretoken", "seen", "draft", "draft_mark", "later")
KEPT = "Kept as you left it, for you only. It is not saved yet, because some of it needs another look."
ELSEWHERE = (
    "You were writing this in another window or on another device too. What you see here is not kept yet. "
    "Press again to keep what is here instead."
)
NOT_NOW = "We cannot keep this just now. It is still here, and nothing that was kept before has changed."


def place_of(section: str) -> str:
    """Return the name under which a section's draft is kept, by this and by the page's script."""
    return f"profile-{section}"


def mark_for(request: HttpRequest, older: Begun | None, form: ProfileForm) -> str:
    """Return the mark of the draft that the boxes follow: the one that they show, or that the person was told of."""
    if request.method == "POST" and not form.has_error(NON_FIELD_ERRORS, "elsewhere"):
        return request.POST.get("draft_mark", "")
    return older.mark if older and form.is_bound else ""


def keep_for_later(request: HttpRequest, person: Person, section: str, form: ProfileForm) -> HttpResponse | None:
    """Keep the boxes as they are and go home; or say on the form why not, and return nothing."""
    draft = DraftForm(boxes_of(request))
    if not draft.is_valid():
        form.add_error(None, NOT_NOW)
        return None
    try:
        actions.keep_draft(by=person, place=place_of(section), **draft.cleaned_data)
    except KeptElsewhere:
        form.add_error(None, ValidationError(ELSEWHERE, code="elsewhere"))
    except CannotOpen:
        form.add_error(None, NOT_NOW)
    else:
        messages.success(request, KEPT)
        return redirect("home")
    return None


def boxes_of(request: HttpRequest) -> dict[str, str | None]:
    """Return what was typed as a draft holds it, over which saved words, and which draft it follows."""
    typed = request.POST.copy()
    for name in OURS:
        typed.pop(name, None)
    return {"form": typed.urlencode(), "version": request.POST.get("seen"), "mark": request.POST.get("draft_mark")}
