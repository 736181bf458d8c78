"""How was it? And halfway: each answers alone, and what the other reads is each one's own choice."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mentoring import actions
from mentoring.forms import HalfwayForm, TalkReviewForm
from mentoring.models import Match, Review, Talk
from mentoring.policies import can_review_halfway, can_review_talk
from mentoring.reviews import asks_about_fit, questions_after_talk, questions_halfway, review_of, side_by_side
from mentoring.views.ours import our_match
from mentoring.views.talks import our_talk
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_http_methods(["GET", "HEAD", "POST"])
def talk_review(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask one of the two how a talk was."""
    talk = our_talk(request, pk)
    if not can_review_talk(request.user, talk):
        raise PermissionDenied
    form = talk_form(request, talk)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data.get(name, "") for name in ("choice", "words")}
        actions.review_talk(talk=talk, by=request.user, answers=form.answers(), now=timezone.now(), **said)
        return go_where_it_leads(request, talk.match, said["choice"])
    facts = {"form": form, "talk": talk, "other": talk.match.other_than(request.user)}
    return render(request, "mentoring/talk_review.html", facts)


def talk_form(request: PersonRequest, talk: Talk) -> TalkReviewForm:
    """Return the questions after a talk, begun with what was said before."""
    before = review_of(request.user, talk.match, Review.About.TALK, talk)
    return TalkReviewForm(
        request.POST or None,
        match=talk.match,
        by=request.user,
        asks_fit=asks_about_fit(talk),
        chosen=before.choice if before else "",
        statements=questions_after_talk(talk.match, request.user),
        said=said_in(before),
    )


def said_in(review: Review | None) -> dict[int, int]:
    """Return the answers of a review by the key of each statement."""
    return dict(review.answers.values_list("item", "value")) if review else {}


def go_where_it_leads(request: PersonRequest, match: Match, choice: str) -> HttpResponse:
    """Say thank you, and open what helps with what they chose."""
    messages.success(request, "Thank you. You can change it at any time.")
    if choice == Review.Choice.CHANGE:
        return saved(request, "match-agreement", match.pk)
    if choice in (Review.Choice.SWITCH, Review.Choice.STOP):
        return saved(request, "match-end", match.pk)
    return saved(request, "match-detail", match.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def match_halfway(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask one of the two how they find it halfway, and show what both let one another read."""
    match = our_match(request, pk)
    if not can_review_halfway(request.user, match):
        raise PermissionDenied
    form = halfway_form(request, match)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {name: form.cleaned_data[name] for name in ("choice", "is_shared")}
        actions.review_halfway(match=match, by=request.user, answers=form.answers(), now=timezone.now(), **said)
        return go_where_it_leads(request, match, said["choice"])
    facts = {"form": form, "match": match, "other": match.other_than(request.user)}
    return render(request, "mentoring/halfway.html", facts | {"lines": side_by_side(match, request.user)})


def halfway_form(request: PersonRequest, match: Match) -> HalfwayForm:
    """Return the questions of halfway, begun with what was said before."""
    before = review_of(request.user, match, Review.About.HALFWAY)
    return HalfwayForm(
        request.POST or None,
        match=match,
        by=request.user,
        chosen=before.choice if before else "",
        is_shared=before is not None and before.is_shared,
        statements=questions_halfway(match, request.user),
        said=said_in(before),
    )
