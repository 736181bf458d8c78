"""Meeting buddies before the date: saying that one would be one, asking, answering, the brief, cancelling."""

import datetime
from collections.abc import Collection, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from cohorts.actions import grant_role
from cohorts.models import Membership, Programme, RoleGrant
from cohorts.times import days_before
from mentoring import buddy_policies as policies
from mentoring.actions.holding import lock_leader
from mentoring.buddies import candidates, elsewhere
from mentoring.models import BuddyAsk, BuddyOffer, BuddyRequest, MentorOffer
from mentoring.problems import (
    BuddyHasMovedOn,
    CannotBeAsked,
    DateHasGone,
    EnoughBuddiesAsked,
    HasAnotherDate,
    NoBuddyAnyMore,
    SavedElsewhere,
    SomebodyWasQuicker,
)
from youdesign.involvement.models import InvolvementEvent
from youdesign.notices.actions import Promise, owe_notice, owe_notices, withdraw_all_notices
from youdesign.people import audit
from youdesign.people.actions import note_looks
from youdesign.people.models import AccessLog, AccessNeed, Code, Person
from youdesign.people.states import check_move

State = BuddyRequest.State
AFTER = datetime.timedelta(hours=2)
STILL_OF_USE = datetime.timedelta(days=6)
TO_COME = ("buddy_found", "buddy_brief", "buddy_day_before", "buddy_after", "buddy_none")


def held(wish: BuddyRequest) -> BuddyRequest:
    """Return it as it is now, held until the end of the transaction."""
    BuddyRequest.objects.select_for_update().only("pk").get(pk=wish.pk)  # first: its people as they are once it is held
    return BuddyRequest.objects.with_all().get(pk=wish.pk)


def move(wish: BuddyRequest, to: str, *changed: str) -> None:
    """Move it on, along the one table of moves, and keep what changed with it."""
    if to not in BuddyRequest.MOVES.get(wish.state, frozenset()):
        raise BuddyHasMovedOn
    check_move(BuddyRequest.MOVES, wish.state, to)
    wish.state = to
    wish.save(update_fields=["state", *changed])


@transaction.atomic
def offer_to_be_buddy(*, by: Person, ways: Sequence[str], times: Collection[Code], is_open: bool) -> BuddyOffer:
    """Say that one would be a meeting buddy, how and when; saying it again takes the place of what was said."""
    if not policies.can_be_buddy(by):
        raise PermissionDenied
    lock_leader(by.pk)
    facts = {"ways": list(ways), "is_open": is_open}
    offer, _ = BuddyOffer.objects.update_or_create(
        person=by, defaults=facts, create_defaults={**facts, "programme": programme_near(by)}
    )
    offer.times.set(times)
    audit.record("offer_to_be_buddy", offer, by=by, is_open=is_open)
    return offer


def programme_near(person: Person) -> Programme:
    """Return the programme whose coordinator looks after this: where they take part, have a role, or mentor."""
    place = Membership.objects.taking_part().filter(person=person).values("cohort__programme")
    roles = RoleGrant.objects.current().filter(person=person, role__in=policies.PEERS).values("programme")
    offers = MentorOffer.objects.live().filter(mentor=person).values("programme")
    groups = person.groups_facilitated.exclude(state="ended").values("cohort__programme")
    near = (Q(pk__in=keys) for keys in (place, roles, offers, groups))
    found = (Programme.objects.filter(where).order_by("pk").first() for where in near)
    if programme := next(filter(None, found), None):
        return programme
    raise PermissionDenied


@transaction.atomic
def make_buddy(*, offer: BuddyOffer, by: Person) -> None:
    """Give somebody who said that they would be one the role, so that leaders of the programme can ask them."""
    if not policies.can_make_buddy(by, offer):
        raise PermissionDenied
    grant_role(person=offer.person, programme=offer.programme, role=RoleGrant.Role.BUDDY, by=by)


