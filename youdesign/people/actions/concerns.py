"""Telling someone, and answering."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people import audit, concerns
from youdesign.people.duties import hold_still
from youdesign.people.models import Concern, ConcernReply, Person
from youdesign.people.policies import can_move_concern
from youdesign.people.problems import CannotAnswer
from youdesign.people.states import check_move

TWICE_WITHIN = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Said:
    """Words that somebody tells us about, as they were at that moment."""

    text: str
    by: Person | None
    at: datetime.datetime


@transaction.atomic
def raise_concern(
    *,
    by: Person | None,
    contact: str,
    what: str,
    page: str,
    responder: Person | None,
    category: str = "",
    about: str = "",
    said: Said | None = None,
) -> Concern:
    """Keep what somebody told us, with who answers and by when, and the words it is about as they are now.

    Told twice within minutes in the same words, it is kept once.
    """
    now = timezone.now()
    if first := _told_just_now(by, contact, what, said, now):
        return first
    is_complaint = category == Concern.Category.DATA
    concern = Concern.objects.create(
        raised_by=by,
        contact=contact,
        category=category,
        about=about,
        what=what,
        said=said.text if said else "",
        said_by=said.by if said else None,
        said_at=said.at if said else None,
        page=page,
        responder=responder,
        raised_at=now,
        answer_by=concerns.complaint_answer_by(now) if is_complaint else concerns.answer_by(now),
    )
    audit.record("raise", concern, by=None)  # who raised it stands in the concern only: never revealed by the audit
    return concern


def _told_just_now(
    by: Person | None, contact: str, what: str, said: Said | None, now: datetime.datetime
) -> Concern | None:
    """Return what the same person told us in the same words minutes ago: a button was pressed twice."""
    if by is None and not contact:
        return None  # it may be somebody else
    if by is not None:
        Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # two presses of one person wait for each other
    told = Concern.objects.filter(raised_by=by, contact=contact, what=what, said=said.text if said else "")
    return told.filter(raised_at__gt=now - TWICE_WITHIN).order_by("pk").first()


@transaction.atomic
def move_concern(*, concern: Concern, state: str, by: Person) -> Concern:
    """Move a concern on: seen, being acted on, closed, or open again.

    Raises PermissionDenied, or MoveNotAllowed when the state cannot follow.
    """
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if not can_move_concern(by, concern):
        raise PermissionDenied
    _move(concern, state, by=by)
    return concern


@transaction.atomic
def answer_concern(*, concern: Concern, by: Person, text: str) -> ConcernReply:
    """Write to whoever raised it; answering what was not opened yet opens it."""
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if not can_move_concern(by, concern):
        raise PermissionDenied
    if concern.state == Concern.State.RAISED:
        _move(concern, Concern.State.SEEN, by=by)
    reply = ConcernReply.objects.create(concern=concern, by=by, is_answer=True, text=text)
    audit.record("answer", reply, by=by, concern=concern.pk)
    return reply


@transaction.atomic
def add_to_concern(*, concern: Concern, by: Person | None, text: str) -> ConcernReply:
    """Add words of whoever raised it; by is nobody when they came by the link. A closed one is opened again."""
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if by is not None and concern.raised_by_id != by.pk:
        raise PermissionDenied
    if concern.state == Concern.State.CLOSED:
        _move(concern, Concern.State.SEEN, by=None)
    reply = ConcernReply.objects.create(concern=concern, by=by, text=text)
    audit.record("add to", reply, by=None, concern=concern.pk)
    return reply


@transaction.atomic
def hand_over_concern(*, concern: Concern, to: Person, by: Person) -> None:
    """Name somebody else to answer. Raises CannotAnswer when they could not."""
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if not can_move_concern(by, concern):
        raise PermissionDenied
    before, to = concern.responder_id, hold_still(to)
    if to.pk == before:
        return  # pressed twice
    if not can_move_concern(to, concern):
        raise CannotAnswer
    concern.responder = to
    concern.save(update_fields=["responder"])
    audit.record("hand_over", concern, by=by, before=before, after=to.pk)  # not about whom, as below


def _move(concern: Concern, state: str, *, by: Person | None) -> None:
    """Move a locked concern; the audit names who answers, never who raised it."""
    before = concern.state
    check_move(Concern.MOVES, before, state)
    concern.state = Concern.State(state)
    concern.save(update_fields=["state"])
    audit.record("move", concern, by=by, before=before, after=state)  # not about whom: that would reveal who raised it
