"""What ends a wish for a meeting buddy before the date, and what comes after it."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cohorts.models import Membership
from mentoring import buddy_policies as policies
from mentoring.actions.buddies import TO_COME, answered, close_asks, held, move
from mentoring.models import BuddyAnswer, BuddyAsk, BuddyOffer, BuddyRequest
from mentoring.problems import BuddyHasMovedOn, DateHasGone, NotYet
from youdesign.involvement.models import Involvement, InvolvementEvent
from youdesign.notices.actions import owe_notice, withdraw_all_notices
from youdesign.people import audit
from youdesign.people.models import Block, Person
from youdesign.people.policies import has_blocked

State = BuddyRequest.State
Question = BuddyAnswer.Question
OFF = (InvolvementEvent.State.CANCELLED, InvolvementEvent.State.MISSED)
LEFT = (Involvement.State.STEPPED_BACK, Involvement.State.CANCELLED_BY_HOST)


@transaction.atomic
def cancel_buddy(*, wish: BuddyRequest, by: Person, now: datetime.datetime) -> BuddyRequest:
    """Cancel it, for whichever of the two: no reason is owed, and the other is told. Twice is once."""
    wish = held(wish)
    if not policies.is_one_of_two(by, wish):
        raise PermissionDenied
    if wish.state != State.CANCELLED:
        if wish.has_begun(now):
            raise DateHasGone
        cancel(wish, by=by, now=now)
    return wish


def cancel(wish: BuddyRequest, *, by: Person, now: datetime.datetime) -> None:
    """Cancel what is held, and let whoever needs to know hear of it."""
    wish.cancelled_by, wish.settled_at = by, now
    move(wish, State.CANCELLED, "cancelled_by", "settled_at")
    audit.record("cancel_buddy", wish, by=by, about=wish.other_than(by))
    forget_messages(wish)
    close_asks(wish, now=now)
    for person in filter(None, (wish.leader, wish.buddy)):
        if person.pk != by.pk:
            owe_notice("buddy_cancelled", object_id=wish.pk, person=person, due_at=now)


def forget_messages(wish: BuddyRequest) -> None:
    """Hold back what is not true any more."""
    withdraw_all_notices(TO_COME, about=[str(wish.pk)], reason="This has moved on.")


@transaction.atomic
def find_nobody(*, wish: BuddyRequest, by: Person, now: datetime.datetime) -> BuddyRequest:
    """Say that none of these fits, or nobody is there: a coordinator is told. Twice is once."""
    wish = held(wish)
    if not policies.is_leader_of(by, wish):
        raise PermissionDenied
    if wish.state != State.NOT_MATCHED:
        end_unmatched(wish, by=by, now=now)
    return wish


def end_unmatched(wish: BuddyRequest, *, by: Person | None, now: datetime.datetime) -> None:
    """Stop looking: those who were asked are free, and the coordinator is told that, and when, never what it is."""
    wish.settled_at = now
    move(wish, State.NOT_MATCHED, "settled_at")
    audit.record("find_nobody", wish, by=by, about=wish.leader)
    close_asks(wish, now=now)
    starts_at = wish.event.starts_at
    if by is None:
        owe_notice("buddy_none", object_id=wish.pk, person=wish.leader, due_at=now, useful_until=starts_at)
    coordinator = wish.programme.coordinator
    owe_notice("buddy_wanted", object_id=wish.pk, person=coordinator, due_at=now, useful_until=starts_at)


@transaction.atomic
def say_buddy_came(*, wish: BuddyRequest, by: Person, came: bool, now: datetime.datetime) -> BuddyRequest:
    """Say that the buddy was there, or that it did not happen, with no blame; either of the two does. Twice is once."""
    wish = held(wish)
    if not policies.is_one_of_two(by, wish):
        raise PermissionDenied
    if (wish.is_over and came) or (wish.state == State.CANCELLED and not came):
        return wish
    if not wish.has_begun(now):
        raise NotYet
    if not came:
        cancel(wish, by=by, now=now)
        return wish
    if wish.state == State.MATCHED:  # a brief is nobody's duty: whoever came without one has passed through it
        move(wish, State.BRIEFED)
    wish.settled_at = now
    move(wish, State.ATTENDED, "settled_at")
    audit.record("say_buddy_came", wish, by=by, about=wish.other_than(by))
    forget_messages(wish)
    return wish


@transaction.atomic
def debrief_with_buddy(
    *, wish: BuddyRequest, by: Person, words: Mapping[str, str], shared: Mapping[str, bool], now: datetime.datetime
) -> BuddyRequest:
    """Keep one side's answers: each is for oneself, or for both; a thank-you is for the other."""
    wish = held(wish)
    if not policies.is_one_of_two(by, wish):
        raise PermissionDenied
    if not wish.is_over:
        raise BuddyHasMovedOn
    for question in Question:
        text = words.get(question, "")
        mine = wish.answers.filter(author=by, question=question)
        if not text:
            mine.delete()
            continue
        is_shared = question == Question.THANKS or shared.get(question, False)
        said = {"words": text, "is_shared": is_shared, "said_at": now}
        BuddyAnswer.objects.update_or_create(request=wish, author=by, question=question, defaults=said)
    other = wish.other_than(by)
    audit.record("debrief_with_buddy", wish, by=by, about=other)
    if other is not None and wish.answers.filter(author=by, is_shared=True).exists():
        owe_notice("buddy_debrief", object_id=wish.pk, person=other, occurrence=str(by.pk), due_at=now)
    if wish.state == State.ATTENDED and wish.answers.values("author").distinct().count() > 1:
        move(wish, State.DEBRIEFED)
    return wish


