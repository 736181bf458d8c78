"""Who is in the rooms and who is writing, between this process and the others: hints that nobody keeps."""

import time
from uuid import uuid4

from youdesign.conversations.bell import Hint, pass_on
from youdesign.conversations.lines import Line
from youdesign.conversations.local_room import LocalRoom

ECHO = 2.0  # seconds within which what a process says comes back to itself too, while Redis carries it
TYPED_LATELY = 2.0  # seconds in which it is said once, however often a browser says it


class Company:
    """What this process says to the others of its readers, and hears from them of theirs."""

    def __init__(self, rooms: dict[int, LocalRoom]) -> None:
        self.rooms = rooms
        self.node = uuid4().hex
        self.unheard_since: float | None = None
        self.left: set[int] = set()

    def leave(self, room: LocalRoom) -> None:
        """Note that nobody reads a room here any more, for the others to hear with what is said next."""
        if room.presence.said:
            self.left.add(room.pk)

    def is_heard(self, now: float) -> bool:
        """Whether what was said lately has come back: the layer keeps silent about a Redis that is gone."""
        return self.unheard_since is None or now - self.unheard_since < ECHO

    def hear_typing(self, hint: Hint) -> None:
        """Somebody is writing at another process."""
        room = self.rooms.get(hint["room"])
        if room and hint["node"] != self.node:
            room.show_typing(hint["person"])

    def hear_here(self, hint: Hint) -> None:
        """Another process says who is in some rooms there, and wants to hear of those it has just opened."""
        if hint["node"] == self.node:
            self.unheard_since = None
            return
        for pk, people in hint["rooms"]:
            if room := self.rooms.get(pk):
                room.presence.heard(hint["node"], frozenset(people), time.monotonic())
        for pk in hint["new"]:
            if room := self.rooms.get(pk):
                room.presence.said_at = 0.0

    async def tell(self, *, is_sure: bool) -> None:
        """Say to the other processes who is here where that has changed, and show it to those who are."""
        now = time.monotonic()
        said: list[tuple[int, list[int]]] = [(pk, []) for pk in self.left if pk not in self.rooms]
        self.left.clear()
        new: list[int] = []
        is_sure = is_sure and self.is_heard(now)
        for pk, room in self.rooms.items():
            if room.presence.is_due(room.seen, now) or not is_sure:
                said.append((pk, sorted(room.seen)))
                new += [pk] if room.presence.say(room.seen, now) else []
            room.show_presence(now, is_sure=is_sure)
        if said:
            self.unheard_since = self.unheard_since or now
            await pass_on({"type": "rooms.here", "node": self.node, "rooms": said, "new": new})

    async def type(self, line: Line) -> None:
        """Show the others that somebody is writing, unless they would rather not be seen."""
        now = time.monotonic()
        if line.stay.is_unseen or now - line.typed_at < TYPED_LATELY:
            return
        line.typed_at = now
        room = self.rooms[line.reader.room_pk]
        room.show_typing(line.reader.person_pk)
        await pass_on({"type": "room.typing", "room": room.pk, "person": line.reader.person_pk, "node": self.node})
