"""Answering the group pulse, and how a session was."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts import rating
from cohorts.models import DebriefSession, GroupMembership, PulseAnswer
from cohorts.policies import can_answer_pulse
from cohorts.problems import PulseOver
from cohorts.pulse import LISTING, is_open_pulse
from cohorts.rating import is_open_rating
from youdesign.people.audit import record
from youdesign.people.models import Person


@transaction.atomic
def answer_pulse(
    *, session: DebriefSession, by: Person, answers: Mapping[int, int | None], now: datetime.datetime
) -> None:
    """Keep how far somebody agrees with each statement, by its key; answering again replaces it."""
    if not can_answer_pulse(by, session):
        raise PermissionDenied
    GroupMembership.objects.present().select_for_update().filter(group=session.group_id, person=by).first()
    if not is_open_pulse(session, now):
        raise PulseOver
    keep(session, by, answers, LISTING)
    record("answer_pulse", session, by=by, about=by)


@transaction.atomic
def rate_session(
    *, session: DebriefSession, by: Person, answers: Mapping[int, int | None], now: datetime.datetime
) -> None:
    """Keep how a session was for somebody, while it is asked; answering again replaces it."""
    if not can_answer_pulse(by, session):
        raise PermissionDenied
    GroupMembership.objects.present().select_for_update().filter(group=session.group_id, person=by).first()
    if not is_open_rating(session, now):
        raise PulseOver
    keep(session, by, answers, rating.LISTING)
    record("rate_session", session, by=by, about=by)


def keep(session: DebriefSession, by: Person, answers: Mapping[int, int | None], listing: str) -> None:
    """Put somebody's answers to one list of statements in place of those before."""
    PulseAnswer.objects.filter(session=session, person=by, item__listing=listing).delete()
    PulseAnswer.objects.bulk_create(
        PulseAnswer(session=session, person=by, item_id=item, value=value) for item, value in answers.items() if value
    )
