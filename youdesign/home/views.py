"""Home: the way in, or the person's own table."""

import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from youdesign.home.dates import coming_up
from youdesign.home.needs import needs_of
from youdesign.home.steps import next_step
from youdesign.home.table import Table
from youdesign.people.models import Person


def greeting(now: datetime.datetime) -> str:
    """Return good morning, afternoon or evening by the wall clock."""
    return "Good morning" if now.hour < 12 else "Good afternoon" if now.hour < 18 else "Good evening"


def in_words(filled: int) -> str:
    """Return how many of the five seats are filled, in words."""
    return (
        "None of your five seats is filled yet.",
        "One of your five seats is filled.",
        *(f"{n} of your five seats are filled." for n in ("Two", "Three", "Four")),
        "All five seats round your table are filled.",
    )[filled]


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the way in, or the person's own table."""
    if not isinstance(request.user, Person):
        return render(request, "home/landing.html")
    table = Table(request.user, timezone.now())
    needs = needs_of(table) if table.place else []
    facts = {
        "table": table,
        "greeting": greeting(timezone.localtime()),
        "needs": needs,
        "seats": "".join("f" if need.is_filled else "e" for need in needs),
        "seats_in_words": in_words(sum(need.is_filled for need in needs)),
        "step": next_step(table),
        "dates": coming_up(table),
    }
    return render(request, "home/home.html", facts)
