"""Unwell today, and taking a pause: quiet, quick, no reason asked."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import be_unwell_today, come_back, take_a_pause
from cohorts.forms import PauseForm
from cohorts.models import DebriefSession, LearningGroup, Membership
from youdesign.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def care_unwell(request: PersonRequest) -> HttpResponse:
    """Say what it does; on POST mark the next 24 hours' sessions."""
    now = timezone.now()
    if request.method == "POST":
        be_unwell_today(by=request.user, now=now)
        messages.success(request, "Done. Nobody is told why. Be kind to yourself today.")
        return redirect("care-unwell")
    sessions = DebriefSession.objects.visible_to(request.user).soon_for_member(request.user, now)
    facts = {
        "sessions": sessions.with_answer_of(request.user).select_related("group"),
        "facilitates": LearningGroup.objects.visible_to(request.user).filter(facilitator=request.user).exists(),
    }
    return render(request, "cohorts/care_unwell.html", facts)


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
    places = list(found.select_related("cohort__programme"))
    facts = {"places": places, "is_paused": any(place.is_paused for place in places)}
    return render(request, "cohorts/care_pause.html", facts)
