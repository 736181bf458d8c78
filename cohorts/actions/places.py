"""A person's place in a cohort, and their roles in a programme."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from cohorts.actions.cofacilitating import stop_helping_everywhere
from cohorts.actions.groups import give_up_seat
from cohorts.actions.proposing import hand_on_all
from cohorts.duties import held_by_role, held_in
from cohorts.endings import end_with_place, end_with_role, go_on_with_place, wait_with_place
from cohorts.models import Cohort, GroupMembership, Membership, Pause, Programme, RoleGrant
from cohorts.policies import can_grant_role, can_leave_programme, can_move_membership, can_pause_membership
from youdesign.notices.actions import owe_notice
from youdesign.people.audit import record
from youdesign.people.duties import check_can_stop, hold_still
from youdesign.people.models import Person
from youdesign.people.states import check_move

COMING_BACK = {  # the moves from each state to a place that is kept; none from a place that is
    Membership.State.INVITED: (Membership.State.JOINED,),
    Membership.State.WITHDRAWN: (Membership.State.JOINED,),
    Membership.State.COMPLETED: (Membership.State.ALUMNI, Membership.State.ACTIVE),
    Membership.State.ALUMNI: (Membership.State.ACTIVE,),
}


def lock(membership: Membership) -> Membership:
    """Return the locked row."""
    return Membership.objects.select_for_update(of=("self",)).select_related("person", "cohort").get(pk=membership.pk)


def move(membership: Membership, to: str, *, by: Person, verb: str = "move") -> None:
    """Move a locked place by the table, and record it; a pause is kept with its dates."""
    before = membership.state
    check_move(Membership.MOVES, before, to)
    membership.state = to
    membership.save(update_fields=["state"])
    record(verb, membership, by=by, about=membership.person, before=before, after=to)
    if before == Membership.State.PAUSED:
        membership.pauses.open().update(ended_at=Greatest("began_at", timezone.now()))  # clocks are set back
        go_on_with_place(membership, by=by)
    if to == Membership.State.PAUSED:
        Pause.objects.create(place=membership, began_at=timezone.now())
        wait_with_place(membership, by=by)


def take_place(*, person: Person, cohort: Cohort, by: Person) -> Membership:
    """Give a person a place in a cohort, or the one they left back; call it inside a transaction."""
    made, _ = Membership.objects.get_or_create(person=person, cohort=cohort)
    membership = lock(made)
    for to in COMING_BACK.get(Membership.State(membership.state), ()):
        move(membership, to, by=by)
    return membership


@transaction.atomic
def move_membership(*, membership: Membership, to: str, by: Person) -> None:
    """Move a place by the table of moves; one that is given up gives up its seats in groups too.

    Raises HandOverFirst when others rely on the person in this programme.
    """
    membership = lock(membership)
    if not can_move_membership(by, membership):
        raise PermissionDenied
    if to == Membership.State.WITHDRAWN:
        give_up(membership, by=by)
    else:
        move(membership, to, by=by)
    if to in (Membership.State.WITHDRAWN, Membership.State.COMPLETED):
        hand_on_all(membership.person, by=by, cohort=membership.cohort_id)
        end_with_place(membership, by=by)


@transaction.atomic
def leave_programme(*, membership: Membership, by: Person) -> None:
    """Give up one's own place; no reason is asked, and the coordinator is told, so that nobody waits.

    Raises HandOverFirst when others rely on the person in this programme.
    """
    membership = lock(membership)
    if not can_leave_programme(by, membership):
        raise PermissionDenied
    if membership.state == Membership.State.WITHDRAWN:
        return  # pressed twice
    give_up(membership, by=by, verb="leave")
    hand_on_all(membership.person, by=by, cohort=membership.cohort_id)
    end_with_place(membership, by=by)
    coordinator = membership.cohort.programme.coordinator
    owe_notice("place_left", object_id=membership.pk, due_at=timezone.now(), person=coordinator, occurrence=uuid4().hex)


def give_up(membership: Membership, *, by: Person, verb: str = "move") -> None:
    """Give up a locked place and the seats in its groups, unless others rely on its person."""
    person = hold_still(membership.person)
    check_can_stop(person, held_in(person, membership.cohort.programme))
    move(membership, Membership.State.WITHDRAWN, by=by, verb=verb)
    seats = GroupMembership.objects.present().filter(person=person, group__cohort_id=membership.cohort_id)
    for stay in seats:
        give_up_seat(stay, by=by)


@transaction.atomic
def pause_place(*, membership: Membership, by: Person) -> None:
    """Keep the place and quiet everything about it; no reason is asked."""
    membership = lock(membership)
    if not can_pause_membership(by, membership):
        raise PermissionDenied
    if membership.state == Membership.State.PAUSED:
        return  # pressed twice
    if membership.state == Membership.State.JOINED:
        move(membership, Membership.State.SETTLING_IN, by=by)
    move(membership, Membership.State.PAUSED, by=by, verb="pause")


@transaction.atomic
def resume_place(*, membership: Membership, by: Person) -> None:
    """Come back from a pause."""
    membership = lock(membership)
    if not can_pause_membership(by, membership):
        raise PermissionDenied
    if membership.state != Membership.State.ACTIVE:  # else pressed twice
        move(membership, Membership.State.ACTIVE, by=by, verb="resume")


@transaction.atomic
def take_a_pause(*, by: Person) -> None:
    """Pause every place of one's own."""
    for membership in Membership.objects.taking_part().filter(person=by).exclude(state=Membership.State.PAUSED):
        pause_place(membership=membership, by=by)


@transaction.atomic
def come_back(*, by: Person) -> None:
    """Come back to every place that was paused."""
    for membership in Membership.objects.filter(person=by, state=Membership.State.PAUSED):
        resume_place(membership=membership, by=by)


@transaction.atomic
def grant_role(*, person: Person, programme: Programme, role: str, by: Person) -> RoleGrant:
    """Give a person a role in a programme; one they hold already stays as it is."""
    if not can_grant_role(by, programme):
        raise PermissionDenied
    return give_role(person=person, programme=programme, role=role, by=by)


def give_role(*, person: Person, programme: Programme, role: str, by: Person) -> RoleGrant:
    """Give a person a role, unless they hold it; call it inside a transaction."""
    grant, is_new = RoleGrant.objects.get_or_create(person=person, programme=programme, role=role, ended_at=None)
    if is_new:
        record("grant_role", grant, by=by, about=person, role=role)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: Person) -> None:
    """End a role; that it was held is kept. Raises HandOverFirst when a group or the programme hangs on it."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("programme", "person").get(pk=grant.pk)
    if not can_grant_role(by, grant.programme):
        raise PermissionDenied
    if grant.ended_at is None:
        check_can_stop(hold_still(grant.person), held_by_role(grant))
        grant.ended_at = timezone.now()
        grant.save(update_fields=["ended_at"])
        record("end_role", grant, by=by, about=grant.person, role=grant.role)
        if grant.role == RoleGrant.Role.FACILITATOR:
            stop_helping_everywhere(grant.person, by=by, group__cohort__programme=grant.programme_id)
        end_with_role(grant, by=by)
