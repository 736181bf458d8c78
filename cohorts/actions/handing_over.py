"""Putting somebody else in the place of a facilitator or a coordinator: one step, so that nobody is ever missing."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.cofacilitating import stop_helping
from cohorts.actions.groups import let_facilitate
from cohorts.actions.reminders import owe_reminders_of
from cohorts.models import DebriefSession, LearningGroup, NeedPlan, Programme, RoleGrant
from cohorts.policies import can_hand_over_group, can_hand_over_programme
from cohorts.problems import CannotTakeOver, FacilitatorHasASeat
from youdesign.conversations.actions import remove_member
from youdesign.notices.actions import owe_notice
from youdesign.people.audit import record
from youdesign.people.duties import hold_still
from youdesign.people.models import Person


@transaction.atomic
def hand_over_group(*, group: LearningGroup, to: Person, by: Person) -> None:
    """Give a group another facilitator, who is in its room from now on; the one before is out of it at once.

    A co-facilitator who takes it over is one no more.
    """
    group = LearningGroup.objects.select_for_update(of=("self",)).select_related("room", "cohort").get(pk=group.pk)
    if not can_hand_over_group(by, group):
        raise PermissionDenied
    before, to = Person.objects.get(pk=group.facilitator_id), hold_still(to)
    if to == before:
        return  # pressed twice
    if not to.is_active:
        raise CannotTakeOver
    if group.has_member(to):
        raise FacilitatorHasASeat
    for helps in group.cofacilitations.current().select_for_update().filter(person=to):
        stop_helping(helps, by=by, stays=True)
    group.facilitator = to
    group.save(update_fields=["facilitator"])
    record("hand_over", group, by=by, about=to, before=before.pk, after=to.pk)
    let_facilitate(to, group, by=by)
    if not group.has_member(before):
        remove_member(room=group.room, person=before, by=by)
    tell_facilitator(group, to)


def tell_facilitator(group: LearningGroup, person: Person) -> None:
    """Owe the new facilitator the news, and the reminders of what is planned."""
    now = timezone.now()
    owe_notice("group_handed_over", object_id=str(group.pk), due_at=now, person=person, occurrence=now.isoformat())
    owe_reminders_of(list(DebriefSession.objects.filter(group=group).upcoming(now)), [person], now=now, is_news=True)


@transaction.atomic
def hand_over_programme(*, programme: Programme, to: Person, by: Person) -> None:
    """Give a programme and its cohorts another named coordinator, and the plans too; the one before stops."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("coordinator").get(pk=programme.pk)
    if not can_hand_over_programme(by, programme):
        raise PermissionDenied
    before, to = programme.coordinator, hold_still(to)
    if to == before:
        return  # pressed twice
    if not (to.is_active and to.is_staff):
        raise CannotTakeOver
    programme.coordinator = to
    programme.save(update_fields=["coordinator"])
    record("hand_over", programme, by=by, about=to, before=before.pk, after=to.pk)
    roles = RoleGrant.objects.current().filter(programme=programme, role=RoleGrant.Role.COORDINATOR)
    for grant in roles.select_for_update().filter(person=before):
        grant.ended_at = timezone.now()
        grant.save(update_fields=["ended_at"])
        record("end_role", grant, by=by, about=before, role=grant.role)
    grant, is_new = roles.get_or_create(
        person=to, defaults={"programme": programme, "role": RoleGrant.Role.COORDINATOR}
    )
    if is_new:
        record("grant_role", grant, by=by, about=to, role=grant.role)
    for plan in NeedPlan.objects.select_for_update().filter(programme=programme, who=before):
        plan.who = to
        plan.save(update_fields=["who"])
        record("hand_over", plan, by=by, about=to, before=before.pk, after=to.pk)
