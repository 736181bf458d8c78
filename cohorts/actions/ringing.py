"""Calls that a coordinator owes: somebody missed two sessions in a row, or asked to be rung."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.missing import missed_in_a_row
from cohorts.models import DebriefSession, LearningGroup, PersonToRing
from cohorts.policies import can_ask_to_be_rung, can_coordinate_cohort
from youdesign.people.audit import record
from youdesign.people.models import Person

Why = PersonToRing.Why


def look_who_missed_two(session: DebriefSession, person: Person, *, by: Person, now: datetime.datetime) -> None:
    """Put somebody on the coordinator's list, or take them off when they were there; nobody is written to."""
    group = session.group
    row = PersonToRing.objects.open().select_for_update().filter(group=group, person=person).first()
    missed = missed_in_a_row(group, person)
    if missed and row is None:
        row = PersonToRing.objects.create(group=group, person=person, session=missed, why=Why.MISSED, since=now)
        record("is_to_be_rung", row, by=by, about=person, session=missed.pk)
    elif not missed and row is not None and row.why == Why.MISSED:
        record("need_not_be_rung", row, by=by, about=person, session=session.pk)
        row.delete()


@transaction.atomic
def ask_to_be_rung(*, session: DebriefSession, by: Person, contact: str, now: datetime.datetime) -> PersonToRing:
    """Let the coordinator know where somebody wants to be rung; asking again puts the number right."""
    if not can_ask_to_be_rung(by, session):
        raise PermissionDenied
    LearningGroup.objects.select_for_update().get(pk=session.group_id)  # two taps are one call
    row = PersonToRing.objects.open().select_for_update().filter(group=session.group_id, person=by).first()
    row = row or PersonToRing(group=session.group, person=by, session=session, since=now)
    row.why, row.contact = Why.ASKED, contact
    row.save()
    record("ask_to_be_rung", row, by=by, about=by, session=session.pk)
    return row


@transaction.atomic
def say_rung(*, row: PersonToRing, by: Person, now: datetime.datetime) -> None:
    """Keep that somebody rang; pressing twice keeps the first."""
    row = PersonToRing.objects.select_for_update(of=("self",)).select_related("group__cohort", "person").get(pk=row.pk)
    if not can_coordinate_cohort(by, row.group.cohort):
        raise PermissionDenied
    if row.done_at is None:
        row.done_at, row.done_by = now, by
        row.save(update_fields=["done_at", "done_by"])
        record("ring", row, by=by, about=row.person)
