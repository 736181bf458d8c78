"""A room's socket: a view that stays open. Same rights, same form, same actions as the pages."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError

from youdesign.conversations import actions, hub, reading, sending
from youdesign.conversations.forms import EditForm, MessageForm, ReadForm, SignalForm
from youdesign.conversations.frames import VERSION, Code, Event, Refused, encode, event_frame, person_fields
from youdesign.conversations.lines import Line
from youdesign.conversations.sending import ack, send_message

LARGEST = 65_536
HELLO_WITHIN = 10.0
FRAMES, FRAMES_WITHIN = 100, 10.0


class RoomConsumer(AsyncWebsocketConsumer):
    """One person's open page of one room. Events come from the hub; the layer is not asked once per socket.

    It looks the session up itself, as it has to again and again: the session middleware would add a fifth to the cost
    of every frame out.
    """

    channel_layer_alias = "none: the hub listens for all"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket, and leave the hub and the room however it ends."""
        self.stays = AsyncExitStack()
        self.line: Line | None = None
        self.came: deque[float] = deque(maxlen=FRAMES)
        try:
            await super().__call__(scope, receive, send)
        except OSError:
            pass  # the browser went away in the middle of an answer
        finally:
            if self.line is not None:
                self.line.abandon()
            await self.stays.aclose()

    async def connect(self) -> None:
        """Open, or say why not: a refused handshake would tell the browser nothing."""
        await self.accept()
        self.hub = await self.stays.enter_async_context(hub.here().at_work())
        key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        room_pk = self.scope["url_route"]["kwargs"]["pk"]
        self.line = Line(reading.Reader(key, 0, room_pk), self.base_send)
        self.has_joined = False
        self.late = asyncio.get_running_loop().call_later(HELLO_WITHIN, self.line.end, Code.PROTOCOL)
        self.stays.callback(self.late.cancel)
        try:
            _, self.person = await self.hub.asking.run(reading.seen_room, key, room_pk)
        except Refused as refused:
            self.line.end(refused.code)
        except DatabaseError:
            self.line.end(Code.OVERLOADED)
        else:
            self.line.reader = reading.Reader(key, self.person.pk, room_pk)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer one frame; what cannot be a frame ends the socket."""
        if self.line is None or self.line.code is not None:
            return
        if self.is_too_fast():
            self.line.end(Code.TOO_FAST)
            return
        frame = parsed(text_data)
        answer = ANSWERS.get(frame.get("t", "")) if frame else None
        if frame is None or (answer is not hello and not self.has_joined):
            self.line.end(Code.PROTOCOL)
        elif answer is None:
            self.refuse(frame, Refused(Code.PROTOCOL, "This was not understood"))
        else:
            await self.answered(answer, frame)

    async def answered(self, answer: "Answer", frame: dict[str, Any]) -> None:
        """Run the answer; a refusal is said, and lost rights end the socket."""
        try:
            await answer(self, frame)
        except Refused as refused:
            self.refuse(frame, refused)
            if refused.code in (Code.NOT_SIGNED_IN, Code.NOT_A_MEMBER, Code.CLOSED):
                self.the_line.end(refused.code)
        except DatabaseError:
            self.the_line.end(Code.OVERLOADED)

    @property
    def the_line(self) -> Line:
        """The line of a socket that has been opened."""
        assert self.line is not None  # noqa: S101  set in connect, before any frame
        return self.line

    def is_too_fast(self) -> bool:
        """Whether this socket sends more frames than a person can."""
        now = time.monotonic()
        self.came.append(now)
        return len(self.came) == FRAMES and now - self.came[0] < FRAMES_WITHIN

    def refuse(self, frame: dict[str, Any], refused: Refused) -> None:
        """Say no to one frame."""
        self.push(**refused.frame, of=sayable(str(frame.get("t")))[:20], client_id=own_id(frame))

    def push(self, **frame: Any) -> None:
        """Queue an answer behind what already waits."""
        self.the_line.push(encode(frame))


async def hello(socket: RoomConsumer, frame: dict[str, Any]) -> None:
    """Begin: say who is here, then everything since `last`, then what comes."""
    if frame.get("v") != VERSION or socket.has_joined:
        socket.the_line.end(Code.PROTOCOL)
        return
    last = whole(frame, "last")
    socket.late.cancel()
    room = await socket.stays.enter_async_context(socket.hub.room(socket.the_line.reader.room_pk))
    socket.stays.callback(room.lines.discard, socket.the_line)
    socket.has_joined = True
    await socket.the_line.say(
        encode(
            {"t": "welcome", "v": VERSION, "room": room.pk, "me": person_fields(socket.person.pk, socket.person.name)}
        )
    )
    await socket.hub.join(room, socket.the_line, last)


async def send(socket: RoomConsumer, frame: dict[str, Any]) -> None:
    """Say something; the answer comes when it is stored."""
    socket.push(**ack(await socket.hub.asking.run(post, socket.the_line.reader, plain(frame))))


async def change(socket: RoomConsumer, frame: dict[str, Any]) -> None:
    """Change something that was said; the answer comes when it is stored."""
    await socket.hub.asking.run(CHANGES[frame["t"]], socket.the_line.reader, plain(frame))
    socket.push(t="ack", of=frame["t"], client_id=own_id(frame))


async def read(socket: RoomConsumer, frame: dict[str, Any]) -> None:
    """Note how far this person has read."""
    form = ReadForm({"count": whole(frame, "count")})
    if form.is_valid():
        await socket.hub.asking.run(note_read, socket.the_line.reader, form.cleaned_data["count"])


async def typing(socket: RoomConsumer, frame: dict[str, Any]) -> None:
    """Show the others that this person is writing."""
    await socket.hub.company.type(socket.the_line)


async def ping(socket: RoomConsumer, frame: dict[str, Any]) -> None:
    """Answer with how far the room has got here, so that a lost end shows even in a silent room."""
    room = socket.hub.rooms[socket.the_line.reader.room_pk]
    socket.push(t="pong", head=room.head)


async def fetch(socket: RoomConsumer, frame: dict[str, Any]) -> None:
    """Send a page of events again."""
    reader, after = socket.the_line.reader, whole(frame, "after")
    events = await socket.hub.asking.run(events_for, reader, after)
    if reading.has_gap(events, after):
        socket.push(t="resync", head=events[-1].seq)
        return
    for event in events:
        socket.the_line.push(encode(event_frame(event, socket.the_line.stay.sees_after)))


Answer = Callable[[RoomConsumer, dict[str, Any]], Awaitable[None]]
ANSWERS: dict[object, Answer] = {
    "hello": hello,
    "send": send,
    "edit": change,
    "delete": change,
    "react": change,
    "act": change,
    "read": read,
    "typing": typing,
    "ping": ping,
    "fetch": fetch,
}


def parsed(text: str | None) -> dict[str, Any] | None:
    """Return the frame, or None for what is no frame."""
    if text is None or len(text) > LARGEST:
        return None
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) and isinstance(frame.get("t"), str) else None


def whole(frame: dict[str, Any], name: str) -> int:
    """Return a count from a frame."""
    number = frame.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**53:
        raise Refused(Code.PROTOCOL, "This was not understood")
    return number


def own_id(frame: dict[str, Any]) -> str | None:
    """Return the sender's id of a frame, to answer with."""
    client_id = frame.get("client_id")
    return sayable(client_id)[:36] if isinstance(client_id, str) else None


