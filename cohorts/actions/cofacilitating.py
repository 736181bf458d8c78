"""Helping to run a learning group: beginning it, stepping down, and what ends it by itself."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.reminders import owe_reminders_of
from cohorts.models import CoFacilitation, DebriefSession, LearningGroup, RoleGrant
from cohorts.policies import can_add_cofacilitator, can_end_cofacilitation
from cohorts.problems import (
    CannotTakeOver,
    EnoughCoFacilitators,
    FacilitatesAlready,
    FacilitatorHasASeat,
    GroupEnded,
    NotAFacilitator,
)
from youdesign.conversations.actions import add_member, remove_member
from youdesign.notices.actions import owe_notice
from youdesign.people.audit import record
from youdesign.people.duties import hold_still
from youdesign.people.models import Person


@transaction.atomic
def add_cofacilitator(*, group: LearningGroup, person: Person, by: Person) -> CoFacilitation:
    """Let a facilitator of the programme run a group beside the one who does, with the same rights; once only."""
    group = LearningGroup.objects.select_for_update(of=("self",)).select_related("room", "cohort").get(pk=group.pk)
    if not can_add_cofacilitator(by, group):
        raise PermissionDenied
    person = hold_still(person)  # a role that ends at this moment waits, or has ended
    there = group.cofacilitations.current()
    if helps := there.filter(person=person).first():
        return helps  # pressed twice
    check_can_help(person, group)
    if there.count() >= CoFacilitation.MOST:
        raise EnoughCoFacilitators
    helps = CoFacilitation.objects.create(group=group, person=person)
    record("add_cofacilitator", helps, by=by, about=person, group=group.pk)
    add_member(room=group.room, person=person, by=by, is_facilitator=True)
    tell_helper(helps)
    return helps


def check_can_help(person: Person, group: LearningGroup) -> None:
    """Raise what stands in the way of this person helping to run this group."""
    if group.state == LearningGroup.State.ENDED:
        raise GroupEnded
    if not person.is_active:
        raise CannotTakeOver
    if group.facilitator_id == person.pk:
        raise FacilitatesAlready
    if group.has_member(person):
        raise FacilitatorHasASeat
    roles = RoleGrant.objects.current().filter(programme=group.cohort.programme_id, role=RoleGrant.Role.FACILITATOR)
    if not roles.filter(person=person).exists():
        raise NotAFacilitator


def tell_helper(helps: CoFacilitation) -> None:
    """Owe somebody the news that they help to run a group, and the reminders of what is planned."""
    now = timezone.now()
    owe_notice(
        "group_helped",
        object_id=str(helps.group_id),
        due_at=now,
        person=helps.person,
        occurrence=now.isoformat(),
    )
    sessions = list(DebriefSession.objects.filter(group=helps.group_id).upcoming(now))
    owe_reminders_of(sessions, [helps.person], now=now, is_news=True)


@transaction.atomic
def end_cofacilitation(*, helps: CoFacilitation, by: Person) -> None:
    """Stop helping to run a group: the room and what people need are closed at once."""
    helps = CoFacilitation.objects.select_for_update(of=("self",)).select_related("group__cohort").get(pk=helps.pk)
    if not can_end_cofacilitation(by, helps):
        raise PermissionDenied
    if helps.ended_at is None:
        stop_helping(helps, by=by)


def stop_helping(helps: CoFacilitation, *, by: Person, stays: bool = False) -> None:
    """End a locked row, and the stay in the room unless the person stays; reminders find out when they are due."""
    helps.ended_at = timezone.now()
    helps.save(update_fields=["ended_at"])
    person = Person.objects.get(pk=helps.person_id)
    record("end_cofacilitation", helps, by=by, about=person, group=helps.group_id)
    if not stays:
        leave_room(helps.group, person, by=by)


def stop_helping_everywhere(person: Person, *, by: Person, **within: object) -> None:
    """End what this person helps to run, inside the transaction that ends their role or switches them off."""
    current = CoFacilitation.objects.current().filter(person=person, **within)
    for helps in current.select_for_update(of=("self",)).select_related("group__room"):
        stop_helping(helps, by=by)


def leave_room(group: LearningGroup, person: Person, *, by: Person) -> None:
    """Take a person out of the group's room; where they alone looked after it, those who run the group do again."""
    remove_member(room=group.room, person=person, by=by)
    if not group.room.members.facilitating().exists():  # it had been handed to whoever leaves now
        for runs in group.who_run():
            add_member(room=group.room, person=runs, by=by, is_facilitator=True)
