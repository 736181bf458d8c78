"""A room under all that may happen in any order: each reader gets what came since they joined, once and in order."""

import asyncio
import json
import threading
from collections.abc import Coroutine, Iterator
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conversations.browsers import Browser, cookie_of
from tests.conversations.saying import say
from youdesign.conversations import actions, bell, hub
from youdesign.conversations.models import Message, Room
from youdesign.people.models import Person

T = TypeVar("T")
FOREVER = float("inf")
PAGES = st.integers(0, 3)
PEOPLE = st.integers(0, 2)


class Loop:
    """A web process's loop, on a thread of its own; the test's own thread stands for all the other processes."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.live, daemon=True)
        self.thread.start()

    def live(self) -> None:
        """Run until it is stopped, and close there: in the test's own thread Playwright may have a loop running."""
        self.loop.run_forever()
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on it and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def close(self) -> None:
        """End it."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)


class Open:
    """One open page: who has it, from where it follows the room, and what came."""

    def __init__(self, person: Person, page: Browser, begins: int) -> None:
        self.person, self.page, self.begins = person, page, begins
        self.came: list[int] = []
        self.code = 0

    @property
    def last(self) -> int:
        """How far it has got."""
        return self.came[-1] if self.came else self.begins

    async def take(self) -> None:
        """Take one frame."""
        output = await self.page.receive_output(4)
        if output["type"] == "websocket.close":
            self.code = output["code"]
            return
        frame = json.loads(output["text"])
        if frame["t"] == "ev":
            self.came.append(frame["seq"])

    async def reach(self, seq: int) -> None:
        """Take what comes up to here."""
        while self.last < seq and not self.code:
            await self.take()

    async def end(self) -> None:
        """Take what comes until the server closes."""
        while not self.code:
            await self.take()
        await self.page.disconnect()


class Talk(RuleBasedStateMachine):
    """Three people talk, come and go, with pages that are cut off, hints that get lost, and a process that restarts."""

    people: ClassVar[list[Person]]
    cookies: ClassVar[list[str]]
    loop: ClassVar[Loop]

    def __init__(self) -> None:
        super().__init__()
        Message.objects.update(sent_at="2026-01-01T00:00Z")  # nobody is too fast because of the talk before
        self.room = actions.open_room(title="A talk", by=self.people[0])
        self.pages: dict[int, Open] = {}
        self.lasts: dict[int, int] = {}
        self.sent: list[tuple[Person, UUID]] = []
        for person in self.people:
            actions.add_member(room=self.room, person=person, by=person)

    @initialize()
    def everybody_opens_the_room(self) -> None:
        """The talk begins with all three looking."""
        for who in range(len(self.people)):
            self.join(who, who, False)

    @property
    def head(self) -> int:
        """How far the room is, as stored."""
        return Room.objects.get(pk=self.room.pk).last_seq

    def is_here(self, who: int) -> bool:
        """Whether this one has not left."""
        return self.room.members.present().filter(person=self.people[who]).exists()

    def hint_is_lost(self, is_lost: bool) -> None:
        """Have what is done next ring no bell, or ring it."""
        bell._silent_until = FOREVER if is_lost else 0.0

    @rule(who=PEOPLE, lost=st.booleans(), twice=st.booleans())
    def send(self, who: int, lost: bool, twice: bool) -> None:
        """Somebody speaks; their browser may send it again."""
        if not self.is_here(who):
            return
        self.hint_is_lost(lost)
        client_id = uuid4()
        for _ in range(2 if twice else 1):
            say(self.room, self.people[who], client_id=client_id)
        self.sent.append((self.people[who], client_id))

    @precondition(lambda self: self.sent)
    @rule()
    def send_the_first_again(self) -> None:
        """A browser that never got its answer sends what is stored long ago."""
        person, client_id = self.sent[0]
        if self.is_here(self.people.index(person)):
            say(self.room, person, client_id=client_id)

    @rule(seq=st.integers(0, 30))
    def hint(self, seq: int) -> None:
        """A hint comes late, twice or before another."""
        self.loop.run(self.hear(min(seq, self.head)))

    async def hear(self, seq: int) -> None:
        """Give the hub a hint."""
        hub.hear({"type": "room.moved", "room": self.room.pk, "seq": seq})

    @rule(at=PAGES, who=PEOPLE, goes_on=st.booleans())
    def join(self, at: int, who: int, goes_on: bool) -> None:
        """Somebody opens the room in one of four windows, anew or where that window was cut off."""
        if at in self.pages or not self.is_here(who):
            return
        begins = self.lasts.get(at, 0) if goes_on else 0
        self.pages[at] = self.loop.run(self.open(who, begins))

    async def open(self, who: int, begins: int) -> Open:
        """Open a page and say hello."""
        page = Browser(self.room.pk, self.cookies[who])
        await page.connect(5)
        await page.say(t="hello", v=1, last=begins)
        return Open(self.people[who], page, begins)

    @rule(at=PAGES)
    def cut_off(self, at: int) -> None:
        """A line breaks."""
        if at in self.pages:
            opened = self.pages.pop(at)
            self.lasts[at] = opened.last
            self.loop.run(opened.page.disconnect())

    @rule()
    def restart(self) -> None:
        """The process ends, and with it every line; it starts again with the first who comes back."""
        for at in list(self.pages):
            self.cut_off(at)
        assert self.loop.run(self.at_work()) == 0

    async def at_work(self) -> int:
        """Return how many the hub works for."""
        return hub.here().users

    @rule(who=PEOPLE, lost=st.booleans())
    def leave(self, who: int, lost: bool) -> None:
        """Somebody is taken out: their windows are closed there, and get nothing of what comes after."""
        if not self.is_here(who):
            return
        self.hint_is_lost(lost)
        actions.remove_member(room=self.room, person=self.people[who], by=self.people[who])
        left = self.head
        self.hint_is_lost(False)
        self.say_something()
        for at in [at for at, opened in self.pages.items() if opened.person == self.people[who]]:
            opened = self.pages.pop(at)
            self.loop.run(opened.end())
            assert opened.code == 4003
            assert opened.last < left
            self.in_order(opened)

    def say_something(self) -> None:
        """Somebody who is still here speaks."""
        for who in range(len(self.people)):
            if self.is_here(who):
                say(self.room, self.people[who])
                return

    @rule(who=PEOPLE, lost=st.booleans())
    def come_back(self, who: int, lost: bool) -> None:
        """Somebody is let in again."""
        self.hint_is_lost(lost)
        actions.add_member(room=self.room, person=self.people[who], by=self.people[who])

    @rule()
    def poll(self) -> None:
        """The process looks for itself: whatever hints were lost, everybody has everything then."""
        for opened in self.pages.values():
            self.loop.run(opened.reach(self.head))
            assert opened.last == self.head

    def in_order(self, opened: Open) -> None:
        """Hold what came to be what was stored since, once and in order."""
        assert opened.came == list(range(opened.begins + 1, opened.begins + 1 + len(opened.came)))

    @invariant()
    def nothing_is_missing_or_doubled(self) -> None:
        """Neither on a page nor in what is stored."""
        for opened in self.pages.values():
            self.in_order(opened)
        seqs = list(self.room.events.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, self.head + 1))

    def teardown(self) -> None:
        """In the end everybody has everything, each message is stored once, and nobody is left."""
        self.hint_is_lost(False)
        try:
            self.poll()
            self.nothing_is_missing_or_doubled()
            mine = self.room.messages.filter(client_id__in=[client_id for _, client_id in self.sent])
            assert mine.count() == len(self.sent)
        finally:
            self.restart()  # or the next talk would begin with the lines of one that went wrong


@pytest.fixture
def loop() -> Iterator[Loop]:
    """The web process."""
    made = Loop()
    yield made
    made.close()
    bell._silent_until = 0.0


@pytest.mark.django_db(transaction=True)
def test_every_reader_gets_every_event_since_they_joined_once_and_in_order_and_nothing_after_they_left(
    loop: Loop, leader: Person, mentor: Person, stranger: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "POLL", 0.1)
    Talk.loop, Talk.people = loop, [leader, mentor, stranger]
    Talk.cookies = [cookie_of(person) for person in Talk.people]
    how = settings(
        max_examples=30,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.generate],  # a talk takes a second: to look for a shorter one that fails too would take minutes
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(Talk, settings=how)
    connection.close()
