"""My debriefs: what I wrote, page after page and looked through by words, and what others let me read."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cohorts.forms import LookForm
from cohorts.journal_paper import how_many_parts
from cohorts.journals import Line, Lines, a_year_ago, chosen, of_author, with_abouts, with_words
from cohorts.models import Reflection
from youdesign.people.looked_for import keep_words, words_kept
from youdesign.people.models import Person
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest

A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def reflection_list(request: PersonRequest) -> HttpResponse:
    """List what I wrote, and what is shared with me; or take words to look for, which stand in no address."""
    try:
        if request.method != "POST":
            return list_page(request)
        form = LookForm(request.POST)
        return look(request, form) if form.is_valid() else list_page(request, form)
    except CannotOpen:
        return render(request, "cohorts/reflection_closed.html", status=503)


def look(request: PersonRequest, form: LookForm) -> HttpResponse:
    """Go to what there is with these words, and what the filter leaves of it. Raises CannotOpen."""
    words = form.cleaned_data.pop("q")
    asked = {"look": keep_words(request, words) if words else "", **form.cleaned_data}
    return redirect(f"{reverse('reflection-list')}?{urlencode({name: said for name, said in asked.items() if said})}")


def list_page(request: PersonRequest, form: LookForm | None = None) -> HttpResponse:
    """Show a page of what was asked for, and beside it what others let me read. Raises CannotOpen."""
    name = request.GET.get("look", "")
    asked = LookForm.filters_of(request.GET) | {"q": words_kept(request, name)}
    page = Paginator(lines_for(request.user, asked), A_PAGE).get_page(request.GET.get("page"))
    year_ago = None if any(asked.values()) else a_year_ago(request.user)
    facts = {
        "form": form or LookForm(initial=asked),
        "asked": asked,
        "is_gone": name and not asked["q"],
        "page": page,
        "year_ago": year_ago,
        "parts": range(1, how_many_parts(request.user) + 1),
        "shared": named(request.user, page, year_ago),
    }
    return render(request, "cohorts/reflection_list.html", facts)


def named(person: Person, page: Iterable[Line], year_ago: Reflection | None) -> list[Reflection]:
    """Return what others let this person read; say of it, and of what they wrote themselves, what it is about."""
    shared = list(Reflection.objects.visible_to(person).of_others(person).defer("body"))
    mine = [line.reflection for line in page]
    with_abouts([*mine, *([year_ago] if year_ago else ()), *shared], person)
    return shared


def lines_for(person: Person, asked: dict[str, str]) -> Any:
    """Return what the filter and the words leave, as a list or as a query that is cut into pages. Raises CannotOpen."""
    mine = chosen(of_author(person), about=asked["about"], readers=asked["readers"]).with_readers()
    if asked["q"]:
        return with_words(mine, person, asked["q"])
    return Lines(mine.defer("body"))
