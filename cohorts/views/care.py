"""Unwell today, and taking a pause: quiet, quick, no reason asked."""

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions import be_better_today, be_unwell_today, come_back, leave_programme, take_a_pause
from cohorts.forms import PauseForm
from cohorts.links import person_unwell
from cohorts.models import Attendance, DebriefSession, LearningGroup, Membership
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.duties import HandOverFirst
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest

A_DAY = datetime.timedelta(hours=24)


@require_http_methods(["GET", "HEAD", "POST"])
def care_unwell(request: PersonRequest) -> HttpResponse:
    """Say what it does; on POST mark the next 24 hours' sessions, or take that back."""
    if request.method == "POST":
        say_how_it_is(request, request.user)
        return redirect("care-unwell")
    return render(request, "cohorts/care_unwell.html", unwell_facts(request.user))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def care_unwell_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same from a reminder, without signing in: the link is the right to say just this."""
    person = person_unwell(token)
    if person is None:
        return redirect("care-unwell")
    if request.method == "POST":
        say_how_it_is(request, person)
        return redirect("care-unwell-link", token=token)
    return render(request, "cohorts/care_unwell.html", unwell_facts(person) | {"is_link": True})


def say_how_it_is(request: HttpRequest, person: Person) -> None:
    """Keep that the person is unwell today, or can come after all."""
    now = timezone.now()
    if request.POST.get("wish") == "better":
        be_better_today(by=person, now=now)
        messages.success(request, "Good. Whoever runs it sees that you are coming.")
    elif be_unwell_today(by=person, now=now):
        messages.success(request, "Done. Nobody is told why. Be kind to yourself today.")


def unwell_facts(person: Person) -> dict[str, Any]:
    """Return what the page shows: what is on in the next 24 hours, and whether it was called off."""
    now = timezone.now()
    soon = DebriefSession.objects.visible_to(person).soon_for_member(person, now)
    sessions = list(soon.with_answer_of(person).select_related("group__facilitator"))
    events = InvolvementEvent.objects.visible_to(person).upcoming(now).filter(starts_at__lt=now + A_DAY)
    return {
        "sessions": sessions,
        "is_told": bool(sessions) and all(session.my_answer == Attendance.Answer.CANNOT for session in sessions),
        "events": events.select_related("involvement__host"),
        "facilitates": LearningGroup.objects.visible_to(person).run_by(person).exists(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def care_pause(request: PersonRequest) -> HttpResponse:
    """Say what a pause does; on POST take one, or come back."""
    if request.method == "POST":
        form = PauseForm(request.POST)
        if not form.is_valid():
            raise BadRequest
        is_back = form.cleaned_data["wish"] == "back"
        (come_back if is_back else take_a_pause)(by=request.user)
        messages.success(
            request, "Good to have you back." if is_back else "You are taking a pause. Your place is kept."
        )
        return redirect("home" if is_back else "care-pause")
    found = Membership.objects.visible_to(request.user).of(request.user).taking_part()
    places = list(found.select_related("cohort__programme__coordinator"))
    facts = {"places": places, "is_paused": any(place.is_paused for place in places)}
    return render(request, "cohorts/care_pause.html", facts)


@require_POST
def place_leave(request: PersonRequest, pk: int) -> HttpResponse:
    """Give up one's own place in a programme."""
    places = Membership.objects.visible_to(request.user).select_related("cohort__programme__coordinator")
    place = get_object_or_404(places, pk=pk)
    programme = place.cohort.programme
    try:
        leave_programme(membership=place, by=request.user)
    except HandOverFirst as first:
        listed = ", ".join(duty.words for duty in first.duties)
        messages.warning(
            request, f"Others rely on you for {listed}. Ask {programme.coordinator} to hand it over first."
        )
        return redirect("care-pause")
    messages.success(request, f"You have left {programme}. Thank you for everything you brought.")
    return redirect("home")
