"""How long three explained suggestions take among 2,000 mentors, for the benchmarks; nothing of it is kept."""

import random
import statistics
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from cohorts.models import Cohort, Membership, Programme
from mentoring import matching
from mentoring.models import Match, MentorOffer
from youdesign.people.models import Audience, Code, Person, Profile

MENTORS, LEADERS, MENTORED = 2_000, 100, 900
LISTS = {
    "helps_with": ("goal_theme", 12, 3),
    "ways_of_working": ("mentor_style", 6, 3),
    "channels": ("contact_channel", 5, 3),
    "times": ("easy_time", 4, 2),
    "lived_experience": ("experience_basis", 8, 2),
    "places_known": ("level", 6, 3),
}
SAID = {
    "goals": "helps_with",
    "ways_of_working": "ways_of_working",
    "experience": "lived_experience",
    "channels": "channels",
    "times": "times",
}


def people(kind: str, number: int) -> list[Person]:
    """Make this many people."""
    made = [Person(email=f"{kind}{at}@bench.invalid", name=f"{kind.capitalize()} {at}") for at in range(number)]
    return Person.objects.bulk_create(made)


def make_programme(chance: random.Random) -> list[Person]:
    """Make one programme with all its mentors, some of them full; return leaders who look for one."""
    [coordinator] = people("coordinator", 1)
    programme = Programme.objects.create(name="Bench", coordinator=coordinator, state=Programme.State.RUNNING)
    cohort = Cohort.objects.create(programme=programme, name="Bench", starts_on=timezone.localdate())
    offers = MentorOffer.objects.bulk_create(
        MentorOffer(mentor=mentor, programme=programme, state=MentorOffer.State.AVAILABLE, places=1)
        for mentor in people("mentor", MENTORS)
    )
    codes = {}
    for field, (listing, length, each) in LISTS.items():
        slugs = [f"bench_{at}" for at in range(length)]
        codes[field] = [Code.objects.create(listing=listing, slug=slug, label=slug) for slug in slugs]
        through = getattr(MentorOffer, field).through
        through.objects.bulk_create(
            through(mentoroffer=offer, code=code) for offer in offers for code in chance.sample(codes[field], each)
        )
    leaders = people("leader", LEADERS)
    mentored = people("mentored", MENTORED)
    Membership.objects.bulk_create(Membership(person=person, cohort=cohort, state="active") for person in leaders)
    Match.objects.bulk_create(
        Match(leader=person, offer=offer, state="active", chosen_at=timezone.now())
        for person, offer in zip(mentored, chance.sample(offers, MENTORED), strict=True)
    )
    for leader in leaders:
        profile = Profile.objects.create(person=leader, experience_for=Audience.MENTOR)
        for part, field in SAID.items():
            getattr(profile, part).set(chance.sample(codes[field], 2))
    return leaders


def seconds_for(leader: Person) -> float:
    """Find this leader's three, with their reasons, and return how long it took."""
    began = time.perf_counter()
    found = [suggestion.reasons for suggestion in matching.best(matching.wishes_of(leader))]
    took = time.perf_counter() - began
    if len(found) != matching.AT_MOST:
        raise RuntimeError("The benchmark's mentors fit nobody, so it measures nothing.")
    return took


class Command(BaseCommand):
    """Prints one line: the figure's name and its value."""

    help = "Measures suggestions among 2,000 mentors. Everything it makes is rolled back."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, measure, and roll back."""
        leaders = make_programme(random.Random(6))  # noqa: S311  the same programme every time; it protects nothing
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        took = [seconds_for(leader) for leader in leaders]
        self.stdout.write(f"matching.suggest_p95_ms {statistics.quantiles(took, n=20)[-1] * 1000:.1f}")
        transaction.set_rollback(True)
