"""Two web processes behind one door are one site: what reaches one is there in the other."""

import json
import signal
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.factories import RoomFactory, RoomMemberFactory
from tests.servers import wait_until
from tests.site.two_webs import Answer, Service, TwoWebs, Web, end, production_environment
from youdesign.conversations.models import Room
from youdesign.people.models import Person

LONG_ENOUGH = "a-key-for-this-test-only-that-is-long-enough-to-be-taken-seriously"
CELERY_SAYS_BY_ITSELF = ("", "worker: Warm shutdown (MainProcess)")
CSRF = "s" * 32
RESTART = 1012
PATIENCE = 30  # seconds, for machines that do much else
PAGE = "/account/login/"


@pytest.fixture
def two_webs(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[TwoWebs]:
    """The site as on a server."""
    settings.SECRET_KEY = LONG_ENOUGH
    with TwoWebs(tmp_path) as two:
        yield two


def test_worker_beat_and_deliver_start_are_healthy_and_end_when_asked(
    transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.SECRET_KEY = LONG_ENOUGH
    env = production_environment("https://localhost", tmp_path) | {"TMPDIR": str(tmp_path), "WORKER_CONCURRENCY": "1"}
    with ExitStack() as ending:
        started = [Service(role, tmp_path, env) for role in ("worker", "beat", "deliver")]
        for service in started:
            ending.callback(end, service.process)
        wait_until(lambda: "send_due_notices" in started[0].log.read_text(), "a task that beat asked for", 90)
        assert "".join(service.complaint() for service in started) == ""
    assert [service.process.returncode for service in started] == [0, 0, 0]
    for service in started:
        said = [line for line in service.log.read_text().splitlines() if line not in CELERY_SAYS_BY_ITSELF]
        assert all("event" in json.loads(line) for line in said)


class Window:
    """A person's open page: their cookies, and a socket through the proxy."""

    def __init__(self, two: TwoWebs, person: Person, room: Room) -> None:
        browser = Client()
        browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
        self.two, self.room, self.seen = two, room, list[tuple[int, str]]()
        self.session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookie = f"__Host-session={self.session}; __Host-csrf={CSRF}"

    @contextmanager
    def open(self) -> Iterator[None]:
        """Connect, and say what was seen last."""
        address = f"{self.two.proxy.url.replace('https', 'wss')}/rooms/{self.room.pk}/live"
        who = {"origin": Origin(self.two.proxy.url), "additional_headers": {"Cookie": self.cookie}}
        with connect(address, ssl=self.two.proxy.trust, open_timeout=PATIENCE, **who) as self.socket:
            self.socket.send(json.dumps({"t": "hello", "v": 1, "last": self.seen[-1][0] if self.seen else 0}))
            yield

    def watch(self, *words: str) -> None:
        """Read from the socket until these have been seen too."""
        while not set(words) <= {text for _, text in self.seen}:
            frame = json.loads(self.socket.recv(timeout=PATIENCE))
            if frame["t"] == "ev" and "message" in frame:
                self.seen.append((frame["seq"], frame["message"]["text"]))

    def post(self, words: str) -> Answer:
        """Write by the page's form."""
        form = {"text": words, "client_id": str(uuid.uuid4()), "csrfmiddlewaretoken": CSRF}
        home = self.two.proxy.url
        headers = {"Cookie": self.cookie, "Origin": home, "Content_Type": "application/x-www-form-urlencoded"}
        answer = self.two.proxy.ask(f"/rooms/{self.room.pk}/messages/", "POST", urlencode(form).encode(), **headers)
        assert answer.status == 302, answer.body
        return answer


def test_people_on_two_processes_talk_and_a_lost_process_loses_no_word(
    two_webs: TwoWebs, leader: Person, mentor: Person
) -> None:
    room = RoomFactory(title="Tuesday group")
    for person in (leader, mentor):
        RoomMemberFactory(room=room, person=person)
    maureen, ruth = Window(two_webs, leader, room), Window(two_webs, mentor, room)
    with maureen.open(), ruth.open():
        one, other = two_webs.webs
        wait_until(lambda: [sockets_of(web) for web in (one, other)] == [1, 1], "a socket on each process")
        posted = [
            who.post(words) for who, words in ((maureen, "Hello"), (ruth, "Hello Maureen"), (maureen, "It is on"))
        ]
        for window in (maureen, ruth):
            window.watch("Hello", "Hello Maureen", "It is on")
        # Whichever process took a post, one of the two windows hangs on the other.
        wait_until(lambda: all(one.served(post) != other.served(post) for post in posted), "the posts' lines")

        one.process.send_signal(signal.SIGTERM)
        lost, left = (maureen, ruth) if is_closed(maureen) else (ruth, maureen)
        assert lost.socket.close_code == RESTART
        left.post("Are you there?")
        with lost.open():
            left.post("I am back")
            for window in (lost, left):
                window.watch("Are you there?", "I am back")
        after = [two_webs.proxy.ask(PAGE) for _ in range(4)]
        assert [answer.status for answer in after] == [200] * 4
    assert maureen.seen == ruth.seen
    logs = "".join(log.read_text() for log in (one.log, other.log, two_webs.proxy.log))
    assert "request_finished" in logs
    assert [
        word for word in ("Maureen", "Ruth", "cast.test", "Hello", "127.0.0.1:", maureen.session) if word in logs
    ] == []
    assert [seq for seq, _ in maureen.seen] == list(range(maureen.seen[0][0], maureen.seen[0][0] + 5))


def sockets_of(web: Web) -> int:
    """How many sockets a process has opened."""
    return sum("WebSocket" in line["event"] and "accepted" in line["event"] for line in web.lines())


def is_closed(window: Window) -> bool:
    """Whether the server closes this socket within a few seconds."""
    try:
        window.socket.recv(timeout=4)
    except ConnectionClosed:
        return True
    except TimeoutError:
        return False
    return is_closed(window)
