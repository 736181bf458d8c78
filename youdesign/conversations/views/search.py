"""Searching what was said in the rooms one is in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from youdesign.conversations.forms import SearchForm
from youdesign.conversations.models import Room
from youdesign.conversations.room_lists import other_names
from youdesign.conversations.search import find
from youdesign.people.requests import PersonRequest


@require_safe
def room_search(request: PersonRequest) -> HttpResponse:
    """Show what was found in all rooms of this person, or in one of them."""
    room, before = (number_in(request, name) for name in ("room", "before"))
    here = get_object_or_404(Room.objects.visible_to(request.user), pk=room) if room else None
    form = SearchForm(request.GET if "words" in request.GET else None)
    is_asked = form.is_bound and form.is_valid()
    results = find(request.user, form.cleaned_data["words"], room=here, before=before) if is_asked else None
    two = [here.pk] if here and here.is_for_two else []
    title = other_names(request.user, two).get(here.pk, here.title) if here else ""
    facts = {"form": form, "room": here, "title": title, "results": results, "is_later": bool(before)}
    return render(request, "conversations/room_search.html", facts)


def number_in(request: PersonRequest, name: str) -> int | None:
    """Return a number from the address, or None for anything else."""
    said = request.GET.get(name, "")
    return int(said[:15]) if said.isascii() and said.isdecimal() else None
