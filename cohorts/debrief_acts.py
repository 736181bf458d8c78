"""How a live debrief moves: one table of acts, each a pure change of the state, allowed to some and at some steps only.

Nothing moves by itself: a step's time is a help, and cuts nobody off.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from cohorts.debrief_problems import (
    FloorIsTaken,
    GroupHasMovedOn,
    NeedsTwo,
    NotAtTheTable,
    NotThisStep,
    StillLed,
    YoursToDecide,
)
from cohorts.debriefing import Call, How, Now, Step, is_at, with_last, without

EXTENSION = datetime.timedelta(minutes=2)


def arrive(now: Now, call: Call) -> Now:
    """Somebody is here, for the first time or again."""
    return replace(now, here=with_last(now.here, call.who), gone=without(now.gone, call.who))


def ask_for_help(now: Now, call: Call) -> Now:
    """Sound or picture does not work."""
    return replace(now, stuck=with_last(now.stuck, call.who))


def be_helped(now: Now, call: Call) -> Now:
    """It works now."""
    return replace(now, stuck=without(now.stuck, call.who))


def begin(now: Now, call: Call) -> Now:
    """The first step."""
    if len(now.here) < 2:
        raise NeedsTwo
    return at_step(now, call, 0)


def go_forward(now: Now, call: Call) -> Now:
    """The next step; after the last one the debrief is ended by an act of its own."""
    if now.step + 1 >= len(call.steps):
        raise NotThisStep
    return at_step(now, call, now.step + 1)


def go_back(now: Now, call: Call) -> Now:
    """The step before."""
    if now.step < 1:
        raise NotThisStep
    return at_step(now, call, now.step - 1)


def at_step(now: Now, call: Call, number: int) -> Now:
    """Return the state at the beginning of a step: its time, whose floor it is, nobody's hand up."""
    step = call.steps[number]
    ends_at = call.at + datetime.timedelta(minutes=step.minutes)
    fresh = replace(
        now,
        step=number,
        moves=now.moves + 1,
        ends_at=ends_at.isoformat(),
        extended=0,
        hands=(),
        said=(),
        passed=(),
        turns=turns_from(now, call.steps, call.turns),
        minute=None,
        is_shown=False,
    )
    return replace(fresh, floor=first_floor(fresh, step))


def turns_from(now: Now, steps: Sequence[Step], taken: Iterable[int]) -> tuple[int, ...]:
    """Return whose turns there are: those that were told, or are being told, keep their number whatever changes."""
    begun = sum(step.how == How.TURN for step in steps[: now.step + 1])
    told = now.turns[:begun]
    return (*told, *(key for key in taken if key not in told))


def first_floor(now: Now, step: Step) -> int | None:
    """Return who has the floor when a step begins."""
    if step.how == How.ROUND:
        return next(iter(now.waiting), None)
    if step.turn is not None and step.turn < len(now.turns) and now.turns[step.turn] in now.here:
        return None if step.how == How.LISTEN else now.turns[step.turn]
    return None


def extend(now: Now, call: Call) -> Now:
    """Two minutes more."""
    if now.ends_at is None or now.minute is not None:
        raise NotThisStep
    if call.extended is not None and call.extended != now.extended:
        return now  # two who press at once add two minutes
    ends_at = max(datetime.datetime.fromisoformat(now.ends_at), call.at) + EXTENSION
    return replace(now, ends_at=ends_at.isoformat(), extended=now.extended + 2)


def raise_hand(now: Now, call: Call) -> Now:
    """Somebody would like to speak."""
    return replace(now, hands=with_last(now.hands, call.who))


def lower_hand(now: Now, call: Call) -> Now:
    """Not any more."""
    return replace(now, hands=without(now.hands, call.who))


def give_floor(now: Now, call: Call) -> Now:
    """The facilitator lets somebody speak; in a round, whoever had the floor before has spoken."""
    spoken = with_last(now.said, now.floor) if now.floor is not None and is_at(now, call, How.ROUND) else now.said
    passed = without(now.passed, call.who)
    return replace(
        now, floor=call.who, hands=without(now.hands, call.who), said=without(spoken, call.who), passed=passed
    )


def be_done(now: Now, call: Call) -> Now:
    """Whoever has the floor has spoken."""
    if now.floor != call.who:
        raise FloorIsTaken
    return onward(replace(now, said=with_last(now.said, call.who)), call)


def pass_by(now: Now, call: Call) -> Now:
    """Somebody passes this time; no reason is owed."""
    if call.who in now.said:
        raise NotThisStep
    passed = replace(now, passed=with_last(now.passed, call.who))
    return onward(passed, call) if now.floor in (None, call.who) else passed


def speak_after_all(now: Now, call: Call) -> Now:
    """Somebody who had passed comes back into the round, as one of those who wait."""
    back = replace(now, passed=without(now.passed, call.who))
    return onward(back, call) if now.floor is None else back


def onward(now: Now, call: Call) -> Now:
    """Give the floor to the next in a round, and at other steps to nobody."""
    return replace(now, floor=next(iter(now.waiting), None) if is_at(now, call, How.ROUND) else None)


def need_a_minute(now: Now, call: Call) -> Now:
    """The time stands still for everybody."""
    if now.minute is not None:
        return now
    ends_at = datetime.datetime.fromisoformat(now.ends_at or call.at.isoformat())
    return replace(now, minute=call.who, left=max(0.0, (ends_at - call.at).total_seconds()))


def go_on(now: Now, call: Call) -> Now:
    """The time runs again from where it stood."""
    if now.minute is None:
        return now
    if call.by not in (now.minute, now.facilitator) and now.minute in now.here:
        raise YoursToDecide
    ends_at = call.at + datetime.timedelta(seconds=now.left)
    return replace(now, minute=None, left=0.0, ends_at=ends_at.isoformat())


