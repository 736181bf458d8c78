"""The turns of a group as its pages show them: what each is about, whose comes next and why, and who has waited."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import dateformat, timezone

from cohorts.journals import with_abouts
from cohorts.live import template_for
from cohorts.models import (
    Attendance,
    DebriefSession,
    DebriefStep,
    LearningGroup,
    LiveDebrief,
    Pause,
    Reflection,
    Turn,
)
from cohorts.policies import can_offer_turn, can_read_turns_of, is_open_session, is_open_to_pick
from cohorts.times import day
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Block, Person
from youdesign.people.private_text import CannotOpen, openers, seal, unseal

TABLE = Turn._meta.db_table
CLOSED = "We cannot open this just now. It is still there."
MOST = 50  # dates or debriefs to choose from
IN_FREE_TALK = 2  # how many turns fit where there are no steps to go by
LONG_AGO = datetime.datetime.min.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Brought:
    """One turn as one reader sees it; from somebody they keep away, the words come folded."""

    turn: Turn
    topic: str
    is_mine: bool
    is_folded: bool
    is_away: bool = False  # its owner cannot come to the session, or takes a pause
    why: str = ""  # it stands where it stands


@dataclass(frozen=True)
class Turns:
    """The turns of one session: those that have their time, those that wait, and what this person can do with them."""

    holds: int
    taken: list[Brought]  # picked for it, or had their time at it
    waiting: list[Brought]
    suggested: set[UUID]
    may_pick: bool
    may_offer: bool
    mine: Turn | None

    @property
    def has_room(self) -> bool:
        """Whether another one fits."""
        return len(self.taken) < self.holds


@dataclass(frozen=True)
class CouldBring:
    """What a turn can be about, by its key as text."""

    events: dict[str, InvolvementEvent]
    reflections: dict[str, Reflection]


@dataclass(frozen=True)
class Wait:
    """How long somebody has waited since they had a turn."""

    person: Person
    since: datetime.datetime
    has_had: bool

    @property
    def words(self) -> str:
        """Say how long."""
        at = timezone.localtime(self.since)
        if self.has_had:
            return f"had a turn on {dateformat.format(at, 'j F Y')}"
        return f"no turn yet, here since {dateformat.format(at, 'F Y')}"


def seal_topic(turn: Turn, topic: str) -> bytes:
    """Return the words sealed for this row and its owner."""
    return seal(topic, owner=turn.person, table=TABLE, row=str(turn.pk))


def topic_of(turn: Turn) -> str:
    """Return what it is about, whoever asks: for actions and its owner's own pages; nothing once it is withdrawn."""
    return unseal(bytes(turn.topic), owner=turn.person, table=TABLE, row=str(turn.pk)) if turn.topic else ""


def mark_of(turn: Turn) -> str:
    """Return a mark of the words as they are sealed now, so that two tabs do not write over each other."""
    return sha256(bytes(turn.topic)).hexdigest()[:16]


def holds_turns(session: DebriefSession) -> int:
    """Return how many turns there is time for: as many as it has steps, opened or still to come, to tell one in."""
    told = DebriefStep.How.TURN
    opened: LiveDebrief | None = getattr(session, "live", None)
    if opened is not None and opened.ended_at is None:
        return sum(step["how"] == told for step in opened.steps)
    template = template_for(session)
    return IN_FREE_TALK if template is None else template.steps.filter(how=told).count()


def read_topics(turns: Iterable[Turn], by: Person) -> dict[UUID, str]:
    """Return what these turns are about, by their key; the caller found them with visible_to."""
    rows = [turn for turn in turns if turn.topic]
    unlock = openers({turn.person for turn in rows}) if rows else {}
    said = {}
    for turn in rows:
        try:
            said[turn.pk] = unlock[turn.person_id](bytes(turn.topic), table=TABLE, row=str(turn.pk)).decode()
        except (KeyError, CannotOpen):
            said[turn.pk] = CLOSED
    return said


def blocked_by(person: Person) -> set[int]:
    """Return the keys of those whom somebody keeps away."""
    return set(Block.objects.visible_to(person).order_by().values_list("blocked", flat=True))


def brought(turns: Iterable[Turn], by: Person, **more: Mapping[UUID, object]) -> list[Brought]:
    """Return these turns as somebody who may read them sees them."""
    rows = list(turns)
    topics, folded = (read_topics(rows, by), blocked_by(by)) if rows else ({}, set())
    return [
        Brought(
            turn,
            topics.get(turn.pk, ""),
            turn.person_id == by.pk,
            turn.person_id in folded,
            **{name: said[turn.pk] for name, said in more.items()},  # type: ignore[arg-type]
        )
        for turn in rows
    ]


def turns_at(session: DebriefSession, person: Person, now: datetime.datetime) -> Turns | None:
    """Return the turns of a session as this person sees them; nothing to whoever has no seat at the table."""
    if not can_read_turns_of(person, session.group):
        return None
    rows = Turn.objects.visible_to(person).filter(group=session.group_id).unheld_or_held_at(session)
    turns = list(rows.select_related("person", "event"))
    is_open, holds = is_open_to_pick(session, now), holds_turns(session)
    waiting = waiting_at(session, turns, person) if is_open else []
    taken = brought(in_order([turn for turn in turns if turn.is_taken_at(session)]), person)
    comes = [line.turn.pk for line in waiting if not line.is_away]
    return Turns(
        holds=holds,
        taken=taken,
        waiting=waiting,
        suggested=set(comes[: max(holds - len(taken), 0)]),
        may_pick=is_open,
        may_offer=is_open_session(session, now) and can_offer_turn(person, session),
        mine=next((turn for turn in turns if turn.person_id == person.pk and turn.held_at is None), None),
    )


