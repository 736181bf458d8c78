"""Somebody's own words from mentoring: all of them on one page, and throwing away what stayed of one that is gone."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mentoring import actions
from mentoring.own_words import OwnWords, kept_words
from youdesign.people.requests import PersonRequest

A_PAGE = 20


@require_safe
def own_words(request: PersonRequest) -> HttpResponse:
    """Show somebody what they wrote about their talks, and what is theirs of mentorings that are gone."""
    words: Any = OwnWords(request.user)
    page = Paginator(words, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentoring/own_words.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def own_words_throw_away(request: PersonRequest, kind: str, key: str) -> HttpResponse:
    """Ask, then remove it for good."""
    said = kept_words(request.user, kind, key)
    if said is None:
        raise Http404
    if request.method != "POST":
        return render(request, "mentoring/own_words_throw_away.html", {"said": said})
    actions.throw_words_away(kind=kind, key=key, by=request.user)
    messages.success(request, "It is gone for good.")
    return redirect("own-words")
