"""How far each need has got: said, shown to whoever runs sessions, read by them, arranged, talked about afterwards."""

import datetime
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people import audit
from youdesign.people.models import AccessNeed, Code, Person
from youdesign.people.models.needs import AccessNeedQuerySet
from youdesign.people.policies import can_change_profile
from youdesign.people.states import check_move

State = AccessNeed.State


def say_needs(*, person: Person, needs: Mapping[Code, str], now: datetime.datetime) -> None:
    """Keep just these, each with its words; what is said in the same words as before stays where it has got to."""
    mine = AccessNeed.objects.filter(person=person)
    mine.exclude(need__in=needs).delete()
    held = {need.need_id: need for need in locked(mine)}
    for code, words in needs.items():
        need = held.get(code.pk)
        if need is None or need.detail != words:
            say_need(need or AccessNeed(person=person, need=code), words, now)


def say_need(need: AccessNeed, words: str, now: datetime.datetime) -> None:
    """Write one down anew: whoever was told the old words has not been told these."""
    to = State.IDENTIFIED if need.need.slug == AccessNeed.OTHER and not words else State.RECORDED
    need.detail, need.said_at = words, now
    if need.pk is None:
        need.state = to
    move_need(need, to, by=need.person, now=now)


def share_needs(*, person: Person, is_shared: bool, now: datetime.datetime) -> None:
    """Mark what is not shared yet to be read by whoever runs sessions, or take all of it back."""
    for need in locked(AccessNeed.objects.filter(person=person)):
        if is_shared and (not need.is_shared or need.state == State.RECORDED):
            need.shared_at = need.shared_at or now
            to = State.FLAGGED
        elif need.is_shared and not is_shared:
            need.shared_at, to = None, State.RECORDED
        else:
            continue
        move_need(need, State.IDENTIFIED if need.state == State.IDENTIFIED else to, by=person, now=now)


@transaction.atomic
def tell_needs(*, needs: Iterable[AccessNeed], to: Person, now: datetime.datetime) -> None:
    """Somebody who runs a session has read these; the first time counts, until other words are said."""
    for need in locked(AccessNeed.objects.shared().filter(pk__in=[need.pk for need in needs])):
        is_told = need.state in (State.SHARED, State.MET) and need.state_by_id == to.pk
        if need.state != State.IDENTIFIED and not is_told:
            move_need(need, State.SHARED, by=to, now=now)


@transaction.atomic
def note_arranged(*, needs: Iterable[AccessNeed], by: Person, is_arranged: bool, now: datetime.datetime) -> None:
    """Somebody who was told of these has arranged them, or cannot after all."""
    before, after = (State.SHARED, State.MET) if is_arranged else (State.MET, State.SHARED)
    told = AccessNeed.objects.shared().filter(pk__in=[need.pk for need in needs], state=before)
    for need in locked(told):
        move_need(need, after, by=by, now=now)


@transaction.atomic
def review_needs(*, person: Person, by: Person, needs: Iterable[AccessNeed]) -> None:
    """The person has said whether these were met: each arrangement has been looked at again."""
    if not can_change_profile(by, person):
        raise PermissionDenied
    for need in locked(AccessNeed.objects.filter(person=person, pk__in=[need.pk for need in needs])):
        if need.state != State.IDENTIFIED:
            move_need(need, State.REVIEWED, by=by, now=timezone.now())
    audit.record("review needs", person, by=by, about=person)


def locked(needs: AccessNeedQuerySet) -> AccessNeedQuerySet:
    """Return the rows locked, in one order, so that two who change them wait for each other."""
    return needs.select_for_update(of=("self",)).select_related("need", "person").order_by("pk")


def move_need(need: AccessNeed, to: AccessNeed.State, *, by: Person, now: datetime.datetime) -> None:
    """Move one need along the table of moves, and keep when and through whom."""
    if need.state != to:
        check_move(AccessNeed.MOVES, need.state, to)
    need.state, need.state_at, need.state_by = to, now, by
    need.save()