def show(now: Now, call: Call) -> Now:
    """What was written quietly is shown, to everybody at once."""
    return replace(now, is_shown=True)


def leave(now: Now, call: Call) -> Now:
    """Somebody leaves; their place is kept, and nothing waits for them."""
    left = replace(now.without(call.who), gone=with_last(now.gone, call.who))
    return confirmed(onward(left, call) if now.floor == call.who else left)


def hand_over(now: Now, call: Call) -> Now:
    """The facilitator asks somebody who is here to lead from now on."""
    return replace(now, offered=None if call.who == now.facilitator else call.who)


def take_over(now: Now, call: Call) -> Now:
    """Whoever was asked says yes."""
    if now.offered != call.by:
        raise YoursToDecide
    return led_by(now, call.by)


def not_take_over(now: Now, call: Call) -> Now:
    """Whoever was asked says no, and owes no reason."""
    if now.offered != call.by:
        raise YoursToDecide
    return replace(now, offered=None)


def stand_in(now: Now, call: Call) -> Now:
    """Somebody would lead, because the facilitator has been gone for a minute; the others confirm."""
    if call.is_led and now.facilitator not in now.gone:
        raise StillLed
    return confirmed(replace(now, asks=call.by, agreed=(call.by,)))


def confirm(now: Now, call: Call) -> Now:
    """One more agrees."""
    if now.asks is None or call.by == now.facilitator:
        raise NotThisStep
    return confirmed(replace(now, agreed=with_last(now.agreed, call.by)))


def rather_not(now: Now, call: Call) -> Now:
    """Somebody would rather wait for the facilitator, or for another: that settles it for now."""
    return replace(now, asks=None, agreed=())


def confirmed(now: Now) -> Now:
    """Return it led by whoever asks, once more than half of those who are here agree."""
    if now.asks is None or 2 * len(set(now.agreed) & set(now.voters)) <= len(now.voters):
        return now
    return led_by(now, now.asks)


def led_by(now: Now, key: int) -> Now:
    """Return it with another facilitator, all asking about that settled."""
    return replace(now, facilitator=key, offered=None, asks=None, agreed=())


class Act(NamedTuple):
    """One act: what it does, who may, and when."""

    change: Callable[[Now, Call], Now]
    is_leading: bool = False  # for the facilitator alone
    in_lobby: bool = False  # also, or only, before the first step
    in_steps: bool = True
    hows: tuple[str, ...] = ()  # at steps of these kinds alone
    for_others: bool = False  # the facilitator may do it for somebody, as for one who is on the phone
    moves: bool = False  # only from the page as it is now
    from_outside: bool = False  # by somebody at the table who is not here yet


ACTS: dict[str, Act] = {
    "here": Act(arrive, in_lobby=True, for_others=True, from_outside=True),
    "help": Act(ask_for_help, in_lobby=True, for_others=True),
    "helped": Act(be_helped, in_lobby=True, for_others=True),
    "begin": Act(begin, is_leading=True, in_lobby=True, in_steps=False, moves=True),
    "next": Act(go_forward, is_leading=True, moves=True),
    "back": Act(go_back, is_leading=True, moves=True),
    "extend": Act(extend, moves=True),
    "hand": Act(raise_hand, for_others=True),
    "hand_down": Act(lower_hand, for_others=True),
    "floor": Act(give_floor, is_leading=True, for_others=True),
    "done": Act(be_done, for_others=True),
    "pass": Act(pass_by, hows=(How.ROUND,), for_others=True, moves=True),
    "speak": Act(speak_after_all, hows=(How.ROUND,), for_others=True, moves=True),
    "minute": Act(need_a_minute, for_others=True),
    "go_on": Act(go_on),
    "show": Act(show, is_leading=True, hows=(How.WRITING,), moves=True),
    "leave": Act(leave, in_lobby=True, for_others=True),
    "hand_over": Act(hand_over, is_leading=True, in_lobby=True, for_others=True),
    "take_over": Act(take_over, in_lobby=True),
    "not_take_over": Act(not_take_over, in_lobby=True),
    "stand_in": Act(stand_in, in_lobby=True),
    "confirm": Act(confirm, in_lobby=True),
    "rather_not": Act(rather_not, in_lobby=True),
}


def moved(now: Now, name: str, call: Call) -> Now:
    """Return the state after an act; raises a Problem in words where it is not this person's, or not now."""
    act = ACTS[name]
    check(now, act, call)
    after = act.change(now, call)
    if after.floor is None and after.waiting and is_at(after, call, How.ROUND):
        after = onward(after, call)  # who comes late, or is left when somebody goes, has their moment
    if call.by == now.facilitator and after.facilitator == call.by:
        return replace(after, asks=None, agreed=())  # who was gone is back
    return after


def check(now: Now, act: Act, call: Call) -> None:
    """Raise what stands in the way, before anything is changed."""
    leads = call.by == now.facilitator
    if act.moves and call.moves != now.moves:
        raise GroupHasMovedOn
    if call.who != call.by and not (leads and act.for_others):
        raise YoursToDecide
    if act.is_leading and not leads:
        raise YoursToDecide
    needed = call.table if act.from_outside else now.here
    if call.who not in needed or (call.by not in now.here and not (act.from_outside or leads)):
        raise NotAtTheTable
    is_there = act.in_lobby if now.is_lobby else act.in_steps
    if not is_there or (act.hows and not is_at(now, call, *act.hows)):
        raise NotThisStep
