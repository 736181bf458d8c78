"""Talks: offering times, picking one, moving, calling off, and saying what came of it."""

import datetime
from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.times import days_before
from mentoring import policies
from mentoring.actions.caring import look_how_talks_go
from mentoring.actions.going_on import go_on
from mentoring.actions.holding import locked
from mentoring.models import Match, Talk, TalkTime
from mentoring.problems import NotYet, TalkHasMovedOn, TimeHasGone, TimesOfferedAlready
from mentoring.talks import HALFWAY
from youdesign.notices.actions import Promise, owe_notice, owe_notices, withdraw_all_notices
from youdesign.people import audit
from youdesign.people.models import Person
from youdesign.people.states import check_move

State = Talk.State
TALK_KINDS = ("talk_offered", "talk_booked", "talk_reminder", "talk_after")
REMIND = {"1d": (1, datetime.timedelta()), "2h": (0, datetime.timedelta(hours=2))}  # days on the wall, then a stopwatch
A_WHILE = datetime.timedelta(hours=1)
AFTER = datetime.timedelta(minutes=15)
STILL_OF_USE = datetime.timedelta(days=6)


def held_talk(talk: Talk) -> Talk:
    """Return the talk as it is now, with its match, both held until the end of the transaction."""
    match = locked(talk.match)
    talk = Talk.objects.select_for_update(of=("self",)).select_related("offered_by", "instead_of").get(pk=talk.pk)
    talk.match = match
    return talk


def move(talk: Talk, to: str, *changed: str) -> None:
    """Move a talk on, along the one table of moves; calendars that know it hear of it."""
    if to not in Talk.MOVES.get(talk.state, frozenset()):
        raise TalkHasMovedOn
    check_move(Talk.MOVES, talk.state, to)
    talk.state = to
    talk.calendar_sequence += 1
    talk.save(update_fields=["state", "calendar_sequence", *changed])


@transaction.atomic
def offer_times(
    *,
    match: Match,
    by: Person,
    starts: Collection[datetime.datetime],
    minutes: int,
    channel: str,
    where: str,
    now: datetime.datetime,
    seen: int | None = None,
    moves: Talk | None = None,
) -> Talk:
    """Offer some times for a talk, in place of those that were offered before; `moves` gives up a booked time.

    Raises TimesOfferedAlready unless what was offered before is what the person has `seen`, and TalkHasMovedOn when
    that was picked or put away meanwhile.
    """
    match = locked(match)
    if not policies.can_offer_talk(by, match):
        raise PermissionDenied
    facts = {"minutes": minutes, "channel": channel, "where": where, "time_zone": by.time_zone}
    before = match.talks.select_for_update(of=("self",)).filter(state=State.OFFERED).first()
    if before is not None and is_said_again(before, by, starts, facts):
        return before
    instead_of = give_up(moves, by=by) if moves else None
    if before is not None and (before.pk != seen or instead_of is not None):
        raise TimesOfferedAlready
    if before is None and seen is not None:
        raise TalkHasMovedOn
    if before is not None:
        move(before, State.CANCELLED)
        forget_messages(before)
        instead_of = before.instead_of
    talk = Talk.objects.create(match=match, offered_by=by, offered_at=now, instead_of=instead_of, **facts)
    TalkTime.objects.bulk_create([TalkTime(talk=talk, starts_at=at) for at in sorted(set(starts))])
    other = match.other_than(by)
    audit.record("offer_times", talk, by=by, about=other, match=match.pk, moves=instead_of.pk if instead_of else None)
    owe_notice("talk_offered", object_id=talk.pk, person=other, due_at=now)
    return talk


def is_said_again(talk: Talk, by: Person, starts: Collection[datetime.datetime], facts: Mapping[str, object]) -> bool:
    """Whether this person has offered these very times already: pressed twice."""
    is_same = talk.offered_by_id == by.pk and all(getattr(talk, name) == fact for name, fact in facts.items())
    return is_same and {time.starts_at for time in talk.times.all()} == set(starts)


def give_up(talk: Talk, *, by: Person) -> Talk:
    """Give up the time of a booked talk, for another that is not known yet."""
    talk = held_talk(talk)
    if not policies.can_settle_talk(by, talk):
        raise PermissionDenied
    move(talk, State.MOVED)
    forget_messages(talk)
    audit.record("give_up_time", talk, by=by, about=talk.match.other_than(by))
    return talk


@transaction.atomic
def pick_time(*, talk: Talk, by: Person, starts_at: datetime.datetime, now: datetime.datetime) -> Talk:
    """Book a talk at one of the times that were offered, and owe both the reminders."""
    talk = held_talk(talk)
    if not policies.can_pick_time(by, talk):
        raise PermissionDenied
    if not talk.is_offered or not talk.times.filter(starts_at=starts_at).exists():
        raise TalkHasMovedOn
    if starts_at <= now:
        raise TimeHasGone
    talk.starts_at, talk.ends_at = starts_at, starts_at + datetime.timedelta(minutes=talk.minutes)
    talk.booked_by, talk.booked_at = by, now
    move(talk, State.BOOKED, "starts_at", "ends_at", "booked_by", "booked_at")
    talk.notes.update(talked_at=starts_at)  # what was written about it before it had a time
    forget_messages(talk)
    audit.record("pick_time", talk, by=by, about=talk.match.other_than(by), match=talk.match_id)
    for person in (talk.match.leader, talk.match.offer.mentor):
        owe_notice("talk_booked", object_id=talk.pk, person=person, occurrence=sequence(talk), due_at=now)
    owe_reminders(talk, now=now)
    return talk


