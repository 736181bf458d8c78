"""A real SMTP server that misbehaves as it is told: at which word of the talk, to whom, how, and how often."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import Mailbox

HANG, DROP = "hang", "drop"  # any other deed is what it answers, such as “450 Busy”
A_MINUTE = 60


@dataclass
class Fault:
    """One way to misbehave: at MAIL, RCPT or DATA; `left` counts how often still, None is for ever."""

    at: str
    deed: str
    to: str = ""
    left: int | None = None

    def fits(self, at: str, address: str) -> bool:
        """Whether it is this one's turn."""
        return at == self.at and address.startswith(self.to) and self.left != 0

    def spend(self) -> None:
        """Count one."""
        self.left = None if self.left is None else self.left - 1


class PostOffice(Mailbox):
    """Keeps every message, also one whose sender never hears that it was kept."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []

    def misbehave(self, at: str, deed: str, *, to: str = "", times: int | None = None) -> None:
        """From now on do this at MAIL, RCPT or DATA, to addresses that begin so."""
        self.faults.append(Fault(at, deed, to, times))

    async def act(self, at: str, server: SMTP, address: str) -> str:
        """Do what the first fault that fits says, and return the answer; nothing when none fits."""
        fault = next((fault for fault in self.faults if fault.fits(at, address)), None)
        if fault is None:
            return ""
        fault.spend()
        if fault.deed == HANG:
            await asyncio.sleep(A_MINUTE)
        elif fault.deed == DROP:
            server.transport.close()
        return fault.deed

    async def handle_MAIL(self, server: SMTP, _: Session, envelope: Envelope, address: str, options: Any) -> str:
        """Answer who sends."""
        envelope.mail_from, envelope.mail_options = address, options
        return await self.act("MAIL", server, address) or "250 OK"

    async def handle_RCPT(self, server: SMTP, _: Session, envelope: Envelope, address: str, options: Any) -> str:
        """Answer for whom it is."""
        if answer := await self.act("RCPT", server, address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the text, and then answer, or not. What is refused with a code is not kept."""
        fault = next((fault for fault in self.faults if fault.fits("DATA", envelope.rcpt_tos[0])), None)
        if fault is None or fault.deed in (HANG, DROP):
            await super().handle_DATA(server, session, envelope)
        return await self.act("DATA", server, envelope.rcpt_tos[0]) or "250 Kept"


@contextmanager
def post_office(settings: Any) -> Iterator[PostOffice]:
    """Let the site send through one, and wait a second for it at most."""
    post = PostOffice()
    post.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", post.port, 1
    yield post
    post.controller.stop()
