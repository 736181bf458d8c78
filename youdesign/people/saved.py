"""What every page does once a form is saved: its draft ends, and the next page opens."""

from typing import Any

from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from youdesign.people.actions import end_draft
from youdesign.people.models import Person


def saved(request: HttpRequest, to: str, *args: Any) -> HttpResponse:
    """End the draft of the form that was just saved, and go to another page."""
    end_draft_of(request)
    return redirect(to, *args)


def end_draft_of(request: HttpRequest) -> None:
    """End the draft that the form just sent has followed, which its page's script has named."""
    place = request.POST.get("draft", "")
    if slug_re.match(place) and isinstance(request.user, Person):
        end_draft(by=request.user, place=place, mark=request.POST.get("draft_mark", ""), sent=request.POST)