@transaction.atomic
def call_off_talk(*, talk: Talk, by: Person, now: datetime.datetime) -> Talk:
    """Call a talk off, or take offered times back; a booked talk that those were to move stands again."""
    talk = held_talk(talk)
    if not policies.can_settle_talk(by, talk):
        raise PermissionDenied
    was_booked, before = talk.is_booked, talk.instead_of
    if was_booked and talk.has_begun(now):
        raise TalkHasMovedOn
    talk.settled_by, talk.settled_at = by, now
    move(talk, State.CANCELLED, "settled_by", "settled_at")
    other = talk.match.other_than(by)
    audit.record("call_off", talk, by=by, about=other, match=talk.match_id)
    forget_messages(talk)
    if before is not None and not was_booked and before.state == State.MOVED and not before.has_begun(now):
        stand_again(before, by=by, now=now)
    owe_notice("talk_called_off", object_id=talk.pk, person=other, due_at=now)
    return talk


def stand_again(talk: Talk, *, by: Person, now: datetime.datetime) -> None:
    """Let a talk that was to be moved keep its time after all."""
    move(talk, State.BOOKED)
    owe_reminders(talk, now=now)
    audit.record("keep_time", talk, by=by, about=talk.match.other_than(by), match=talk.match_id)


@transaction.atomic
def say_what_came_of_it(*, talk: Talk, by: Person, was_held: bool, now: datetime.datetime) -> Talk:
    """Say that a talk took place, or did not, with no blame either way; the match goes on by it. Twice is once."""
    talk = held_talk(talk)
    if not policies.can_settle_talk(by, talk):
        raise PermissionDenied
    to = State.HELD if was_held else State.MISSED
    if talk.state == to:
        return talk
    if talk.is_booked and not talk.has_begun(now):
        raise NotYet
    talk.settled_by, talk.settled_at = by, now
    move(talk, to, "settled_by", "settled_at")
    audit.record("say_what_came", talk, by=by, about=talk.match.other_than(by), match=talk.match_id, state=to)
    forget_messages(talk)
    if talk.match.is_current:
        go_on(talk.match, by=by, now=now)
        look_how_talks_go(talk.match, by=by, now=now)
        if was_held:
            ask_how_it_was(talk, now=now)
    return talk


def ask_how_it_was(talk: Talk, *, now: datetime.datetime) -> None:
    """Owe both the questions after a talk, and after the third one those of halfway."""
    due_at = now + A_WHILE
    for person in (talk.match.leader, talk.match.offer.mentor):
        owe_notice("talk_review", object_id=talk.pk, person=person, due_at=due_at, useful_until=due_at + STILL_OF_USE)
        if talk.match.talks.held().count() == HALFWAY:
            owe_notice("match_halfway", object_id=talk.match_id, person=person, due_at=due_at)


def end_talks(match: Match, *, by: Person, now: datetime.datetime) -> None:
    """Take what was still to come out of both calendars when a mentoring ends; the end itself is told once."""
    open_talks = match.talks.select_for_update(of=("self",)).filter(state__in=(State.OFFERED, State.BOOKED))
    for talk in open_talks.select_related("instead_of"):
        if not talk.has_begun(now):
            talk.match = match
            known = talk if talk.is_booked else talk.instead_of  # a time given up is in calendars still
            talk.settled_by, talk.settled_at = by, now
            move(talk, State.CANCELLED, "settled_by", "settled_at")
            audit.record("call_off", talk, by=by, about=match.other_than(by), match=match.pk)
            forget_messages(talk)
            if known is not None:
                take_out_of_calendars(known, match, now=now)


def take_out_of_calendars(talk: Talk, match: Match, *, now: datetime.datetime) -> None:
    """Owe both the file that takes a time out of their calendars, whoever of them ended it."""
    for person in (match.leader, match.offer.mentor):
        owe_notice("talk_taken_out", object_id=talk.pk, person=person, occurrence=sequence(talk), due_at=now)


def sequence(talk: Talk) -> str:
    """Return which time of its life a notice about a talk speaks of."""
    return str(talk.calendar_sequence)


def owe_reminders(talk: Talk, *, now: datetime.datetime) -> None:
    """Owe both the reminders that are not due yet, and afterwards the question what came of it."""
    if talk.starts_at is None or talk.ends_at is None:
        return
    over, mark = talk.ends_at + AFTER, sequence(talk)
    for person in (talk.match.leader, talk.match.offer.mentor):
        dues = {step: days_before(talk.starts_at, person.zone, days) - time for step, (days, time) in REMIND.items()}
        reminders = [
            Promise("talk_reminder", person, str(talk.pk), f"{step}.{mark}", due_at, talk.starts_at)
            for step, due_at in dues.items()
            if due_at > now
        ]
        owe_notices([*reminders, Promise("talk_after", person, str(talk.pk), mark, over, over + STILL_OF_USE)])


def forget_messages(talk: Talk) -> None:
    """Hold back what is not true any more."""
    withdraw_all_notices(TALK_KINDS, about=[str(talk.pk)], reason="This talk has moved on.")
