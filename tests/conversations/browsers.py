"""Open pages of a room: each sends frames, keeps what came, and holds the order to account."""

import json
from typing import Any, Self

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from youdesign.asgi import application
from youdesign.conversations import hub
from youdesign.conversations.models import Room
from youdesign.people.models import Person


def cookie_of(person: Person) -> str:
    """Sign a person in and return the cookie their browser would send."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Browser(WebsocketCommunicator):
    """One open page: sends frames and keeps what came."""

    def __init__(self, room_pk: int, cookie: str = "") -> None:
        headers = [(b"origin", settings.SOCKET_ORIGINS[0].encode()), (b"cookie", cookie.encode())]
        super().__init__(application, f"/rooms/{room_pk}/live", headers)
        self.last = 0

    async def say(self, **frame: Any) -> None:
        """Send a frame."""
        await self.send_json_to(frame)

    async def next(self, kind: str, timeout: float = 5) -> dict[str, Any]:
        """Return the next frame of this kind, passing over others, and check that events come without a gap."""
        while True:
            frame: dict[str, Any] = await self.receive_json_from(timeout)
            if frame["t"] == "ev":
                assert frame["seq"] == self.last + 1, frame
                self.last = frame["seq"]
            if frame["t"] == kind:
                return frame

    async def join(self, last: int = 0) -> list[int]:
        """Say hello and return the seqs that came before `joined`."""
        self.last = last
        await self.say(t="hello", v=1, last=last)
        welcome = await self.receive_json_from(5)
        assert welcome["t"] == "welcome", welcome
        joined = await self.next("joined")
        assert joined["seq"] == self.last
        return list(range(last + 1, self.last + 1))

    async def ended(self, timeout: float = 5) -> tuple[int, bool]:
        """Return the code the server closed with and whether its goodbye says to come back."""
        returns = None
        while True:
            output = await self.receive_output(timeout)
            if output["type"] == "websocket.close":
                assert returns is not None, "closed without a word"
                return output["code"], returns
            frame = json.loads(output["text"])
            if frame["t"] == "bye":
                returns = frame["reconnect"]


class Opening:
    """Opens pages, and closes them all at the end; then nobody is at work in the hub any more."""

    def __init__(self) -> None:
        self.pages: list[Browser] = []

    async def __aenter__(self) -> Self:
        return self

    async def __call__(self, person: Person | None, room: Room | int, *, cookie: str = "") -> Browser:
        """Open this person's page of the room."""
        if person is not None:
            cookie = await sync_to_async(cookie_of)(person)
        page = Browser(getattr(room, "pk", room), cookie)
        self.pages.append(page)
        accepted, _ = await page.connect(5)
        assert accepted
        return page

    async def __aexit__(self, *error: object) -> None:
        for page in self.pages:
            if not page.future.done():
                await page.disconnect()
        assert hub.here().users == 0
        assert not hub.here().rooms
        assert not hub.here().tasks