@transaction.atomic
def ask_for_buddy(
    *,
    event: InvolvementEvent,
    by: Person,
    ways: Sequence[str],
    words: str,
    needs: Collection[AccessNeed],
    now: datetime.datetime,
) -> BuddyRequest:
    """Say that one would like a meeting buddy for a date; nobody is told before somebody is asked. Twice is once."""
    lock_leader(by.pk)
    event = InvolvementEvent.objects.select_related("involvement").get(pk=event.pk)
    if not policies.can_ask_for_buddy(by, event):
        raise PermissionDenied
    if not policies.can_have_buddy(event, now):
        raise DateHasGone
    if before := event.buddy_requests.filter(state__in=(*BuddyRequest.LIVE, State.DEBRIEFED)).first():
        return before
    programme = Membership.objects.taking_part().filter(person=by).values("cohort__programme")
    wish = BuddyRequest.objects.create(
        event=event,
        leader=by,
        programme=Programme.objects.filter(pk__in=programme).order_by("pk")[0],
        ways=list(ways),
        words=words,
        asked_at=now,
        answer_by=looked_for_until(event.starts_at, now),
    )
    wish.needs.set(need for need in needs if need.person_id == by.pk)
    audit.record("ask_for_buddy", wish, by=by)
    return wish


def looked_for_until(starts_at: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
    """Return two days before; for a date so near, half of the time that is left."""
    return max(starts_at - datetime.timedelta(days=2), now + (starts_at - now) / 2)


@transaction.atomic
def ask_buddy(*, wish: BuddyRequest, by: Person, person: int, now: datetime.datetime) -> BuddyAsk:
    """Ask one of those who could be it; up to three think about it at once, and the first yes counts."""
    wish = held(wish)
    if not policies.is_leader_of(by, wish):
        raise PermissionDenied
    if before := wish.asks.filter(person=person).first():
        return before
    if not wish.is_looking:
        raise BuddyHasMovedOn
    if wish.has_begun(now):
        raise DateHasGone
    if wish.asks.open().count() >= BuddyAsk.AT_ONCE:
        raise EnoughBuddiesAsked
    found = next((each for each in candidates(wish) if each.person.pk == person), None)
    if found is None:
        raise CannotBeAsked
    ask = wish.asks.create(person=found.person, reasons=found.reasons, asked_at=now)
    audit.record("ask_buddy", ask, by=by, about=found.person, request=wish.pk)
    owe_notice("buddy_asked", object_id=ask.pk, person=found.person, due_at=now, useful_until=wish.event.starts_at)
    return ask


@transaction.atomic
def answer_ask(*, ask: BuddyAsk, by: Person, is_yes: bool, words: str, now: datetime.datetime) -> BuddyRequest:
    """Say yes, or not this time with no reason owed; of several who say yes, the first is the buddy. Twice is once."""
    lock_leader(by.pk)  # so that of two dates at one hour, said yes to in two tabs, one counts
    wish = held(ask.request)
    ask = wish.asks.select_for_update(of=("self",)).select_related("person", "request__leader").get(pk=ask.pk)
    if not policies.can_answer_ask(by, ask):
        raise PermissionDenied
    to = BuddyAsk.State.YES if is_yes else BuddyAsk.State.NOT_THIS_TIME
    if ask.state == to:
        return wish
    if not ask.is_open:
        raise SomebodyWasQuicker if ask.state == BuddyAsk.State.CLOSED else BuddyHasMovedOn
    if is_yes:
        check_can_come(wish, by, now=now)
    answered(ask, to, words=words if is_yes else "", now=now)
    audit.record("answer_ask", ask, by=by, about=wish.leader, state=to)
    if is_yes:
        come_together(wish, by, now=now)
    else:
        owe_notice("buddy_not_this_time", object_id=ask.pk, person=wish.leader, due_at=now)
    return wish


def check_can_come(wish: BuddyRequest, person: Person, *, now: datetime.datetime) -> None:
    """Raise what stands in the way of a yes: the date has gone, or they are no buddy any more, or have another then."""
    if wish.has_begun(now):
        raise DateHasGone
    if not policies.can_be_buddy(person):
        raise NoBuddyAnyMore
    if person.pk in elsewhere(wish.event):
        raise HasAnotherDate


def answered(ask: BuddyAsk, to: str, *, now: datetime.datetime, words: str = "") -> None:
    """Keep what came of an ask, and hold back what asked for it."""
    ask.state, ask.answered_at, ask.words = to, now, words
    ask.save(update_fields=["state", "answered_at", "words"])
    withdraw_all_notices(["buddy_asked"], about=[str(ask.pk)], reason="This has been answered.")


def come_together(wish: BuddyRequest, buddy: Person, *, now: datetime.datetime) -> None:
    """The two have found each other: the others are free, and both hear what comes."""
    wish.buddy, wish.matched_at = buddy, now
    move(wish, State.MATCHED, "buddy", "matched_at")
    close_asks(wish, now=now)
    if wish.needs.exists():
        place = f"buddyrequest {wish.pk}"
        note_looks(by=buddy, about=[wish.leader], what=AccessLog.What.NEEDS, why=WHY_NEEDS, place=place, now=now)
    starts_at, about = wish.event.starts_at, str(wish.pk)
    due = starts_at + AFTER
    promises = [Promise("buddy_found", wish.leader, about, "once", now, starts_at)]
    if wish.has_brief:
        promises.append(Promise("buddy_brief", buddy, about, str(wish.version), now, starts_at))
    for person in (wish.leader, buddy):
        day_before = days_before(starts_at, person.zone, 1)
        if day_before > now:
            promises.append(Promise("buddy_day_before", person, about, "once", day_before, starts_at))
        promises.append(Promise("buddy_after", person, about, "once", due, due + STILL_OF_USE))
    owe_notices(promises)


WHY_NEEDS = "They are your meeting buddy, and you chose which of your needs they may know."


def close_asks(wish: BuddyRequest, *, now: datetime.datetime) -> None:
    """Let those who still think about it know kindly that they need not."""
    for ask in wish.asks.open().select_related("person"):
        answered(ask, BuddyAsk.State.CLOSED, now=now)
        owe_notice("buddy_closed", object_id=ask.pk, person=ask.person, due_at=now)


@transaction.atomic
def write_brief(
    *, wish: BuddyRequest, by: Person, words: Mapping[str, str], version: int, now: datetime.datetime
) -> BuddyRequest:
    """Keep the leader's brief; a buddy who has not read it yet is told. Raises SavedElsewhere for an older page."""
    wish = held(wish)
    if not policies.is_leader_of(by, wish):
        raise PermissionDenied
    if not wish.is_to_come:
        raise BuddyHasMovedOn
    said = {part: words[part] for part in BuddyRequest.BRIEF}
    if all(getattr(wish, part) == text for part, text in said.items()):
        return wish
    if wish.version != version:
        raise SavedElsewhere
    for part, text in said.items():
        setattr(wish, part, text)
    wish.version += 1
    wish.save(update_fields=[*said, "version"])
    audit.record("write_brief", wish, by=by, about=wish.buddy)
    if wish.buddy is not None:
        withdraw_all_notices(["buddy_brief"], about=[str(wish.pk)], reason="There is a newer one.")
        promise = Promise("buddy_brief", wish.buddy, str(wish.pk), str(wish.version), now, wish.event.starts_at)
        owe_notices([promise])
    return wish


@transaction.atomic
def read_brief(*, wish: BuddyRequest, by: Person, now: datetime.datetime) -> BuddyRequest:
    """Say that one has read the brief; twice is once."""
    wish = held(wish)
    if not policies.is_buddy_of(by, wish):
        raise PermissionDenied
    if wish.state == State.BRIEFED:
        return wish
    if not wish.has_brief:
        raise BuddyHasMovedOn
    wish.read_at = now
    move(wish, State.BRIEFED, "read_at")
    audit.record("read_brief", wish, by=by, about=wish.leader)
    return wish
