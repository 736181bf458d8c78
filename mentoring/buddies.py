"""Who could be a leader's meeting buddy at one date: up to three, best first, each with reasons from what both said."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from cohorts.finding_times import DAYS, PARTS
from cohorts.models import GroupMembership, LearningGroup, Membership, Programme, RoleGrant
from mentoring import reasons
from mentoring.finding_times import spans_of
from mentoring.models import BuddyOffer, BuddyRequest, BuddyWay, Match, MentorOffer
from mentoring.models.buddy_offers import TO_OTHERS
from mentoring.reasons import Reason, listed, shown
from youdesign.involvement.models import HostContact, InvolvementEvent
from youdesign.people.models import Audience, Block, Code, Person, Profile

SHOWN = 3
APART = timedelta(hours=3)  # whoever has something else so near cannot be in two places
WORTH = {"ways": 40, "time": 30, "experience": 20, "group": 15, "language": 15, "before": 10, "area": 10}
MOST_SPEAK_IT = "english"


@dataclass(frozen=True)
class Known:
    """What is asked once for all who could be asked: who is in her group, has done it before, and knows which work."""

    group: frozenset[int]
    before: frozenset[int]
    worked: Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked, beside what the leader would like."""

    request: BuddyRequest
    offer: BuddyOffer
    known: Known
    work: tuple[Code, ...]
    mine: Profile | None

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.offer.person

    @property
    def circle(self) -> Audience:
        """How near the leader stands to them: what they keep nearer is no reason."""
        return Audience.GROUP if self.person.pk in self.known.group else Audience.PROGRAMME

    @cached_property
    def ways(self) -> list[str]:
        """What she would like and they would do."""
        return [way for way in self.request.ways if way in self.offer.ways]

    @cached_property
    def theirs(self) -> Profile | None:
        """What they say of themselves."""
        return getattr(self.person, "profile", None)

    @cached_property
    def easy(self) -> Code | None:
        """The easy time of theirs in which the date lies."""
        begins = self.request.event.starts_at.astimezone(self.person.zone)
        minute = begins.hour * 60 + begins.minute
        for time in self.offer.times.all():
            day, _, part = time.slug.partition("_")
            if day in DAYS and part in PARTS and DAYS.index(day) == begins.weekday():
                first, last = (hour * 60 for hour in PARTS[part])
                if first <= minute < last:
                    return time
        return None

    @cached_property
    def shared_work(self) -> list[Code]:
        """What they know of the kind of work it is, where they let her read that."""
        worked = set(self.known.worked.get(self.person.pk, ()))
        if self.theirs is not None and self.theirs.shows("work", self.circle):
            worked |= {code.pk for code in (*self.theirs.places.all(), *self.theirs.levels.all())}
        return [code for code in self.work if code.pk in worked]

    @cached_property
    def languages(self) -> list[Code]:
        """Languages that both can take part in, besides the one that nearly everybody can."""
        if self.mine is None or self.theirs is None or not self.theirs.shows("languages", self.circle):
            return []
        spoken = {code.pk for code in self.theirs.languages.all()}
        return [code for code in self.mine.languages.all() if code.pk in spoken and code.slug != MOST_SPEAK_IT]

    @property
    def area(self) -> Code | None:
        """Where both live, where it is about a room."""
        if BuddyWay.IN_ROOM not in self.ways or self.mine is None or self.theirs is None:
            return None
        is_same = self.mine.region_id is not None and self.mine.region_id == self.theirs.region_id
        return self.mine.region if is_same and self.theirs.shows("region", self.circle) else None

    @property
    def has_been_one(self) -> bool:
        """Whether they have been a meeting buddy before."""
        return self.person.pk in self.known.before

    @property
    def points(self) -> int:
        """How well it fits, in whole numbers."""
        fits = {
            "time": self.easy,
            "group": self.person.pk in self.known.group,
            "language": self.languages,
            "before": self.has_been_one,
            "area": self.area,
        }
        of_work = WORTH["experience"] * len(self.shared_work) // max(1, len(self.work))
        of_ways = WORTH["ways"] * len(self.ways) // max(1, len(self.request.ways))
        return of_ways + of_work + sum(WORTH[part] for part, it in fits.items() if it)

    @property
    def order(self) -> tuple[int, str]:
        """Best first; what is equal falls as a coin would, and always the same way."""
        return -self.points, hashlib.sha256(f"{self.request.pk}:{self.person.pk}".encode()).hexdigest()

    @property
    def reasons(self) -> list[Reason]:
        """A line for each thing that fits, and honest lines for what does not."""
        return [*self.fitting(), *self.not_fitting()]

    def fitting(self) -> Iterator[Reason]:
        """Yield what speaks for them."""
        first = self.person.get_short_name()
        yield line(f"{first} can be what you asked for: ", in_words(self.ways), ".")
        if self.easy:
            yield line("It is at a time that ", first, " said is easy: ", reasons.to_you(self.easy.label), ".")
        if self.shared_work:
            yield Reason(fits=True, words=reasons.experience_shared(first, self.shared_work))
        if self.person.pk in self.known.group:
            yield line(f"{first} is in ", "your learning group", ".")
        if self.languages:
            yield line("You can both take part in ", listed(self.languages), ".")
        if self.area:
            yield line("You both live in this area: ", self.area.label, ".")
        if self.has_been_one:
            yield line(f"{first} has been ", "a meeting buddy before", ".")

    def not_fitting(self) -> Iterator[Reason]:
        """Yield what we are less sure of."""
        first = self.person.get_short_name()
        missing = [way for way in self.request.ways if way not in self.offer.ways]
        if missing:
            yield line(f"Not the same: {first} does not offer this: ", in_words(missing), ".", fits=False)
        if not self.easy:
            said = "said other times are easy" if spans_of(self.offer.times.all()) else "not said which times are easy"
            yield line(f"Less sure: {first} has {said}. They may still say yes.", fits=False)


