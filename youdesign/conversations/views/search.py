"""Searching what was said in the rooms one is in."""

from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from youdesign.conversations.forms import SearchForm
from youdesign.conversations.models import Room
from youdesign.conversations.room_lists import other_names
from youdesign.conversations.search import find
from youdesign.people.looked_for import keep_words, words_kept
from youdesign.people.models import Person
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest

NOT_NOW = "We cannot look for it safely just now. Try again later, and tell your coordinator."


@require_http_methods(["GET", "HEAD", "POST"])
def room_search(request: PersonRequest) -> HttpResponse:
    """Show what was found in all rooms of this person, or in one; or take the words, which stand in no address."""
    here = room_in(request.POST or request.GET, request.user)
    if request.method != "POST":
        return results_page(request, here)
    form = SearchForm(request.POST)
    try:
        asked = {"look": keep_words(request, form.cleaned_data["words"])} if form.is_valid() else {}
    except CannotOpen:
        form.add_error("words", NOT_NOW)
    if form.errors:
        return render(request, "conversations/room_search.html", room_facts(request.user, here) | {"form": form})
    return redirect(f"{reverse('room-search')}?{urlencode(asked | ({'room': here.pk} if here else {}))}")


def results_page(request: PersonRequest, here: Room | None) -> HttpResponse:
    """Show the box, and a page of what was found with the words that were sent from it."""
    name, before = request.GET.get("look", ""), number_in(request.GET, "before")
    try:
        words = words_kept(request, name)
    except CannotOpen:
        words = ""
    facts = {
        "form": SearchForm(initial={"words": words}),
        "is_gone": name and not words,
        "results": find(request.user, words, room=here, before=before) if words else None,
        "is_later": bool(before),
        "look": name,
    }
    return render(request, "conversations/room_search.html", room_facts(request.user, here) | facts)


def room_facts(person: Person, here: Room | None) -> dict[str, object]:
    """Return in which room it is looked, and what that is called for this person."""
    names = other_names(person, [here.pk]) if here and here.is_for_two else {}
    return {"room": here, "title": names.get(here.pk, here.title) if here else ""}


def room_in(said: QueryDict, person: Person) -> Room | None:
    """Return the room that was named, nothing where none was, and 404 for one that this person does not see."""
    pk = number_in(said, "room")
    return get_object_or_404(Room.objects.visible_to(person), pk=pk) if pk else None


def number_in(said: QueryDict, name: str) -> int | None:
    """Return a number, or None for anything else."""
    digits = said.get(name, "")
    return int(digits[:15]) if digits.isascii() and digits.isdecimal() else None
