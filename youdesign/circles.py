"""How near two people stand to one another, worked out from every app: so, which parts of a profile one reads."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from cohorts.models import LearningGroup, Membership, Programme, RoleGrant
from mentoring.models import Match, MentorOffer
from youdesign.people.models import Audience, Person
from youdesign.people.policies import are_apart

ROLES = RoleGrant.Role
PEERS = (ROLES.MENTOR, ROLES.BUDDY, ROLES.FACILITATOR)
RUNNING = (ROLES.COORDINATOR, ROLES.SUPERVISOR)


def circle_between(reader: Person | AnonymousUser, person: Person) -> Audience | None:
    """Return the nearest circle of this person that the reader stands in; None for strangers and those kept apart."""
    if not reader.is_authenticated or not reader.is_active:
        return None
    if reader.pk == person.pk:
        return Audience.ONLY_ME
    if are_apart(reader, person):
        return None
    if is_mentor_of(reader, person):
        return Audience.MENTOR
    if LearningGroup.objects.round_the_table_of(reader).filter(
        pk__in=LearningGroup.objects.round_the_table_of(person).values("pk")
    ):
        return Audience.GROUP
    theirs = programmes_with(person)
    if (programmes_with(reader) | programmes_run_by(reader)).filter(pk__in=theirs.values("pk")):
        return Audience.PROGRAMME
    return Audience.COLLEAGUES if theirs and programmes_with(reader) else None


def is_mentor_of(reader: Person, person: Person) -> bool:
    """Whether the reader mentors this person now, or was asked to and has not answered.

    Not the other way round: anybody may ask a mentor, and what a mentor keeps for their own mentor is not opened by it.
    """
    return Match.objects.holding().filter(leader=person, offer__mentor=reader).exists()


def programmes_with(person: Person) -> QuerySet[Programme]:
    """Programmes in which this person is a peer: a patient leader, mentor, buddy or facilitator."""
    roles = RoleGrant.objects.current().filter(person=person, role__in=PEERS)
    places = Membership.objects.taking_part().filter(person=person)
    offers = MentorOffer.objects.filter(mentor=person).exclude(state=MentorOffer.State.STEPPED_DOWN)
    groups = LearningGroup.objects.filter(facilitator=person).exclude(state=LearningGroup.State.ENDED)
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


def peers_in(programmes: Iterable[int] | None = None) -> QuerySet[Any, Any]:
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
    keys = roles.values("person"), offers.values("mentor"), groups.values("facilitator")
    return places.values("person").order_by().union(*(each.order_by() for each in keys), all=True)
