"""What ends a wish for a meeting buddy before the date, and what comes after it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cohorts.models import Membership
from mentoring import buddy_policies as policies
from mentoring.actions.buddies import TO_COME, answered, close_asks, held, move
from mentoring.buddies import is_near
from mentoring.models import BuddyAnswer, BuddyAsk, BuddyOffer, BuddyRequest
from mentoring.problems import BuddyHasMovedOn, DateHasGone, NotYet, SavedElsewhere
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


def cancel(wish: BuddyRequest, *, by: Person, now: datetime.datetime, for_buddy: bool = False) -> None:
    """Cancel what is held, and let whoever needs to know hear of it.

    A leader hears that nobody comes only where it was the buddy who cannot, or whose account, place or role ended
    (`for_buddy`): what ends with the date, the work or her own place is no news of a buddy.
    """
    wish.cancelled_by, wish.settled_at = by, now
    move(wish, State.CANCELLED, "cancelled_by", "settled_at")
    audit.record("cancel_buddy", wish, by=by, about=wish.other_than(by))
    forget_messages(wish)
    close_asks(wish, now=now)
    told = (wish.leader, wish.buddy) if for_buddy or by.pk == wish.buddy_id else (wish.buddy,)
    for person in filter(None, told):
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
    *,
    wish: BuddyRequest,
    by: Person,
    words: Mapping[str, str],
    shared: Mapping[str, bool],
    mark: str,
    now: datetime.datetime,
) -> BuddyRequest:
    """Keep one side's answers: each is for oneself, or for both; a thank-you is for the other.

    Raises SavedElsewhere for an older page: an empty box there never takes away what was written since.
    """
    wish = held(wish)
    if not policies.is_one_of_two(by, wish):
        raise PermissionDenied
    if not wish.is_over:
        raise BuddyHasMovedOn
    mine = wish.answers.filter(author=by)
    said = {
        question: (text, question == Question.THANKS or shared.get(question, False))
        for question in Question
        if (text := words.get(question, ""))
    }
    if {answer.question: (answer.words, answer.is_shared) for answer in mine} == said:
        return wish
    if mine.mark() != mark:
        raise SavedElsewhere
    mine.exclude(question__in=said).delete()
    for question, (text, is_shared) in said.items():
        facts = {"words": text, "is_shared": is_shared, "said_at": now}
        BuddyAnswer.objects.update_or_create(request=wish, author=by, question=question, defaults=facts)
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


def stopped(person: Person, *, by: Person) -> None:
    """Cancel what hangs on a place or a role that somebody has no more; call it inside a transaction."""
    now, wishes = timezone.now(), held_all(of_person(person))
    if not Membership.objects.taking_part().filter(person=person).exists():
        cancel_each([wish for wish in wishes if wish.leader_id == person.pk], by=by, now=now)
    to_come = [wish for wish in wishes if not wish.has_begun(now)]  # of what has been, both still say how it was
    if not policies.can_be_buddy(person):
        BuddyOffer.objects.filter(person=person).update(is_open=False)
        stop_as_buddy(person, to_come, by=by, now=now)
    else:
        stop_as_buddy(person, [wish for wish in to_come if not is_near(person, wish.leader)], by=by, now=now)


def account_ended(person: Person, *, by: Person) -> None:
    """Cancel what hangs on somebody who cannot sign in any more; call it inside a transaction."""
    now, wishes = timezone.now(), held_all(of_person(person))
    cancel_each([wish for wish in wishes if wish.leader_id == person.pk], by=by, now=now)
    BuddyOffer.objects.filter(person=person).update(is_open=False)
    stop_as_buddy(person, wishes, by=by, now=now)


def stop_as_buddy(person: Person, wishes: Sequence[BuddyRequest], *, by: Person, now: datetime.datetime) -> None:
    """Let no leader of these count on somebody, or wait for their answer."""
    cancel_each([wish for wish in wishes if wish.buddy_id == person.pk], by=by, now=now, for_buddy=True)
    for ask in BuddyAsk.objects.open().filter(person=person, request__in=wishes).select_related("request__leader"):
        answered(ask, BuddyAsk.State.CLOSED, now=now)
        owe_notice("buddy_not_this_time", object_id=ask.pk, person=ask.request.leader, due_at=now)


def of_person(person: Person) -> Q:
    """Return which wishes hang on somebody: their own, those in which they are the buddy, and those they were asked."""
    return Q(leader=person) | Q(buddy=person) | Q(pk__in=BuddyAsk.objects.filter(person=person).values("request"))


def held_all(which: Q) -> list[BuddyRequest]:
    """Return all of these that are to come, held until the end, locked in one order so that nobody waits for ever."""
    to_come = BuddyRequest.objects.filter(which, state__in=BuddyRequest.TO_COME).order_by("pk")
    keys = list(to_come.select_for_update().values_list("pk", flat=True))
    return list(BuddyRequest.objects.with_all().filter(pk__in=keys).order_by("pk"))


def cancel_all(which: Q, *, by: Person, now: datetime.datetime) -> None:
    """Cancel all of these that are to come."""
    cancel_each(held_all(which), by=by, now=now)


def cancel_each(wishes: Iterable[BuddyRequest], *, by: Person, now: datetime.datetime, for_buddy: bool = False) -> None:
    """Cancel these, which are held."""
    for wish in wishes:
        cancel(wish, by=by, now=now, for_buddy=for_buddy)


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
    return len(late) + len(apart) + free_kept_apart(now=now)


def free_kept_apart(*, now: datetime.datetime) -> int:
    """Let somebody who keeps apart from the leader who asked them hold no place: nobody is written to, or told why."""
    leader = Q(blocker=OuterRef("request__leader"), blocked=OuterRef("person"))
    asked = Q(blocker=OuterRef("person"), blocked=OuterRef("request__leader"))
    apart = BuddyAsk.objects.open().filter(Exists(Block.objects.filter(leader | asked)))
    asks = list(apart.select_for_update(of=("self", "request"), skip_locked=True).select_related("request"))
    for ask in asks:
        answered(ask, BuddyAsk.State.CLOSED, now=now)
    return len(asks)
