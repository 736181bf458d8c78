"""The way to a mentor: up to three suggestions, a hello, taking it back, and waiting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring import actions
from mentoring.forms import HelloForm, WhyNotForm
from mentoring.looking import Looking
from mentoring.models import Match
from mentoring.offering import Mentoring
from mentoring.policies import can_choose_mentor, can_look_for_mentor
from mentoring.views.attempts import attempt
from mentoring.why_not import WhyNot
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


@require_safe
def mentor_why_not(request: PersonRequest) -> HttpResponse:
    """Say why a mentor whom the leader has in mind is not among those they see."""
    if not can_look_for_mentor(request.user, request.user):
        raise PermissionDenied
    form = WhyNotForm(request.GET if "mentor" in request.GET else None, leader=request.user)
    facts: dict[str, object] = {"form": form}
    if form.is_valid():
        offer = form.cleaned_data["mentor"]
        facts |= {"asked": offer.mentor, "sentence": WhyNot(request.user, offer).sentence}
    return render(request, "mentoring/why_not.html", facts)


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
    if not attempt(request, actions.choose_mentor, typed=hello, match=match, by=request.user, hello=hello):
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
