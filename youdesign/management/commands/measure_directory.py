"""How long a page of the directory takes among 10,000 people, for the benchmarks; nothing of it is kept."""

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from cohorts.models import Cohort, Membership, Programme
from youdesign.colleagues.directory import Page, find
from youdesign.people.actions.listings import entry_for, tidy_search_words
from youdesign.people.models import PARTS, Audience, Code, DirectoryEntry, Listing, Person, Profile
from youdesign.people.models.audiences import audience_of
from youdesign.people.purposes import FOUND_BY

PEOPLE, PROGRAMMES, READERS = 10_000, 20, 60
LISTS = {"assets": ("asset", 20), "places": ("place", 4), "levels": ("level", 6), "languages": ("language", 20)}
NAMES = ("Maureen", "Asif", "Denise", "Jo", "Bev", "Marek", "Farida", "Grace", "Idris", "Wendy", "Ajay", "Gwilym")
STORY = (
    "I have lived with kidney disease and cared for my brother for years and now I sit on the discharge board of our "
    "hospital where people listen when somebody asks about transport meals minutes payment interpreters mental health "
    "coproduction commissioning maternity learning disability neighbourhoods research ethics budgets pharmacy"
)
SEARCHES = ("kidney disease", "coproduction", "minutes", "discharge board", "Maureen", "brother transport")
SLIPS = ("kidny disease", "coprodction", "mintues", "dischrage board", "Mauren", "brohter transport", "Aisf")


def made_up(chance: random.Random) -> str:
    """Return a word that few others use, as names of places and of illnesses are."""
    return "".join(chance.choice("bdfglmnprst") + chance.choice("aeiou") for _ in range(4))


def make_codes() -> dict[str, list[Code]]:
    """Make the code lists, of the length that ours have."""
    return {
        field: [Code.objects.create(listing=listing, slug=f"b{at}", label=f"{listing} {at}") for at in range(length)]
        for field, (listing, length) in LISTS.items()
    }


def make_people(chance: random.Random, codes: dict[str, list[Code]]) -> list[Person]:
    """Make everybody with a place, a profile and a listing, and what search knows of them."""
    people = Person.objects.bulk_create(
        Person(email=f"b{at}@bench.invalid", name=f"{chance.choice(NAMES)} {made_up(chance)}") for at in range(PEOPLE)
    )
    cohorts = []
    for at in range(PROGRAMMES):
        programme = Programme.objects.create(name=f"Bench {at}", coordinator=people[at], state="running")
        cohorts.append(Cohort.objects.create(programme=programme, name="Bench", starts_on=timezone.localdate()))
    Membership.objects.bulk_create(
        Membership(person=person, cohort=chance.choice(cohorts), state="active") for person in people
    )
    language = [made_up(chance) for _ in range(3_000)]
    profiles = Profile.objects.bulk_create(make_profile(chance, person, language) for person in people)
    for field, entries in codes.items():
        through = getattr(Profile, field).through
        through.objects.bulk_create(
            through(profile=profile, code=code) for profile in profiles for code in chance.sample(entries, 3)
        )
    return people


def make_profile(chance: random.Random, person: Person, language: list[str]) -> Profile:
    """Return what somebody says: sixty words, most of them common, each part for the programme or for all."""
    often = [1 / (at + 5) for at in range(len(language))]
    words = [*chance.choices(STORY.split(), k=10), *chance.choices(language, often, k=40)]
    words += [made_up(chance) for _ in range(10)]
    read_by = {audience_of(part): chance.choice((Audience.PROGRAMME, Audience.COLLEAGUES)) for part in PARTS}
    return Profile(person=person, about_me=" ".join(words), own_title=made_up(chance), **read_by)


def make_findable() -> None:
    """Let everybody be found, as save_listing does it for one."""
    Listing.objects.bulk_create(
        Listing(person=person, reach=Listing.Reach.COLLEAGUES) for person in Person.objects.all()
    )
    profiles = {profile.person_id: profile for profile in Profile.objects.with_parts()}
    DirectoryEntry.objects.bulk_create(
        (
            entry_for(listing, profiles.get(listing.pk), circle)
            for listing in Listing.objects.select_related("person")
            for circle in FOUND_BY
        ),
        batch_size=500,
    )
    tidy_search_words()


def p95_of(look: Callable[[Person, int], Page], readers: list[Person]) -> float:
    """Return how many milliseconds all but the slowest looks take."""
    took = []
    for at, reader in enumerate(readers):
        began = time.perf_counter()
        found = look(reader, at)
        took.append(time.perf_counter() - began)
        if not found.cards:
            raise RuntimeError(f"The benchmark's look {at} found nobody, so it measures nothing.")
    return statistics.quantiles(took, n=20)[-1] * 1000


class Command(BaseCommand):
    """Prints a line for each figure: its name and its value."""

    help = "Measures the directory among 10,000 people. Everything it makes is rolled back."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, measure, and roll back."""
        chance = random.Random(8)  # noqa: S311  the same people every time; it protects nothing
        codes = make_codes()
        people = make_people(chance, codes)
        make_findable()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        readers = chance.sample(people, READERS)
        looks: dict[str, Callable[[Person, int], Page]] = {
            "words": lambda reader, at: find(reader, {"words": SEARCHES[at % len(SEARCHES)]}),
            "fuzzy": lambda reader, at: find(reader, {"words": SLIPS[at % len(SLIPS)]}),
            "filters": lambda reader, at: find(
                reader, {"brings": codes["assets"][at % 20], "place": codes["places"][at % 4]}
            ),
            "everybody": lambda reader, at: find(reader, {}),
        }
        find(readers[0], {"words": "warm up"})  # a connection reads PostgreSQL's dictionaries once, then they stay
        for name, look in looks.items():
            self.stdout.write(f"people.search_{name}_p95_ms {p95_of(look, readers):.1f}")
        after = {reader.pk: find(reader, {}).after for reader in readers}
        p95 = p95_of(lambda reader, at: find(reader, {}, after[reader.pk]), readers)
        self.stdout.write(f"people.search_next_page_p95_ms {p95:.1f}")
        transaction.set_rollback(True)
