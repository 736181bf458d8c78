"""The pages of mentors and leaders: up to three suggestions, asking, answering, and the two's own page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.models import Reflection
from cohorts.problems import Problem
from mentoring import actions
from mentoring.forms import HelloForm
from mentoring.looking import Looking
from mentoring.models import Match
from mentoring.offering import Mentoring, shared_in_words, standing
from mentoring.policies import can_choose_mentor
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_safe
def mentor_suggestions(request: PersonRequest) -> HttpResponse:
    """Show a leader the way to a mentor, and a mentor the people who asked and the people they mentor."""
    return show_mentors(request)


def show_mentors(request: PersonRequest, sent: HelloForm | None = None, sent_for: int | None = None) -> HttpResponse:
    """Show the page, with the form that was sent with a mistake on its own card."""
    looking, mentoring = Looking(request.user, sent, sent_for), Mentoring(request.user)
    heading = looking.heading or ("People you mentor" if mentoring.offers else "My mentor")
    facts = {"looking": looking, "mentoring": mentoring, "heading": heading, "form": sent}
    return render(request, "mentoring/mentor.html", facts)


@require_POST
def match_suggest(request: PersonRequest) -> HttpResponse:
    """Look for up to three people."""
    suggested = attempt(request, actions.suggest_mentors, leader=request.user, by=request.user)
    if suggested == []:
        messages.info(request, "We looked, and nobody fits well enough yet.")
    return redirect("mentor-suggestions")


@require_POST
def match_choose(request: PersonRequest, pk: int) -> HttpResponse:
    """Say hello to one of them."""
    match = get_object_or_404(Match.objects.visible_to(request.user).select_related("offer__mentor"), pk=pk)
    if not can_choose_mentor(request.user, match):
        raise PermissionDenied
    form = HelloForm(request.POST, match=match)
    if not form.is_valid():
        return show_mentors(request, form, match.pk)
    hello = form.cleaned_data["hello"]
    try:
        actions.choose_mentor(match=match, by=request.user, hello=hello)
    except Problem as problem:
        messages.warning(request, f"{problem} You had written: “{hello}”" if hello else str(problem))
        return redirect("mentor-suggestions")
    name = match.offer.mentor.get_short_name()
    messages.success(request, f"{name} has your hello. You can take it back until it is answered.")
    return saved(request, "mentor-suggestions")


@require_POST
def match_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the question back."""
    match = get_object_or_404(Match.objects.visible_to(request.user), pk=pk)
    if attempt(request, actions.withdraw_choice, match=match, by=request.user):
        messages.success(request, "You took it back. Your hello is gone, and you never have to say why.")
    return redirect("mentor-suggestions")


@require_POST
def match_decline_all(request: PersonRequest) -> HttpResponse:
    """Say: I would rather wait."""
    if attempt(request, actions.decline_all, leader=request.user, by=request.user):
        messages.success(request, "That is fine. Nobody you did not choose is told.")
    return redirect("mentor-suggestions")


@require_POST
def match_think_again(request: PersonRequest) -> HttpResponse:
    """Take that back, and look again."""
    suggested = attempt(request, actions.think_again, leader=request.user, by=request.user)
    if suggested == []:
        messages.info(request, "We looked, and nobody fits well enough now.")
    return redirect("mentor-suggestions")


@require_safe
def match_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the two's own page to either of them."""
    found = Match.objects.visible_to(request.user).with_both().prefetch_related("leader__profile__goals")
    match = get_object_or_404(found, pk=pk)
    is_leader = match.leader_id == request.user.pk
    if is_leader and match.state in (Match.State.SUGGESTED, Match.State.CHOSEN):
        return redirect("mentor-suggestions")
    shared = "" if is_leader else shared_in_words(match, request.user)
    facts = {"match": match, "is_leader": is_leader, "standing": standing(match, request.user), "shared": shared}
    return render(request, "mentoring/match.html", facts)


@require_POST
def match_accept(request: PersonRequest, pk: int) -> HttpResponse:
    """Say yes."""
    match = get_object_or_404(Match.objects.visible_to(request.user).select_related("leader"), pk=pk)
    if attempt(request, actions.accept_match, match=match, by=request.user):
        messages.success(request, f"You said yes. You and {match.leader.get_short_name()} have a room of your own now.")
    return redirect("match-detail", match.pk)


@require_POST
def match_not_now(request: PersonRequest, pk: int) -> HttpResponse:
    """Say not now."""
    match = get_object_or_404(Match.objects.visible_to(request.user).select_related("leader"), pk=pk)
    if attempt(request, actions.answer_not_now, match=match, by=request.user):
        messages.success(request, f"We tell {match.leader.get_short_name()} kindly. You never have to say why.")
    return redirect("mentor-suggestions")


@require_http_methods(["GET", "HEAD", "POST"])
def match_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what ending the mentoring means, and what the other is told; on POST end it."""
    match = get_object_or_404(Match.objects.visible_to(request.user).with_both(), pk=pk)
    if not match.is_current:
        return redirect("match-detail", match.pk)
    other = match.other_than(request.user)
    if request.method == "POST":
        if attempt(request, actions.end_match, match=match, by=request.user):
            messages.success(request, f"Your mentoring with {other} has ended. You never have to say why.")
        return redirect("mentor-suggestions")
    facts = {"match": match, "other": other, "is_leader": match.leader_id == request.user.pk}
    return render(request, "mentoring/end.html", facts)


@require_POST
def reflection_share_mentor(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Let my mentor read one of my reflections."""
    reflection = get_object_or_404(Reflection.objects.visible_to(request.user), pk=pk)
    share = actions.share_with_mentor(reflection=reflection, by=request.user)
    if share:
        messages.success(request, f"{share.person} can read this now, until you stop sharing it.")
    else:
        messages.warning(request, "Nothing was shared: no mentor of yours can read it now.")
    return redirect("reflection-detail", reflection.pk)


def attempt(request: PersonRequest, action: Callable[..., Any], **facts: Any) -> Any:
    """Do it, or say kindly on the next page what stood in the way and return nothing."""
    try:
        return action(**facts)
    except Problem as problem:
        messages.warning(request, str(problem))
        return None
