"""Who is in the rooms and who is writing, between this process and the others: hints that nobody keeps."""

import time
from uuid import uuid4

from youdesign.conversations.bell import Hint, pass_on
from youdesign.conversations.lines import Line
from youdesign.conversations.local_room import LocalRoom


class Company:
    """What this process says to the others of its readers, and hears from them of theirs."""

    def __init__(self, rooms: dict[int, LocalRoom]) -> None:
        self.rooms = rooms
        self.node = uuid4().hex

    def hear_typing(self, hint: Hint) -> None:
        """Somebody is writing at another process."""
        room = self.rooms.get(hint["room"])
        if room and hint["node"] != self.node:
            room.show_typing(hint["person"])

    def hear_here(self, hint: Hint) -> None:
        """Another process says who is in some rooms there, and wants to hear of those it has just opened."""
        if hint["node"] == self.node:
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
        said: list[tuple[int, list[int]]] = []
        new: list[int] = []
        for pk, room in self.rooms.items():
            if room.presence.is_due(room.seen, now):
                said.append((pk, sorted(room.seen)))
                new += [pk] if room.presence.say(room.seen, now) else []
            room.show_presence(now, is_sure=is_sure)
        if said:
            await pass_on({"type": "rooms.here", "node": self.node, "rooms": said, "new": new})

    async def type(self, line: Line) -> None:
        """Show the others that somebody is writing, unless they would rather not be seen."""
        if line.stay.is_unseen:
            return
        room = self.rooms[line.reader.room_pk]
        room.show_typing(line.reader.person_pk)
        await pass_on({"type": "room.typing", "room": room.pk, "person": line.reader.person_pk, "node": self.node})