def sayable(said: str) -> str:
    """Return what a frame said as an answer can say it: half a character would break the socket it goes through."""
    return said.encode(errors="replace").decode()


def plain(frame: dict[str, Any]) -> dict[str, Any]:
    """Return the frame for a form: one whose values are no words or numbers was not made by our page."""
    if any(isinstance(value, bool) or not isinstance(value, str | int | None) for value in frame.values()):
        raise Refused(Code.PROTOCOL, "This was not understood")
    return frame


def post(reader: reading.Reader, frame: dict[str, Any]) -> actions.Posted:
    """Check and store one message."""
    room, person = reading.seen_room(reader.session_key, reader.room_pk)
    form = SignalForm(frame) if frame.get("signal") else MessageForm(frame)
    return send_message(form, room=room, by=person)


def edit(reader: reading.Reader, frame: dict[str, Any]) -> None:
    """Check and store other words for a message."""
    message, person = reading.seen_message(reader, whole(frame, "number"))
    sending.edit_message(EditForm(frame), message=message, by=person)


def delete(reader: reading.Reader, frame: dict[str, Any]) -> None:
    """Take a message back."""
    message, person = reading.seen_message(reader, whole(frame, "number"))
    sending.take_back(message=message, by=person)


def react(reader: reading.Reader, frame: dict[str, Any]) -> None:
    """Tap under a message."""
    message, person = reading.seen_message(reader, whole(frame, "number"))
    sending.react(frame, message=message, by=person)


def act(reader: reading.Reader, frame: dict[str, Any]) -> None:
    """Pin or hide a message."""
    message, person = reading.seen_message(reader, whole(frame, "number"))
    sending.act(frame, message=message, by=person)


CHANGES: dict[str, Callable[[reading.Reader, dict[str, Any]], None]] = {
    "edit": edit,
    "delete": delete,
    "react": react,
    "act": act,
}


def note_read(reader: reading.Reader, count: int) -> None:
    """Store how far somebody has read."""
    room, person = reading.seen_room(reader.session_key, reader.room_pk)
    actions.mark_read(room=room, by=person, count=count)


def events_for(reader: reading.Reader, after: int) -> list[Event]:
    """Return a page of events; the right to read is checked after them, so that no leaving can stand between."""
    events = reading.events_after(reader.room_pk, after)
    reading.seen_room(reader.session_key, reader.room_pk)
    return events
