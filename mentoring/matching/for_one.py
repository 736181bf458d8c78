"""Finds up to three mentors for one leader, and changes nothing: gates and score in PostgreSQL, then the reasons.

The same rows give the same answer in any order and on any machine: points are whole and a hash of the pair breaks ties.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import MD5, Cast, Coalesce, Collate, Concat, Greatest

from cohorts.models import Membership, Programme
from mentoring.matching.fit import Fit, slugs
from mentoring.models import Match, MentorOffer
from mentoring.reasons import Reason
from youdesign.involvement.models import Involvement
from youdesign.people.models import Audience, Block, Code, Person, Profile

VERSION = 3  # stored with every suggestion; raised when the rules change, so that an old one can still be explained
AT_MOST = 3
PRICE_STEPS = 4  # after so many too many a place costs as much as the best fit is worth
OFFERED = {
    "goals": "helps_with",
    "experience": "places_known",
    "ways_of_working": "ways_of_working",
    "shared_experience": "lived_experience",
    "easy_times": "times",
}
LIVED, NOT_SAID = "experience_basis", "prefer_not"  # the list of lived experience, and its entry for not saying
NOT_DONE = ("said_no", "stepped_back", "cancelled_by_host")


@dataclass(frozen=True)
class Wishes:
    """What a leader said, part by part. A part that is empty was not said: it gates nothing and scores nothing."""

    leader: Person
    parts: Mapping[str, tuple[Code, ...]]
    channels: tuple[Code, ...]
    must_haves: tuple[Code, ...] = ()

    @property
    def said_something(self) -> bool:
        """Whether anything was said that a mentor could be suggested for."""
        return any(self.parts.values())


@dataclass(frozen=True)
class Suggestion:
    """One mentor for one leader: the inputs, what is shared, and so the points and the reasons."""

    wishes: Wishes
    offer: MentorOffer

    @cached_property
    def fit(self) -> Fit:
        """What the leader said beside what the mentor put down, part by part."""
        read = read_for(self.wishes)
        offered = {
            part: in_order(getattr(self.offer, field).all()) if field in read else () for part, field in OFFERED.items()
        }
        return Fit(self.offer.mentor.get_short_name(), self.wishes.parts, offered, settings.MATCHING_WEIGHTS)

    @property
    def points(self) -> int:
        """The score."""
        return self.fit.points

    @property
    def reasons(self) -> list[Reason]:
        """Why, in plain words, and what fits least."""
        return self.fit.reasons

    @property
    def workings(self) -> dict[str, Any]:
        """Inputs and weights, kept so that the suggestion can be explained years later."""
        return {
            "version": VERSION,
            "weights": dict(settings.MATCHING_WEIGHTS),
            "points": self.points,
            "said": {part: slugs(said) for part, said in self.wishes.parts.items()},
            "offered": {part: slugs(codes) for part, codes in self.fit.offered.items()},
            "channels": slugs(self.wishes.channels),
            "must_haves": slugs(self.wishes.must_haves),
        }


def read_for(wishes: Wishes) -> list[str]:
    """Return the fields of offers that count for a leader: lived experience only when the leader listed some."""
    parts = [part for part in OFFERED if part != "shared_experience" or wishes.parts.get(part)]
    return [OFFERED[part] for part in parts]


def lived(**shown: Any) -> models.QuerySet[Any]:
    """Return the rows of lived experience that people list for their mentor, or for more people; "Only me" has none."""
    rows = Profile.experience.through._default_manager.filter(
        code__listing=LIVED, profile__experience_for__gte=Audience.MENTOR, **shown
    )
    return rows.exclude(code__slug=NOT_SAID)


def in_order(codes: Collection[Code]) -> tuple[Code, ...]:
    """Return codes in the order of their lists, whatever order they came in."""
    return tuple(sorted(codes, key=lambda code: (code.listing, code.position, code.pk)))


def channels_of(leader: Person) -> tuple[Code, ...]:
    """Return how the leader said they can talk, or nothing."""
    profile = Profile.objects.filter(person=leader).prefetch_related("channels").first()
    return in_order(profile.channels.all()) if profile else ()


def wishes_of(leader: Person) -> Wishes:
    """Return what the leader has said on their profile and about their own work."""
    profile = (
        Profile.objects.filter(person=leader)
        .prefetch_related("goals", "ways_of_working", "times", "channels", "must_haves")
        .first()
    )
    work = Involvement.objects.filter(leader=leader).exclude(state__in=NOT_DONE)
    found = Code.objects.filter(
        Q(pk__in=work.values("level"))
        | Q(pk__in=work.values("place"))
        | Q(pk__in=work.values("role"))
        | Q(pk__in=work.values("host__kind"))
        | Q(pk__in=lived(profile__person=leader).values("code"))
    )
    known = in_order(found)
    return Wishes(
        leader=leader,
        parts={
            "goals": in_order(profile.goals.all()) if profile else (),
            "experience": tuple(code for code in known if code.listing != LIVED),
            "ways_of_working": in_order(profile.ways_of_working.all()) if profile else (),
            "shared_experience": tuple(code for code in known if code.listing == LIVED),
            "easy_times": in_order(profile.times.all()) if profile else (),
        },
        channels=in_order(profile.channels.all()) if profile else (),
        must_haves=in_order(profile.must_haves.all()) if profile else (),
    )


def offering(field: str, codes: Collection[Code]) -> models.QuerySet[Any]:
    """Return the keys of offers that put down one of these codes; a set that PostgreSQL works out once and hashes."""
    through: type[models.Model] = getattr(MentorOffer, field).through
    return through._default_manager.filter(code__in=[code.pk for code in codes]).values("mentoroffer")


def gated(wishes: Wishes) -> models.QuerySet[MentorOffer]:
    """Offers that may be suggested: room, programme, a channel, must-haves, not oneself, no block, no earlier "no"."""
    places = Membership.objects.taking_part().filter(person=wishes.leader)
    earlier = Match.objects.barred().filter(leader=wishes.leader, offer=OuterRef("pk"))
    offers = (
        MentorOffer.objects.open()
        .filter(~Exists(earlier), programme__in=places.values("cohort__programme"), mentor__is_active=True)
        .exclude(mentor=wishes.leader)
        .exclude(mentor__in=Block.objects.keep_apart(wishes.leader))
    )
    if wishes.channels:
        offers = offers.filter(pk__in=offering("channels", wishes.channels))
    for must_have in wishes.must_haves:
        offers = offers.filter(pk__in=offering("meets", [must_have]))
    return offers


def to_offer(wishes: Wishes, programme: Programme) -> models.QuerySet[MentorOffer]:
    """Offers of a programme that may be suggested by hand: whoever passes the gates, and is not theirs already."""
    live = Match.objects.filter(leader=wishes.leader, state__in=[Match.State.SUGGESTED, *Match.HOLDING])
    offers = gated(wishes).filter(programme=programme).exclude(pk__in=live.values("offer"))
    return offers.select_related("mentor").prefetch_related(*read_for(wishes)).order_by("mentor__name", "pk")


def points_in_sql(wishes: Wishes) -> Any:
    """Return the expression that says in SQL what Suggestion.points says in Python."""
    total: Any = Value(0)
    for part, said in wishes.parts.items():
        if said:
            both = [
                Case(When(pk__in=offering(OFFERED[part], [code]), then=Value(1)), default=Value(0)) for code in said
            ]
            shared = sum(both[1:], start=both[0])
            total = total + shared * Value(int(settings.MATCHING_WEIGHTS[part]) * 100) / Value(len(said))
    return total


def price_in_sql() -> Any:
    """Return what a place costs: nothing while one is free for whoever sees this mentor first, then more for each."""
    firsts = Match.objects.filter(offer=OuterRef("pk"), state=Match.State.SUGGESTED, workings__place=1)
    first_for = Coalesce(Subquery(firsts.order_by().values("offer").annotate(n=Count("pk")).values("n")), 0)
    most = int(sum(settings.MATCHING_WEIGHTS.values())) * 100
    too_many = Greatest(first_for - F("places") + F("taken") + Value(1), Value(0))
    return too_many * Value(most // PRICE_STEPS)


def best(wishes: Wishes) -> Iterator[Suggestion]:
    """Yield up to three, best for what they cost first, each with something that speaks for it.

    What was not said speaks for nobody. The prices spread first choices over those who have room for them.
    """
    if not wishes.said_something:
        return
    open_hellos = Match.objects.holding().filter(leader=wishes.leader).values("offer")
    toss = Collate(MD5(Concat(Value(f"{wishes.leader.pk}:"), Cast("pk", models.CharField()))), "C")
    offers = (
        gated(wishes)
        .exclude(pk__in=open_hellos)
        .annotate(points=points_in_sql(wishes), toss=toss)
        .filter(points__gt=0)
        .annotate(net=F("points") - price_in_sql())
        .select_related("mentor")
        .prefetch_related(*read_for(wishes))
        .order_by(F("net").desc(), "toss")
    )
    for offer in offers[:AT_MOST]:
        yield Suggestion(wishes, offer)
