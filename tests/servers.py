"""Real servers for tests: the site under uvicorn in a thread, and a mailbox that speaks SMTP."""

import email
import email.policy
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from email.message import EmailMessage
from typing import IO

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from youdesign import serve


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(true: Callable[[], object], what: str, seconds: float = 10) -> None:
    """Return as soon as it is true; fail with what we waited for when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.02)


class Mailbox:
    """Keeps every message that reaches its SMTP port."""

    def __init__(self) -> None:
        self.messages: list[tuple[list[str], EmailMessage]] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.controller.port)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one message, as aiosmtpd asks."""
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append((list(envelope.rcpt_tos), message))
        return "250 Kept"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the messages that reached this address, oldest first."""
        return [message for recipients, message in self.messages if address in recipients]

    def wait_for(self, address: str, *, count: int = 1, seconds: float = 10) -> EmailMessage:
        """Return the newest message to this address once there are at least `count`."""
        wait_until(lambda: len(self.to(address)) >= count, f"mail {count} to {address}", seconds)
        return self.to(address)[-1]


def text_of(message: EmailMessage) -> str:
    """Return the plain text of a mail."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def address_of(door: socket.socket) -> str:
    """Return the address of a site that listens here."""
    return f"http://localhost:{door.getsockname()[1]}"


class Site:
    """The whole site under uvicorn, as in production, in a thread of this process."""

    def __init__(self, door: socket.socket) -> None:
        self.port = door.getsockname()[1]
        self.url = address_of(door)
        self.server = serve.Server(serve.config(timeout_graceful_shutdown=2))
        listening = {"sockets": [door.dup()]}  # a copy, which the server closes when it ends
        self.thread = threading.Thread(target=self.server.run, kwargs=listening, daemon=True)

    def __enter__(self) -> "Site":
        self.thread.start()
        wait_until(lambda: self.server.started, "the site")
        return self

    def __exit__(self, *error: object) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive(), "the site did not stop"


def environment(*, smtp_port: int, **more: str) -> dict[str, str]:
    """Return what a process of the site needs to work on the tests' own database and mailbox."""
    db = connection.settings_dict
    return {
        **os.environ,
        "YOUDESIGN_DEMO": "1",
        "DATABASE_URL": f"postgres://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def start_process(
    *command: str, smtp_port: int, output: int | IO[str] = subprocess.PIPE, **more: str
) -> subprocess.Popen[str]:
    """Start a process of the site, like a worker; the caller stops it."""
    env = environment(smtp_port=smtp_port, **more)
    return subprocess.Popen([sys.executable, *command], env=env, stdout=output, stderr=subprocess.STDOUT, text=True)
