"""What one person sees of a live debrief: the steps, whose move it is, everybody at the table, and what they can do."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import get_text_list

from cohorts.debriefing import Now, Step
from cohorts.learning_box import learning_box
from cohorts.live import is_led, live_now, nobody_began, stands_in, template_for
from cohorts.models import DebriefSession, DebriefStep, LearningGroup, LiveDebrief
from cohorts.policies import can_debrief_straight_after, can_run_session_of_group, is_open_to_say_who_was_there
from cohorts.turns import Brought, Turns, turns_at
from youdesign.people.models import Code, Person

How = DebriefStep.How
NTH = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")
HUES = ("honey", "clay", "plum")


@dataclass(frozen=True)
class Button:
    """One act that the reader can do now, in words; a pressed one is on."""

    act: str
    words: str
    is_pressed: bool | None = None
    is_main: bool = False
    who: int | None = None
    about: str = ""  # for whom, read out only

    @property
    def place(self) -> str:
        """Return what stays the same when it is pressed, so that the focus stays on it."""
        return {"hand_down": "hand", "speak": "pass", "helped": "help"}.get(self.act, self.act)


@dataclass(frozen=True)
class Seat:
    """One person at the table: where they stand in words, and what whoever leads can do for them."""

    person: Person
    text: str
    hue: str
    has_floor: bool
    is_here: bool
    buttons: list[Button]


@dataclass(frozen=True)
class Sight:
    """A live debrief as one person sees it."""

    session: DebriefSession
    live: LiveDebrief
    now: Now
    reader: Person
    people: dict[int, Person]
    at: datetime.datetime
    turns: Turns | None

    @property
    def steps(self) -> list[Step]:
        """All the steps."""
        return [Step(**step) for step in self.live.steps]

    @property
    def step(self) -> Step | None:
        """The one it is at; none in the lobby."""
        return None if self.now.is_lobby else self.steps[self.now.step]

    @property
    def is_here(self) -> bool:
        """Whether the reader has come in."""
        return self.reader.pk in self.now.here

    @property
    def leads(self) -> bool:
        """Whether the reader leads it."""
        return self.reader.pk == self.now.facilitator

    def name(self, key: int | None) -> str:
        """Return somebody's name to the reader."""
        if key is None:
            return ""
        return "you" if key == self.reader.pk else str(self.people.get(key, "somebody who left"))

    @property
    def facilitator(self) -> Person | None:
        """Who leads it."""
        return self.people.get(self.now.facilitator)

    @property
    def owner(self) -> int | None:
        """Whose turn the step belongs to."""
        step = self.step
        if step is None or step.turn is None or step.turn >= len(self.now.turns):
            return None
        return self.now.turns[step.turn]

    @property
    def line(self) -> Brought | None:
        """The turn that the step belongs to, with what it is about."""
        taken = self.turns.taken if self.turns else []
        return next((line for line in taken if line.turn.person_id == self.owner), None)

    @property
    def may_still_pick(self) -> bool:
        """Whether a turn is still to be told, so that the group may choose whose it is."""
        return any(step.how == How.TURN for step in self.steps[max(self.now.step, 0) :])

    @property
    def whose_move(self) -> str:
        """Say whose move it is."""
        step, floor = self.step, self.now.floor
        if step is None:
            return ""
        if self.now.minute is not None:
            return "A minute for everybody"
        if step.how == How.ROUND:
            return f"It is {self.possessive(floor)} moment" if floor else "Everybody has spoken or passed"
        if step.how == How.TURN and floor:
            return "You have the floor" if floor == self.reader.pk else f"{self.name(floor)} has the floor"
        if step.how == How.QUESTIONS and self.owner:
            mine = self.owner == self.reader.pk
            return "The group asks you" if mine else f"The group asks {self.name(self.owner)}"
        if step.how == How.LISTEN and self.owner:
            return "You listen, the group talks" if self.owner == self.reader.pk else f"{self.name(self.owner)} listens"
        if floor:
            return "You have the floor" if floor == self.reader.pk else f"{self.name(floor)} has the floor"
        return f"Now: {step.who}"

    def possessive(self, key: int) -> str:
        """Return “your” or somebody's name with its ending."""
        return "your" if key == self.reader.pk else f"{self.name(key)}\N{RIGHT SINGLE QUOTATION MARK}s"

    @property
    def seconds_left(self) -> float:
        """Return how much of the step's time is left; less than nothing once it is over."""
        if self.now.minute is not None:
            return self.now.left
        if self.now.ends_at is None:
            return 0.0
        return (datetime.datetime.fromisoformat(self.now.ends_at) - self.at).total_seconds()

    @property
    def time_left(self) -> str:
        """Say it in whole minutes, as the page's script does."""
        minutes = round(self.seconds_left / 60)
        if minutes < 1:
            return "Less than a minute" if self.seconds_left > 0 else "The time is up"
        return f"About {minutes} minute{'' if minutes == 1 else 's'}"

    @property
    def bar(self) -> list[dict[str, Any]]:
        """Return each step for the bar: what it is, and whether it is done, now, or to come."""
        return [
            {"step": step, "is_done": at < self.now.step, "is_now": at == self.now.step}
            for at, step in enumerate(self.steps)
        ]

    @property
    def next_name(self) -> str:
        """Return the name of the step that comes next; empty at the last."""
        steps = self.steps
        return steps[self.now.step + 1].name if self.now.step + 1 < len(steps) else ""

    @property
    def is_last(self) -> bool:
        """Whether there is no step after this one."""
        return not self.now.is_lobby and not self.next_name

    @property
    def seats(self) -> list[Seat]:
        """Return everybody at the table: who has the floor first, then raised hands in order, then the others."""
        first = dict.fromkeys((self.now.floor, *self.now.hands, *self.now.here))
        order = {key: at for at, key in enumerate(first)}
        keys = sorted(self.people, key=lambda key: (order.get(key, len(order)), str(self.people[key])))
        return [self.seat(key, HUES[at % len(HUES)]) for at, key in enumerate(keys)]

    def seat(self, key: int, hue: str) -> Seat:
        """Return one person's place."""
        buttons = list(self.for_them(key)) if self.leads and key != self.reader.pk else []
        return Seat(self.people[key], self.where(key), hue, key == self.now.floor, key in self.now.here, buttons)

    def where(self, key: int) -> str:
        """Say where somebody stands."""
        said = [
            ("Leads", key == self.now.facilitator),
            ("Left early", key in self.now.gone),
            ("Not here yet", key not in self.now.here and key not in self.now.gone),
            ("Has the floor", key == self.now.floor),
            ("Asked for a minute", key == self.now.minute),
            ("Needs help with sound or picture", key in self.now.stuck),
            (self.hand(key), key in self.now.hands),
            ("Passes this time", key in self.now.passed),
            ("Has spoken", key in self.now.said),
            ("Yet to speak", self.is_round and key in self.now.waiting and key != self.now.floor),
        ]
        return ". ".join(words for words, holds in said if holds) or "Here"

    def hand(self, key: int) -> str:
        """Say which of the raised hands is theirs."""
        return f"{NTH[min(self.now.hands.index(key), 7)]} hand up" if key in self.now.hands else ""

    @property
    def is_round(self) -> bool:
        """Whether each speaks or passes at this step."""
        return self.step is not None and self.step.how == How.ROUND

    def for_them(self, key: int) -> Iterator[Button]:
        """Give what whoever leads can do for somebody: as for one who is on the phone."""
        about = str(self.people[key])
        if key not in self.now.here:
            yield Button("here", "Is here", who=key, about=about)
            return
        if self.step is not None:
            if key != self.now.floor:
                yield Button("floor", "Give the floor", who=key, about=about)
            else:
                yield Button("done", "Has finished", who=key, about=about)
            if self.is_round and key in (*self.now.waiting, self.now.floor) and key not in self.now.passed:
                yield Button("pass", "Passes", who=key, about=about)
            up = key in self.now.hands
            yield Button("hand_down" if up else "hand", "Hand down" if up else "Hand up", who=key, about=about)
        if key in self.now.stuck:
            yield Button("helped", "Works now", who=key, about=about)
        yield Button("leave", "Has left", who=key, about=about)
        yield Button("hand_over", "Ask to lead", who=key, about=about)

    @property
    def mine(self) -> list[Button]:
        """Return what the reader can do for themselves."""
        return list(self.for_me()) if self.is_here else [Button("here", "I am here", is_main=True)]

    def for_me(self) -> Iterator[Button]:
        """Give each."""
        me, now = self.reader.pk, self.now
        if now.is_lobby:
            stuck = me in now.stuck
            words = "My sound and picture work now" if stuck else "My sound or picture does not work"
            yield Button("helped" if stuck else "help", words, is_pressed=None)
            return
        if now.minute is not None:
            if me in (now.minute, now.facilitator) or now.minute not in now.here:
                yield Button("go_on", "Go on", is_main=True)
            return
        if now.floor == me:
            yield Button("done", "I have finished", is_main=True)
        else:
            up = me in now.hands
            yield Button("hand_down" if up else "hand", "My hand is up" if up else "Raise my hand", is_pressed=up)
        if self.is_round and me not in now.said:
            passes = me in now.passed
            yield Button("speak" if passes else "pass", "I pass this time", is_pressed=passes)
        yield Button("extend", "Two minutes more")
        yield Button("minute", "A minute for us all")

    @property
    def is_gone(self) -> bool:
        """Whether the facilitator has been away for a minute, or has left."""
        gone = self.now.facilitator in self.now.gone or not is_led(self.live, self.session, self.at)
        return gone and not self.leads

    @property
    def not_spoken(self) -> str:
        """Say who has neither spoken nor passed in a round."""
        names = [self.name(key) for key in self.now.waiting if key != self.now.floor]
        return f"Yet to speak: {get_text_list(names, 'and')}." if names else "Everybody has spoken or passed."

    @property
    def hands_up(self) -> str:
        """Say whose hands are up, in order; empty when none is."""
        names = [self.name(key) for key in self.now.hands]
        return f"Hand{'s' if len(names) > 1 else ''} up: {get_text_list(names, 'and')}." if names else ""

    @property
    def minute_name(self) -> str:
        """Return who asked for a minute."""
        return self.name(self.now.minute)

    @property
    def offered_name(self) -> str:
        """Return who was asked to lead."""
        return self.name(self.now.offered)

    @property
    def asks_name(self) -> str:
        """Return who would lead while the facilitator is gone."""
        return self.name(self.now.asks)

    @property
    def needs_more(self) -> int:
        """Return how many more have to agree to another facilitator."""
        return max(0, len(self.now.voters) // 2 + 1 - len(self.now.agreed))


def sight_of(session: DebriefSession, reader: Person, at: datetime.datetime) -> Sight | None:
    """Return the debrief as this person sees it, or None where it has not been opened, or is over."""
    live = (
        LiveDebrief.objects.visible_to(reader)
        .filter(session=session)
        .select_related("session__group__room__state")
        .first()
    )
    now = stands_in(live) if live else None
    if live is None or now is None or (now.is_lobby and session.room_closes_at < at):
        return None
    people = {person.pk: person for person in session.group.people()}
    return Sight(session, live, now, reader, people, at, turns_at(session, reader, at))


def live_facts(session: DebriefSession, reader: Person, at: datetime.datetime) -> dict[str, Any]:
    """Return what the page shows beside the room."""
    sight = sight_of(session, reader, at)
    return {
        "box": box_of(sight) if sight else {},
        "turns": sight.turns if sight else None,
        "session": session,
        "sight": sight,
        "may_come_in": sight is not None or bool(live_now(session, at)),
        "template": template_for(session) if sight is None else None,
        "instead": what_to_do_instead(session, reader, at) if sight is None and nobody_began(session, at) else None,
        "rules": Code.objects.filter(listing="steady_rule", is_on=True).order_by("position", "pk"),
    }


def what_to_do_instead(session: DebriefSession, reader: Person, at: datetime.datetime) -> dict[str, bool]:
    """Return what this person can do where nobody has begun."""
    group = session.group
    goes_on, may_run = group.state != LearningGroup.State.ENDED, can_run_session_of_group(reader, group)
    return {
        "may_debrief_now": can_debrief_straight_after(reader, group),
        "may_plan": goes_on and may_run,
        "may_ask": goes_on and not may_run,
        "may_say_who": may_run and is_open_to_say_who_was_there(session, at),
    }


def box_of(sight: Sight) -> dict[str, Any]:
    """Return what is written at this step; before the first one there are boxes too, for who comes to lead."""
    number, how = (sight.now.step, sight.step.how) if sight.step else (None, "")
    about = sight.line.turn if sight.line else None
    return learning_box(sight.reader, sight.session, step=number, how=how, turn=about, keeps_notes=sight.leads)