@transaction.atomic
def look_after_request(*, wish: BuddyRequest, by: Person, now: datetime.datetime) -> None:
    """Keep that somebody of the staff got in touch; pressing twice keeps the first."""
    wish = held(wish)
    if not policies.can_look_after_request(by, wish):
        raise PermissionDenied
    if wish.looked_after_at is None:
        wish.looked_after_at, wish.looked_after_by = now, by
        wish.save(update_fields=["looked_after_at", "looked_after_by"])
        audit.record("look_after", wish, by=by, about=wish.leader)


def event_moved(event: InvolvementEvent, *, by: Person) -> None:
    """Cancel what was to come where the date does not take place; call it inside a transaction."""
    if event.state in OFF:
        cancel_all(Q(event=event), by=by, now=timezone.now())


def work_moved(involvement: Involvement, *, by: Person) -> None:
    """Cancel what was to come where the leader does not do this work any more; call it inside a transaction."""
    if involvement.state in LEFT:
        now = timezone.now()
        cancel_all(Q(event__involvement=involvement, event__starts_at__gt=now), by=by, now=now)


def leader_left(leader: Person, *, by: Person) -> None:
    """Cancel what a leader without a place had planned; call it inside a transaction."""
    if not Membership.objects.taking_part().filter(person=leader).exists():
        cancel_all(Q(leader=leader), by=by, now=timezone.now())


def account_ended(person: Person, *, by: Person) -> None:
    """Cancel what hangs on somebody who cannot sign in any more; call it inside a transaction."""
    now = timezone.now()
    BuddyOffer.objects.filter(person=person).update(is_open=False)
    cancel_all(Q(leader=person) | Q(buddy=person), by=by, now=now)
    for ask in BuddyAsk.objects.open().filter(person=person):
        answered(ask, BuddyAsk.State.CLOSED, now=now)


def cancel_all(which: Q, *, by: Person, now: datetime.datetime) -> None:
    """Cancel all of these that are to come, in one order, so that nobody waits for ever."""
    found = BuddyRequest.objects.select_for_update(of=("self",)).with_all().filter(which)
    for wish in found.filter(state__in=BuddyRequest.TO_COME).order_by("pk"):
        cancel(wish, by=by, now=now)


@transaction.atomic
def settle_buddies(*, now: datetime.datetime) -> int:
    """End what nobody answered in time, and what two who keep apart had planned; return how many."""
    kept_apart = Block.objects.filter(
        Q(blocker=OuterRef("leader"), blocked=OuterRef("buddy"))
        | Q(blocker=OuterRef("buddy"), blocked=OuterRef("leader"))
    )
    found = BuddyRequest.objects.select_for_update(of=("self",), skip_locked=True).with_all().order_by("pk")
    late = list(found.filter(state=State.ASKED, answer_by__lte=now))
    for wish in late:
        end_unmatched(wish, by=None, now=now)
    apart = list(found.filter(Exists(kept_apart), state__in=BuddyRequest.FOUND, event__starts_at__gt=now))
    for wish in apart:
        if wish.buddy is not None:
            cancel(wish, by=wish.leader if has_blocked(wish.leader, wish.buddy) else wish.buddy, now=now)
    return len(late) + len(apart)
