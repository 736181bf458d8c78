"""Answering the group pulse, and how a session was."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts import rating
from cohorts.models import ChangeWish, DebriefSession, GroupMembership, PulseAnswer
from cohorts.policies import can_answer_pulse
from cohorts.problems import PulseOver
from cohorts.pulse import LISTING, is_open_pulse
from cohorts.rating import is_open_rating
from youdesign.people.audit import record
from youdesign.people.models import Code, Person


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
    check_rating(session, by, now)
    keep(session, by, answers, rating.LISTING)
    record("rate_session", session, by=by, about=by)


@transaction.atomic
def wish_for_change(*, session: DebriefSession, by: Person, item: Code, words: str, now: datetime.datetime) -> None:
    """Keep what somebody would change next time, while it is asked; nothing takes it back."""
    check_rating(session, by, now)
    if words:
        facts = {"item": item, "words": words, "said_at": now}
        ChangeWish.objects.update_or_create(session=session, person=by, defaults=facts)
    else:
        ChangeWish.objects.filter(session=session, person=by).delete()
    record("rate_session", session, by=by, about=by)


def check_rating(session: DebriefSession, by: Person, now: datetime.datetime) -> None:
    """Raise what stands in the way of this person's answer, one of theirs at a time."""
    if not can_answer_pulse(by, session):
        raise PermissionDenied
    GroupMembership.objects.present().select_for_update().filter(group=session.group_id, person=by).first()
    if not is_open_rating(session, now):
        raise PulseOver


def keep(session: DebriefSession, by: Person, answers: Mapping[int, int | None], listing: str) -> None:
    """Put somebody's answers to one list of statements in place of those before."""
    PulseAnswer.objects.filter(session=session, person=by, item__listing=listing).delete()
    PulseAnswer.objects.bulk_create(
        PulseAnswer(session=session, person=by, item_id=item, value=value) for item, value in answers.items() if value
    )