def line(*words: str, fits: bool = True) -> Reason:
    """Return one reason, every second part of it said strongly."""
    return Reason(fits=fits, words=list(words))


def in_words(ways: Sequence[str]) -> str:
    """Return what somebody would do, in a few words to the leader."""
    words = [TO_OTHERS[BuddyWay(way)] for way in ways]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def candidates(request: BuddyRequest) -> list[Candidate]:
    """Return everybody who could be asked now, best first."""
    event, leader = request.event, request.leader
    offers = [offer for offer in open_to(request) if set(offer.ways) & set(request.ways)]
    known = known_of([offer.person_id for offer in offers], leader)
    mine = Profile.objects.filter(person=leader).select_related("region").prefetch_related("languages").first()
    work = work_of(event)
    return sorted((Candidate(request, offer, known, work, mine) for offer in offers), key=lambda each: each.order)


def best(request: BuddyRequest) -> list[Candidate]:
    """Return up to three whom she could ask beside those she has asked, best first."""
    return candidates(request)[:SHOWN]


def shown_reasons(candidate: Candidate) -> tuple[list[SafeString], list[SafeString]]:
    """Return what speaks for somebody, and what we are less sure of, as the page shows it."""
    return shown(candidate.reasons, fits=True), shown(candidate.reasons, fits=False)


def open_to(request: BuddyRequest) -> QuerySet[BuddyOffer]:
    """Return who can be asked: they said so, and are near, not asked yet, not away, and free."""
    leader = request.leader
    programmes = programmes_of(leader)
    roles = RoleGrant.objects.current().filter(role=RoleGrant.Role.BUDDY, programme__in=programmes)
    space = MentorOffer.objects.open().filter(programme__in=programmes)
    mentors = Match.objects.current().filter(leader=leader)
    return (
        BuddyOffer.objects.filter(is_open=True, person__is_active=True)
        .filter(
            Q(person__in=roles.values("person"))
            | Q(person__in=space.values("mentor"))
            | Q(person__in=mentors.values("offer__mentor"))
            | Q(person__in=group_of(leader))
        )
        .exclude(person=leader)
        .exclude(person__in=request.asks.values("person"))
        .exclude(person__in=not_to_ask(leader))
        .exclude(person__in=elsewhere(request.event))
        .select_related("person__profile__region", "person__profile__self_title")
        .prefetch_related("times", *(f"person__profile__{name}" for name in ("languages", "places", "levels")))
    )


def programmes_of(leader: Person) -> QuerySet[Programme]:
    """Return the programmes in which the leader takes part."""
    places = Membership.objects.taking_part().filter(person=leader)
    return Programme.objects.filter(pk__in=places.values("cohort__programme"))


def is_near(person: Person, leader: Person) -> bool:
    """Return whether somebody still stands where the leader can ask: by a role, an offer, as her mentor, by a seat."""
    programmes = programmes_of(leader)
    return (
        RoleGrant.objects.current().filter(person=person, role=RoleGrant.Role.BUDDY, programme__in=programmes).exists()
        or MentorOffer.objects.live().filter(mentor=person, programme__in=programmes).exists()
        or Match.objects.current().filter(leader=leader, offer__mentor=person).exists()
        or person.pk in group_of(leader)
    )


def group_of(leader: Person) -> set[int]:
    """Return who is in a learning group with the leader now."""
    groups = LearningGroup.objects.round_the_table_of(leader).order_by().values("pk")
    seats = GroupMembership.objects.present().filter(group__in=groups).exclude(person=leader)
    return set(seats.values_list("person", flat=True))


def not_to_ask(leader: Person) -> set[int]:
    """Return who is kept apart from the leader, takes a pause, or works for a host."""
    return (
        Block.objects.keep_apart(leader)
        | set(Membership.objects.pausing().values_list("person", flat=True))
        | set(HostContact.objects.filter(person__isnull=False).values_list("person", flat=True))
    )


def elsewhere(event: InvolvementEvent) -> set[int]:
    """Return who has a date of their own, or is somebody's buddy, at about that time; never why."""
    near = Q(starts_at__gt=event.starts_at - APART, starts_at__lt=event.starts_at + APART)
    events = InvolvementEvent.objects.filter(near, state__in=["coming_up", "prepared"]).exclude(pk=event.pk)
    found = BuddyRequest.objects.of_two().filter(buddy__isnull=False, event__in=events).values_list("buddy", flat=True)
    return set(events.values_list("involvement__leader", flat=True)) | set(found)


def work_of(event: InvolvementEvent) -> tuple[Code, ...]:
    """Return what kind of work the date is part of."""
    work = event.involvement
    keys = [pk for pk in (work.level_id, work.place_id, work.role_id, work.host.kind_id) if pk]
    return tuple(Code.objects.filter(pk__in=keys).order_by("listing", "position", "pk"))


def known_of(people: Sequence[int], leader: Person) -> Known:
    """Return what is asked once for all of them."""
    before = BuddyRequest.objects.filter(buddy__in=people, state__in=BuddyRequest.OVER)
    worked: dict[int, set[int]] = {}
    offers = MentorOffer.objects.live().filter(mentor__in=people, places_known__isnull=False)
    for mentor, code in offers.order_by().values_list("mentor", "places_known"):
        worked.setdefault(mentor, set()).add(code)
    return Known(
        group=frozenset(group_of(leader)),
        before=frozenset(before.values_list("buddy", flat=True)),
        worked={mentor: frozenset(codes) for mentor, codes in worked.items()},
    )