def in_order(taken: list[Turn]) -> list[Turn]:
    """Return what was held first, then what is picked, in order."""
    return sorted(taken, key=lambda turn: (turn.held_at is None, turn.held_at or LONG_AGO, turn.place or 0))


def waiting_at(session: DebriefSession, turns: Iterable[Turn], reader: Person) -> list[Brought]:
    """Return what waits, of people who have a seat, in the order in which it is suggested, each with the reason."""
    rows = [turn for turn in turns if turn.state in Turn.WAITING]
    if not rows:
        return []
    away, last = seats_at(session), last_turns(session.group)
    line = in_line([turn for turn in rows if turn.person_id in away], last)
    is_away = {turn.pk: away[turn.person_id] for turn in line}
    return brought(line, reader, is_away=is_away, why={turn.pk: why(turn, last, session) for turn in line})


def in_line(turns: Iterable[Turn], last: Mapping[int, datetime.datetime]) -> list[Turn]:
    """Return turns that wait in the order in which they are suggested.

    What was carried over comes before what is new; then whoever never had a turn, or had one longest ago; then
    whoever offered first.
    """
    return sorted(
        turns,
        key=lambda turn: (
            turn.state != Turn.State.CARRIED_OVER,
            last.get(turn.person_id, LONG_AGO),
            turn.offered_at,
            str(turn.pk),
        ),
    )


def turns_noted(session: DebriefSession) -> dict[int, bool]:
    """Return whose turn is picked for a session or was held at it, by their key: whether it was held. No topics."""
    rows = Turn.objects.filter(Q(state=Turn.State.PICKED) | Q(held_at__isnull=False), session=session)
    return {person: held_at is not None for person, held_at in rows.order_by().values_list("person", "held_at")}


def last_turns(group: LearningGroup) -> dict[int, datetime.datetime]:
    """Return when each person of a group last had a turn, by their key; withdrawn since or not, they had it."""
    had = Turn.objects.filter(group=group, held_at__isnull=False).order_by()
    return dict(had.values_list("person").annotate(last=Max("held_at")))


def seats_at(session: DebriefSession) -> dict[int, bool]:
    """Return who has a seat now, by their key, and whether they cannot come or take a pause then.

    They keep their place, and others are asked.
    """
    paused = Pause.objects.during(session).filter(place__person=OuterRef("person"))
    away = Attendance.objects.filter(person=OuterRef("person"), session=session, answer=Attendance.Answer.CANNOT)
    seats = session.group.group_memberships.present().annotate(is_away=Q(Exists(paused)) | Q(Exists(away)))
    return dict(seats.order_by().values_list("person", "is_away"))


def why(turn: Turn, last: Mapping[int, datetime.datetime], session: DebriefSession) -> str:
    """Say in words how long a turn has waited."""
    had = last.get(turn.person_id)
    before = f"Last turn on {day(had, session.zone)}." if had else "No turn in this group yet."
    over = "Picked before, so among the first. " if turn.state == Turn.State.CARRIED_OVER else ""
    return f"{over}{before} Offered on {day(turn.offered_at, session.zone)}."


def what_one_could_bring(person: Person) -> CouldBring:
    """Return the dates of somebody's own work, and what they wrote, the latest first."""
    events = InvolvementEvent.objects.visible_to(person).filter(involvement__leader=person).order_by("-starts_at")
    mine = Reflection.objects.visible_to(person).filter(author=person).defer("body").select_related("event")
    return CouldBring(
        events={str(event.pk): event for event in events.select_related("involvement")[:MOST]},
        reflections={str(reflection.pk): reflection for reflection in with_abouts(mine[:MOST], person)},
    )


def turns_of(group: LearningGroup, person: Person, now: datetime.datetime) -> dict[str, Any]:
    """Return what the page of a group's turns shows somebody round its table."""
    rows = Turn.objects.visible_to(person).filter(group=group).select_related("person", "event", "session")
    seen = rows.exclude(state=Turn.State.WITHDRAWN)
    waiting = rows.waiting().filter(person__in=group.members().order_by().values("pk"))
    return {
        "group": group,
        "waits": waits_in(group),
        "waiting": brought(in_line(waiting, last_turns(group)), person),
        "mine": brought(seen.filter(person=person), person),
        "coming": next_of(group, now),
    }


def next_of(group: LearningGroup, now: datetime.datetime) -> DebriefSession | None:
    """Return the next session of a group, one that goes on included."""
    return group.sessions.upcoming(now).first()


def waits_in(group: LearningGroup) -> list[Wait]:
    """Return everybody with a seat, whoever has waited longest first: since their last turn, or since they joined."""
    last = last_turns(group)
    stays = group.group_memberships.present().select_related("person")
    waits = [Wait(stay.person, last.get(stay.person_id, stay.joined_at), stay.person_id in last) for stay in stays]
    return sorted(waits, key=lambda wait: (wait.since, wait.person.pk))
