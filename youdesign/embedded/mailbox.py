"""The demo's post office: a real SMTP server that keeps each message as a file, and delivers nothing to anybody."""

import asyncio
import itertools
import os
import secrets
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from youdesign.embedded.places import make_folder

NAME = "mailbox"
KEPT = 500
BIGGEST_MESSAGE = 10_000_000


class Mailbox:
    """Keeps what it is handed, newest last by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = make_folder(folder)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Store the message whole or not at all, then forget the oldest beyond what is kept."""
        content = envelope.original_content or b""
        path = self.folder / f"{time.time_ns():020d}-{secrets.token_hex(4)}.eml"
        half_written = path.with_suffix(".new")
        half_written.write_bytes(content)
        half_written.rename(path)
        for old in itertools.islice(sorted(self.folder.glob("*.eml"), reverse=True), KEPT, None):
            old.unlink(missing_ok=True)
        return "250 Kept in the local mailbox"


async def serve(port: int, folder: Path) -> None:
    """Take messages on this port of 127.0.0.1 until told to stop."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    mailbox = Mailbox(folder)

    def one_conversation() -> SMTP:
        return SMTP(mailbox, data_size_limit=BIGGEST_MESSAGE, enable_SMTPUTF8=True, hostname="localhost", loop=loop)

    server = await loop.create_server(one_conversation, "127.0.0.1", port)
    await stop.wait()
    server.close()


if __name__ == "__main__":
    os.umask(0o077)
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
