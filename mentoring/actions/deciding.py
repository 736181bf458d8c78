"""How hellos end: the leader decides for one of them, says no thanks, or the mentor has not answered in time."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.quiet import is_paused
from mentoring import policies
from mentoring.actions.holding import lock_leader, lock_offers, locked, move
from mentoring.actions.talks import end_talks
from mentoring.actions.waits import end_waits, tell_if_nobody_is_left
from mentoring.models import Match, MentorOffer
from mentoring.problems import AlreadyAnswered, OneMentorAtATime
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.people import audit
from youdesign.people.audit import because as audit_because
from youdesign.people.models import Person
from youdesign.people.policies import are_apart

State = Match.State
SILENT_TWICE = 2


@transaction.atomic
def decide_for_mentor(*, match: Match, by: Person, because: str, now: datetime.datetime) -> Match:
    """Choose one mentor after a hello; every other hello and suggestion ends, and each mentor is told kindly.

    Raises AlreadyAnswered when it has moved on, OneMentorAtATime when the leader has decided for somebody.
    """
    lock_leader(match.leader_id)
    theirs = Match.objects.hellos().filter(leader=match.leader_id)
    lock_offers(match.offer_id, *theirs.values_list("offer", flat=True))
    match = locked(match)
    if not policies.can_decide(by, match):
        raise PermissionDenied
    if not match.is_hello or are_apart(by, match.offer.mentor):
        raise AlreadyAnswered
    if Match.objects.decided().filter(leader=by).exists():
        raise OneMentorAtATime
    match.decided_at, match.because = now, because
    match.save(update_fields=["decided_at", "because"])
    audit.record("decide_for_mentor", match, by=by, about=match.offer.mentor)
    owe_notice("mentor_decided", object_id=match.pk, due_at=now, person=match.offer.mentor)
    end_waits(by.pk)
    Match.objects.filter(leader=by, state=State.SUGGESTED).update(state=State.NOT_CHOSEN)
    for other in Match.objects.hellos().filter(leader=by).exclude(pk=match.pk).order_by("pk"):
        close_hello(other, by=by, now=now)
    return match


def close_hello(match: Match, *, by: Person, now: datetime.datetime) -> None:
    """End one hello because the leader decided for somebody else: it is no "no", so they may be suggested again."""
    match = locked(match)
    was_asked = match.is_asked
    match.hello = "" if was_asked else match.hello
    move(match, State.NOT_CHOSEN, "hello")
    audit.record("close_hello", match, by=by, about=match.offer.mentor)
    if was_asked:
        for kind in ("match_chosen", "match_still_open"):
            withdraw_notices(kind, object_id=match.pk, reason="They have chosen somebody else.")
    else:
        end_talks(match, by=by, now=now)
        owe_notice("match_ended", object_id=match.pk, due_at=now, person=match.offer.mentor)


def let_lapse(*, now: datetime.datetime) -> int:
    """End every question that a mentor has not answered in time; return how many."""
    return sum(let_one_lapse(match, now=now) for match in Match.objects.overdue(now).order_by("chosen_at", "pk"))


@transaction.atomic
def let_one_lapse(match: Match, *, now: datetime.datetime) -> bool:
    """End one, unless it was answered meanwhile: the leader, the mentor and the coordinator are told.

    A mentor who was silent twice in a row rests from then on, and is told so: one tap brings them back.
    """
    match = locked(match)
    if not Match.objects.overdue(now).filter(pk=match.pk).exists():
        return False
    match.lapsed_at = now
    move(match, State.LAPSED, "lapsed_at")
    audit.record("let_lapse", match, by=None, about=match.offer.mentor)
    owe_notice("match_lapsed", object_id=match.pk, due_at=now, person=match.leader)
    rest_if_silent(match.offer)
    owe_notice("match_was_open", object_id=match.pk, due_at=now, person=match.offer.mentor)
    tell_if_nobody_is_left(match.leader)
    return True


def rest_if_silent(offer: MentorOffer) -> None:
    """Let a mentor rest whose last two questions found no answer; nobody else is shown somebody who does not answer."""
    last = Match.objects.filter(offer=offer).last_heard()[:SILENT_TWICE]
    if is_paused(offer.mentor):
        return  # they were not silent, they take a pause
    is_silent = [each.lapsed_at is not None for each in last] == [True] * SILENT_TWICE
    if is_silent and offer.state == MentorOffer.State.AVAILABLE:
        offer.state = MentorOffer.State.RESTING
        offer.save(update_fields=["state"])
        with audit_because("Two questions in a row were not answered in time."):
            audit.record("rest_unlisted", offer, by=None, about=offer.mentor)
