"""A mentor's own page of what they offer: saying that one would like to, changing it, resting, stepping down."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring import actions
from mentoring.forms import OfferForm
from mentoring.models import Match, MentorOffer
from mentoring.offering import offer_in_words
from mentoring.policies import can_change_offer
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved
from youdesign.people.states import MoveNotAllowed

State = MentorOffer.State


def my_offer(request: PersonRequest, pk: int) -> MentorOffer:
    """Return one's own offer, with how many places are taken, or 404."""
    mine = MentorOffer.objects.visible_to(request.user).filter(mentor=request.user).with_taken()
    return get_object_or_404(mine.select_related("programme__coordinator"), pk=pk)


def moved(request: PersonRequest, pk: int, to: str, done: str) -> HttpResponse:
    """Move one's own offer, say what came of it, and show where things stand."""
    offer = my_offer(request, pk)
    try:
        actions.move_offer(offer=offer, to=to, by=request.user)
    except MoveNotAllowed:
        messages.info(request, f"This has moved on since you opened the page. {offer_in_words(offer)}")
    else:
        messages.success(request, done)
    return redirect("mentor-suggestions")


@require_POST
def offer_new(request: PersonRequest) -> HttpResponse:
    """Say: I would like to be a mentor."""
    offers = actions.offer_to_mentor(by=request.user)
    if not offers:
        messages.info(request, "You have said so already. Below is how it stands.")
        return redirect("mentor-suggestions")
    names = " and ".join(sorted({str(offer.programme.coordinator) for offer in offers}))
    messages.success(request, f"Thank you. {names} can see it, and talks with you about it. Say here what you offer.")
    return redirect("offer-change", offers[0].pk)


@require_http_methods(["GET", "HEAD", "POST"])
def offer_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what one offers, and change it."""
    offer = my_offer(request, pk)
    if not can_change_offer(request.user, offer):
        raise PermissionDenied
    form = OfferForm(request.POST or None, offer=offer)
    if form.is_valid():
        actions.change_offer(offer=offer, by=request.user, **form.said())
        messages.success(request, "Saved. This is what you offer now.")
        return saved(request, "mentor-suggestions")
    return render(request, "mentoring/offer.html", {"offer": offer, "form": form, "standing": offer_in_words(offer)})


@require_POST
def offer_rest(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a rest: nobody new for now."""
    return moved(request, pk, State.RESTING, "You are having a rest. Nobody new can ask you. One tap brings you back.")


@require_POST
def offer_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Come back from a rest."""
    return moved(request, pk, State.AVAILABLE, "Welcome back. Leaders can ask you again.")


@require_http_methods(["GET", "HEAD", "POST"])
def offer_step_down(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what stepping down means; on POST step down."""
    if request.method == "POST":
        return moved(request, pk, State.STEPPED_DOWN, "You have stepped down. Thank you for all you gave.")
    offer = my_offer(request, pk)
    if offer.is_over:
        return redirect("mentor-suggestions")
    matches = Match.objects.visible_to(request.user).filter(offer=offer)
    facts = {"offer": offer, "asked": matches.filter(state="chosen").count(), "mentees": matches.current().count()}
    return render(request, "mentoring/offer_step_down.html", facts)
