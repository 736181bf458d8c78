"""Starting a learning group, and taking or leaving a seat in it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.cofacilitating import leave_room
from cohorts.actions.reminders import owe_reminders_of
from cohorts.actions.turns import withdraw_what_waits
from cohorts.models import Cohort, DebriefSession, GroupMembership, LearningGroup, Membership, RoleGrant
from cohorts.policies import can_leave_group, can_place_in_group, can_start_group
from cohorts.problems import CannotTakeOver, GroupFull, GroupNotTakingPeople, HasNoPlace, RunsTheGroup
from youdesign.conversations.actions import add_member, open_room
from youdesign.people.audit import record
from youdesign.people.duties import hold_still
from youdesign.people.models import Person
from youdesign.people.states import check_move


@transaction.atomic
def start_group(*, by: Person, cohort: Cohort, name: str, facilitator: Person) -> LearningGroup:
    """Start a group with a room of its own, and its facilitator in it."""
    if not can_start_group(by, cohort):
        raise PermissionDenied
    if not hold_still(facilitator).is_active:
        raise CannotTakeOver
    room = open_room(title=name, by=by)
    group = LearningGroup.objects.create(cohort=cohort, name=name, facilitator=facilitator, room=room)
    let_facilitate(facilitator, group, by=by)
    record("start", group, by=by, about=facilitator, cohort=cohort.pk)
    return group


def let_facilitate(person: Person, group: LearningGroup, *, by: Person) -> None:
    """Let a person into the group's room, and give them the role in its programme unless they hold it."""
    add_member(room=group.room, person=person, by=by, is_facilitator=True)
    grant, is_new = RoleGrant.objects.get_or_create(
        person=person, programme_id=group.cohort.programme_id, role=RoleGrant.Role.FACILITATOR, ended_at=None
    )
    if is_new:
        record("grant_role", grant, by=by, about=person, role=grant.role)


@transaction.atomic
def move_group(*, group: LearningGroup, to: str, by: Person) -> None:
    """Move a group by the table of moves."""
    group = LearningGroup.objects.select_for_update().get(pk=group.pk)
    if not can_place_in_group(by, group):
        raise PermissionDenied
    before = group.state
    check_move(LearningGroup.MOVES, before, to)
    group.state = to
    group.save(update_fields=["state"])
    record("move", group, by=by, before=before, after=to)


@transaction.atomic
def join_group(*, group: LearningGroup, person: Person, by: Person) -> GroupMembership:
    """Seat a person who has a place in the cohort."""
    if not can_place_in_group(by, group):
        raise PermissionDenied
    return take_seat(group=group, person=person, by=by)


def take_seat(*, group: LearningGroup, person: Person, by: Person) -> GroupMembership:
    """Add a person to a group and its room under the group's lock, so that the ninth finds it full; once only."""
    group = LearningGroup.objects.select_for_update().get(pk=group.pk)
    present = group.group_memberships.present()
    stay = present.filter(person=person).first()
    if stay:
        return stay
    if group.is_run_by(person):
        raise RunsTheGroup
    if not group.takes_people:
        raise GroupNotTakingPeople
    if present.count() >= LearningGroup.PLACES:
        raise GroupFull
    settle_in(person, group, by=by)
    stay = GroupMembership.objects.create(group=group, person=person)
    record("join", stay, by=by, about=person, group=group.pk)
    add_member(room=group.room, person=person, by=by)
    now = timezone.now()
    owe_reminders_of(list(DebriefSession.objects.filter(group=group).upcoming(now)), [person], now=now)
    return stay


def settle_in(person: Person, group: LearningGroup, *, by: Person) -> None:
    """Check that the person has a place in the cohort; a first seat moves it on from joined."""
    places = Membership.objects.taking_part().filter(person=person, cohort_id=group.cohort_id)
    place = places.select_for_update().first()
    if place is None:
        raise HasNoPlace
    if place.state == Membership.State.JOINED:
        place.state = Membership.State.SETTLING_IN
        place.save(update_fields=["state"])
        record("move", place, by=by, about=person, before="joined", after="settling_in")


@transaction.atomic
def leave_group(*, group: LearningGroup, person: Person, by: Person) -> None:
    """Give up a seat; no reason is asked."""
    stay = GroupMembership.objects.present().select_for_update().filter(group=group, person=person).first()
    if stay is None or not can_leave_group(by, stay):
        raise PermissionDenied
    give_up_seat(stay, by=by)


def give_up_seat(stay: GroupMembership, *, by: Person) -> None:
    """End a stay in a group and in its room; reminders that wait find out when they are due."""
    stay.left_at = timezone.now()
    stay.save(update_fields=["left_at"])
    person = Person.objects.get(pk=stay.person_id)
    record("leave", stay, by=by, about=person, group=stay.group_id)
    withdraw_what_waits(stay.group, person, by=by)
    leave_room(stay.group, person, by=by)
