"""Whatever goes away in a debrief, every phone shows its step; what comes late, twice or at once, happens once."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from cohorts import actions
from cohorts.debriefing import Now
from cohorts.live import forgotten
from cohorts.models import DebriefSession, LearningNote
from tests.at_once import at_once
from tests.cohorts.live_storm import storm
from tests.cohorts.phones import HOUR, Phone, astray, at_its_first_step
from tests.conversations.conftest import in_a_thread
from tests.conversations.faults.oracle import ALL_WELL
from tests.conversations.faults.stage import Stage
from youdesign.conversations.models import RoomEvent, RoomState
from youdesign.people.models import AuditEntry, Person


@pytest.fixture
def stage(transactional_db: None, tmp_path: Path) -> Iterator[Stage]:
    """Two web processes and what may fail beneath them."""
    with Stage(tmp_path) as stage:
        yield stage


def test_whatever_goes_away_every_phone_shows_the_step_and_hears_everything_once(stage: Stage) -> None:
    _, heard, shown = in_a_thread(asyncio.run, storm(stage, print))
    assert (heard, shown) == (ALL_WELL, [])


def on_time(phone: Phone) -> None:
    """Show what everybody shows."""


def one_behind(phone: Phone) -> None:
    """Show the step before."""
    phone.shows["facts"]["step"] -= 1


def unheard(phone: Phone) -> None:
    """Let an event be there that no change made."""
    RoomEvent.objects.create(room=phone.room, seq=99, kind=RoomEvent.Kind.ACT)


@pytest.mark.parametrize(("spoil", "wrong"), [(on_time, 0), (one_behind, 1), (unheard, 1)])
def test_the_judge_notices_a_phone_that_shows_an_older_step(
    db: None, spoil: Callable[[Phone], None], wrong: int
) -> None:
    session, _ = at_its_first_step(2)
    phones = [Phone("", session, "") for _ in range(3)]
    for phone in phones:
        state = RoomState.objects.get()
        phone.shows = {"facts": state.facts, "version": state.version}
    spoil(phones[1])
    assert len(astray(session, phones)) == wrong


# --- At the same moment ---


def acts_of(session: DebriefSession) -> int:
    return session.group.room.events.filter(kind=RoomEvent.Kind.ACT).count()


@pytest.mark.django_db(transaction=True)
def test_two_jobs_that_end_a_forgotten_debrief_at_once_end_it_once() -> None:
    session, _ = at_its_first_step(3)
    now = timezone.now()
    DebriefSession.objects.filter(pk=session.pk).update(starts_at=now - 5 * HOUR, ends_at=now - 4 * HOUR)
    before = acts_of(session)
    ended: list[bool] = []

    def job() -> None:
        ended.extend(actions.end_forgotten(live=live, moves=1, now=now) for live in lives)

    lives = list(forgotten(now))
    assert at_once(job, job) == ["won", "won"]
    assert (len(lives), sorted(ended)) == (1, [False, True])
    assert acts_of(session) == before + 1
    assert AuditEntry.objects.filter(verb="end_debrief").count() == 1
    assert not actions.end_forgotten(live=lives[0], moves=1, now=now)


@pytest.mark.django_db(transaction=True)
def test_twenty_who_act_at_once_each_change_the_state_by_one_event_or_not_at_all() -> None:
    session, people = at_its_first_step(20)
    begun = actions.act_in_debrief(session=session, by=people[0], name="next", moves=1, now=timezone.now())
    before, came_of = acts_of(session), {begun}

    def act(by: Person, name: str) -> None:
        now, moves = timezone.now(), begun.moves
        came_of.add(actions.act_in_debrief(session=session, by=by, name=name, moves=moves, now=now))

    names = ["next", *itertools.islice(itertools.cycle(["hand", "pass", "minute"]), 19)]
    came_to = at_once(*[partial(act, by, name) for by, name in zip(people, names, strict=True)])
    state = RoomState.objects.get(room=session.group.room)
    now = Now.from_facts(state.facts)
    assert set(came_to) <= {"won", "GroupHasMovedOn"}
    assert came_to.count("GroupHasMovedOn") <= names.count("pass")
    assert now in came_of
    assert acts_of(session) - before == len(came_of - {begun})
    assert acts_of(session) == state.version
    assert (now.moves, set(now.hands) <= set(now.here), len(now.here)) == (begun.moves + 1, True, 20)


@pytest.mark.django_db(transaction=True)
def test_a_turn_taken_back_while_people_write_about_it_and_act_holds_nobody_up() -> None:
    session, people = at_its_first_step(8)
    owner, now = people[1], timezone.now()
    turn = actions.offer_turn(session=session, by=owner, topic="Before the board", now=now)
    turn = actions.pick_turn(turn=turn, session=session, by=people[0], now=now)

    def write(by: Person) -> None:
        actions.write_note(session=session, by=by, kind="learning", text="What for.", turn=turn, now=now)

    def act(by: Person, name: str) -> None:
        actions.act_in_debrief(session=session, by=by, name=name, moves=1, now=now)

    writers = [partial(write, by) for by in people[2:]]
    movers = [partial(act, people[0], "next"), partial(act, people[3], "here"), partial(act, people[4], "hand")]
    came_to = at_once(*writers, partial(actions.withdraw_turn, turn=turn, by=owner), *movers)
    assert set(came_to) <= {"won", "TurnTakenBack"}
    assert came_to.count("won") > len(movers)
    assert not LearningNote.objects.exists()
    assert RoomState.objects.get().facts["turns"] == []
