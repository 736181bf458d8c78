"""Who may do what about meeting buddies."""

import datetime

from cohorts.models import LearningGroup, Membership, RoleGrant
from mentoring.models import BuddyAsk, BuddyOffer, BuddyRequest, MentorOffer
from mentoring.policies import can_coordinate
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Person
from youdesign.people.policies import are_apart

PEERS = (RoleGrant.Role.MENTOR, RoleGrant.Role.BUDDY, RoleGrant.Role.FACILITATOR)


def can_be_buddy(person: Person) -> bool:
    """Whoever takes part in a programme, or holds a role of a peer in one."""
    return bool(
        Membership.objects.taking_part().filter(person=person).exists()
        or RoleGrant.objects.current().filter(person=person, role__in=PEERS).exists()
        or MentorOffer.objects.live().filter(mentor=person).exists()
        or LearningGroup.objects.run_by(person).exclude(state="ended").exists()
    )


def can_ask_for_buddy(person: Person, event: InvolvementEvent) -> bool:
    """The leader whose date it is, while they have a place in a programme."""
    return event.involvement.leader_id == person.pk and Membership.objects.taking_part().filter(person=person).exists()


def can_have_buddy(event: InvolvementEvent, now: datetime.datetime) -> bool:
    """Whether the date is to come and takes place."""
    return event.starts_at > now and event.state in (InvolvementEvent.State.COMING_UP, InvolvementEvent.State.PREPARED)


def is_leader_of(person: Person, request: BuddyRequest) -> bool:
    """Whether it is this leader's own wish: whom to ask and what to write is theirs alone."""
    return request.leader_id == person.pk


def is_buddy_of(person: Person, request: BuddyRequest) -> bool:
    """Whether this person said yes, and neither keeps the other away."""
    return request.buddy_id == person.pk and not are_apart(person, request.leader)


def is_one_of_two(person: Person, request: BuddyRequest) -> bool:
    """Either of the two."""
    return is_leader_of(person, request) or is_buddy_of(person, request)


def can_answer_ask(person: Person, ask: BuddyAsk) -> bool:
    """Whoever was asked, unless one of the two keeps the other away."""
    return ask.person_id == person.pk and not are_apart(person, ask.request.leader)


def can_look_after_request(person: Person, request: BuddyRequest) -> bool:
    """Coordinators of the programme."""
    return can_coordinate(person, request.programme_id)


def can_make_buddy(person: Person, offer: BuddyOffer) -> bool:
    """Coordinators of the programme."""
    return can_coordinate(person, offer.programme_id)
