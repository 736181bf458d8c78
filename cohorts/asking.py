"""Before somebody asks to join: which cohorts they may ask for, and what they typed before they had an account."""

import datetime
from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet

from cohorts.models import Application, Cohort, Membership, Programme
from cohorts.times import today
from youdesign.people.models import Person

KEY = "asking"


def cohorts_to_ask(programme: Programme, person: Person | AnonymousUser, now: datetime.datetime) -> QuerySet[Cohort]:
    """Return the cohorts that this person may ask for now, the soonest first."""
    cohorts = Cohort.objects.open_to_ask(today()).filter(programme=programme).order_by("starts_on", "pk")
    if not person.is_authenticated:
        return cohorts
    asked = Application.objects.settled(now).filter(person=person.pk)
    places = Membership.objects.taking_part().filter(person=person.pk)
    return cohorts.exclude(pk__in=asked.values("cohort")).exclude(pk__in=places.values("cohort"))


def keep_typed(session: SessionBase, programme: Programme, typed: Mapping[str, str]) -> None:
    """Keep in this browser what was typed for one programme."""
    session[KEY] = {"programme": programme.pk, **typed}


def typed_before(session: SessionBase, programme: Programme) -> dict[str, str]:
    """Return what was typed for this programme, or nothing."""
    held = dict(session.get(KEY, {}))
    return held if held.pop("programme", None) == programme.pk else {}


def forget_typed(session: SessionBase) -> None:
    """Let it go once it was sent."""
    session.pop(KEY, None)
