"""Reads what everybody of a programme has said and offered, for a round: a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from cohorts.models import Membership, Programme
from mentoring.matching.for_one import NOT_DONE, OFFERED, lived
from mentoring.models import Match, MentorOffer, MentorWait
from youdesign.involvement.models import Involvement
from youdesign.notices.models import Notice
from youdesign.people.models import Block, Profile

SAID = {"goals": "goals", "ways_of_working": "ways_of_working", "easy_times": "times"}
Held = dict[int, list[int]]


def leaders_of(programme: Programme) -> dict[int, dict[str, Any]]:
    """Return who takes part, has nobody and nothing to choose from, and has said something; and what they said.

    Whoever is left in peace for a while after a mentoring was stopped is not among them, unless they ask themselves.
    """
    busy = Match.objects.filter(state__in=[Match.State.SUGGESTED, *Match.HOLDING])
    places = Membership.objects.taking_part().filter(cohort__programme=programme, person__is_active=True)
    places = places.exclude(person__in=busy.values("leader")).exclude(
        person__in=Membership.objects.pausing().values("person")
    )
    places = places.exclude(person__in=taking_breath())
    cohorts = dict(places.order_by("-cohort__starts_on", "-pk").values_list("person", "cohort"))
    held = {part: on_profiles(field, cohorts) for part, field in SAID.items()}
    held["experience"] = work_of(cohorts)
    channels = on_profiles("channels", cohorts)
    musts, held["shared_experience"] = musts_and_lived(cohorts)
    found: dict[int, dict[str, Any]] = {
        pk: {
            "parts": {part: sorted(mine[pk]) for part, mine in held.items()},
            "channels": sorted(channels[pk]),
            "must": sorted(musts[pk]),
            "group": cohort,
        }
        for pk, cohort in sorted(cohorts.items())
    }
    return {pk: said for pk, said in found.items() if any(said["parts"].values())}


def taking_breath() -> models.QuerySet[Any]:
    """Return the leaders who are asked only later whether to look again, and have not said that they wait."""
    later = Notice.objects.filter(kind="match_look_again", due_at__gt=timezone.now(), person__isnull=False)
    return later.exclude(person__in=MentorWait.objects.open().values("leader")).values("person")


def on_profiles(field: str, people: Collection[int]) -> Held:
    """Return what people put down in one field of their profiles."""
    through: type[models.Model] = getattr(Profile, field).through
    rows = through._default_manager.filter(profile__person__in=people)
    return gathered(rows.values_list("profile__person", "code"))


def musts_and_lived(people: Collection[int]) -> tuple[Held, Held]:
    """Return what people's mentors must be, and the lived experience that they list for a mentor: one query."""
    musts = Profile.must_haves.through._default_manager.filter(profile__person__in=people)
    return together(musts, lived(profile__person__in=people), "profile__person")


def together(musts: Any, lives: Any, whose: str) -> tuple[Held, Held]:
    """Return the codes of both tables by whose they are, read in one query."""
    rows = [
        table.annotate(is_lived=Value(is_lived)).values_list("is_lived", whose, "code")
        for table, is_lived in ((musts, False), (lives, True))
    ]
    found: dict[bool, list[tuple[int, int]]] = {False: [], True: []}
    for is_lived, person, code in rows[0].union(rows[1], all=True):
        found[is_lived].append((person, code))
    return gathered(found[False]), gathered(found[True])


def work_of(people: Collection[int]) -> Held:
    """Return the places, levels, roles and kinds of host of people's own work."""
    work = Involvement.objects.filter(leader__in=people).exclude(state__in=NOT_DONE)
    rows = work.values_list("leader", "level", "place", "role", "host__kind")
    return gathered((leader, code) for leader, *codes in rows for code in codes if code is not None)


def gathered(rows: Any) -> Held:
    """Return each person's codes, each once."""
    found: dict[int, set[int]] = defaultdict(set)
    for person, code in rows:
        found[person].add(code)
    return defaultdict(list, {person: sorted(codes) for person, codes in found.items()})


def mentors_of(programme: Programme) -> dict[int, dict[str, Any]]:
    """Return the open offers of a programme, what each says and how many places it has free."""
    offers = MentorOffer.objects.open().filter(programme=programme, mentor__is_active=True)
    free = {offer.pk: offer.places - offer.taken for offer in offers}
    parts = {part: in_offers(field, free) for part, field in OFFERED.items() if part != "shared_experience"}
    channels = in_offers("channels", free)
    meets, parts["shared_experience"] = meets_and_lived(free)
    return {
        pk: {
            "places": places,
            "parts": {part: held[pk] for part, held in parts.items()},
            "channels": channels[pk],
            "must": meets[pk],
            "group": 0,
        }
        for pk, places in sorted(free.items())
    }


def in_offers(field: str, offers: Collection[int]) -> Held:
    """Return what offers say in one field."""
    through: type[models.Model] = getattr(MentorOffer, field).through
    rows = through._default_manager.filter(mentoroffer__in=offers)
    return gathered(rows.values_list("mentoroffer", "code"))


def meets_and_lived(offers: Collection[int]) -> tuple[Held, Held]:
    """Return what is true of mentors, and the lived experience that they list: one query."""
    meets, lives = (
        through._default_manager.filter(mentoroffer__in=offers)
        for through in (MentorOffer.meets.through, MentorOffer.lived_experience.through)
    )
    return together(meets, lives, "mentoroffer")


def kept_apart(leaders: Collection[int], offers: Collection[int]) -> set[tuple[int, int]]:
    """Return pairs of leader and offer that must not be: the same, blocked, one has said no, or they have finished."""
    mentors = dict(MentorOffer.objects.filter(pk__in=offers).values_list("pk", "mentor"))
    offers_of = defaultdict(set)
    for offer, mentor in mentors.items():
        offers_of[mentor].add(offer)
    apart = {(mentor, offer) for offer, mentor in mentors.items()}
    barred = Match.objects.barred().filter(leader__in=leaders, offer__in=offers)
    apart |= set(barred.values_list("leader", "offer"))
    theirs = [Match.State.SUGGESTED, *Match.HOLDING, Match.State.ENDED_WELL]
    live_or_done = Match.objects.filter(state__in=theirs, leader__in=leaders, offer__in=offers)
    apart |= set(live_or_done.values_list("leader", "offer"))
    people = {*leaders, *mentors.values()}
    for pair in Block.objects.filter(Q(blocker__in=people) & Q(blocked__in=people)).values_list("blocker", "blocked"):
        for one, other in (pair, pair[::-1]):
            apart |= {(one, offer) for offer in offers_of[other]}
    here = set(leaders)
    return {(leader, offer) for leader, offer in apart if leader in here}
