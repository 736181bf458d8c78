"""How near two people stand to one another, worked out from every app: so, which parts of a profile one reads."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet, Value

from cohorts.models import GroupMembership, LearningGroup, Membership, Programme, RoleGrant
from mentoring.models import Match, MentorOffer
from youdesign.people.models import Audience, Block, Person

ROLES = RoleGrant.Role
PEERS = (ROLES.MENTOR, ROLES.BUDDY, ROLES.FACILITATOR)
RUNNING = (ROLES.COORDINATOR, ROLES.SUPERVISOR)


def circle_between(reader: Person | AnonymousUser, person: Person) -> Audience | None:
    """Return the nearest circle of this person that the reader stands in; None for strangers and those kept apart."""
    return circles_between(reader, [person.pk]).get(person.pk)


def circles_between(reader: Person | AnonymousUser, people: Iterable[int]) -> dict[int, Audience]:
    """Return of each of these people the nearest circle that the reader stands in; strangers are left out.

    However many they are, and wherever they stand, it takes the same few questions: the nearest first, then for those
    who are left.
    """
    if not isinstance(reader, Person) or not reader.is_active:
        return {}
    left = set(people)
    found = dict.fromkeys(left & {reader.pk}, Audience.ONLY_ME)
    left -= {reader.pk}
    left -= Block.objects.keep_apart(reader) if left else set()
    for circle, near in ((Audience.MENTOR, mentored_by), (Audience.GROUP, at_a_table_with)):
        here = near(reader, left) if left else set()
        found |= dict.fromkeys(here, circle)
        left -= here
    return found | (in_programmes(reader, left) if left else {})


def mentored_by(reader: Person, people: set[int]) -> set[int]:
    """Return which of these people the reader mentors now, or was asked to and has not answered.

    Not the other way round: anybody may ask a mentor, and what a mentor keeps for their own mentor is not opened by it.
    """
    matches = Match.objects.holding().filter(leader__in=people, offer__mentor=reader)
    return set(matches.values_list("leader", flat=True))


def at_a_table_with(reader: Person, people: set[int]) -> set[int]:
    """Return which of these people are in a learning group of the reader's now, or run it."""
    groups = LearningGroup.objects.round_the_table_of(reader).order_by()
    seats = GroupMembership.objects.present().filter(group__in=groups.values("pk"), person__in=people).order_by()
    return {pk for (pk,) in seats.values_list("person").union(groups.runners(people))}


def in_programmes(reader: Person, people: set[int]) -> dict[int, Audience]:
    """Return which of these people are peers in a programme that is the reader's, and which are elsewhere."""
    programmes, is_peer = programmes_near(reader)
    elsewhere = peers_in(among=people) if is_peer else Person.objects.none()
    found = dict.fromkeys(keys_of(elsewhere), Audience.COLLEAGUES)
    return found | dict.fromkeys(keys_of(peers_in(programmes, people)), Audience.PROGRAMME)


def keys_of(peers: QuerySet[Any, Any]) -> set[int]:
    """Return the keys that `peers_in` finds."""
    return {row["person"] for row in peers}


def programmes_near(reader: Person) -> tuple[list[int], bool]:
    """Return the programmes in which the reader is a peer or which they run, and whether they are a peer at all."""
    own = programmes_with(reader).order_by().values_list("pk", Value(True))
    run = programmes_run_by(reader).order_by().values_list("pk", Value(False))
    found = list(own.union(run))
    return sorted({pk for pk, _ in found}), any(is_own for _, is_own in found)


def is_mentor_of(reader: Person, person: Person) -> bool:
    """Whether the reader mentors this person now, or was asked to and has not answered."""
    return bool(mentored_by(reader, {person.pk}))


def programmes_with(person: Person) -> QuerySet[Programme]:
    """Programmes in which this person is a peer: a patient leader, mentor, buddy or facilitator."""
    roles = RoleGrant.objects.current().filter(person=person, role__in=PEERS)
    places = Membership.objects.taking_part().filter(person=person)
    offers = MentorOffer.objects.filter(mentor=person).exclude(state=MentorOffer.State.STEPPED_DOWN)
    groups = LearningGroup.objects.run_by(person).exclude(state=LearningGroup.State.ENDED)
    return Programme.objects.filter(
        Q(pk__in=roles.values("programme"))
        | Q(pk__in=places.values("cohort__programme"))
        | Q(pk__in=offers.values("programme"))
        | Q(pk__in=groups.values("cohort__programme"))
    )


def programmes_run_by(person: Person) -> QuerySet[Programme]:
    """Programmes that this person coordinates or supervises: they read what everyone in the programme may read."""
    roles = RoleGrant.objects.current().filter(person=person, role__in=RUNNING)
    return Programme.objects.filter(Q(coordinator=person) | Q(pk__in=roles.values("programme")))


def peers_in(programmes: Iterable[int] | None = None, among: Iterable[int] | None = None) -> QuerySet[Any, Any]:
    """Keys of who is a peer in one of these programmes, or in any: `programmes_with` the other way.

    Each kind of place is asked by itself: one question with “or” costs thrice as much among 10,000 people.
    """
    roles = RoleGrant.objects.current().filter(role__in=PEERS)
    places = Membership.objects.taking_part()
    offers = MentorOffer.objects.exclude(state=MentorOffer.State.STEPPED_DOWN)
    groups = LearningGroup.objects.exclude(state=LearningGroup.State.ENDED)
    if programmes is not None:
        wanted = list(programmes)
        roles, offers = roles.filter(programme__in=wanted), offers.filter(programme__in=wanted)
        places, groups = places.filter(cohort__programme__in=wanted), groups.filter(cohort__programme__in=wanted)
    if among is not None:
        few = list(among)
        roles, places = roles.filter(person__in=few), places.filter(person__in=few)
        offers, groups = offers.filter(mentor__in=few), groups.filter(facilitator__in=few)
    keys = roles.values("person"), offers.values("mentor"), groups.values("facilitator")
    return places.values("person").order_by().union(*(each.order_by() for each in keys), all=True)
