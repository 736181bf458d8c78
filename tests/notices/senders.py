"""Workers, deliver loops and beats of one site, started in a moment, to be killed, stopped and counted."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Senders:
    """A nursery and the processes it has started that still live."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as said:
            self.nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.notices.nursery"],
                cwd=ROOT,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
        self.running: dict[int, str] = {}

    def start(self, what: str) -> int:
        """Start a worker, a deliver loop or a beat, and return its number."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(f"{what}\n")
        self.nursery.stdin.flush()
        answer = self.nursery.stdout.readline()
        assert answer, self.log.read_text()
        self.running[int(answer)] = what
        return int(answer)

    def kill(self, pid: int, number: signal.Signals = signal.SIGKILL) -> str:
        """End one, as the machine would when it runs out of memory, and return what it was."""
        os.kill(pid, number)
        return self.running.pop(pid)

    def stop(self) -> None:
        """End all, and the nursery."""
        for pid in list(self.running):
            try:
                self.kill(pid)
            except ProcessLookupError:
                del self.running[pid]
        self.nursery.kill()
        self.nursery.communicate()


@contextmanager
def senders(env: dict[str, str], log: Path) -> Iterator[Senders]:
    """Open a nursery, and close it with all that came out of it."""
    open_now = Senders(env, log)
    try:
        yield open_now
    finally:
        open_now.stop()
        sys.stderr.write(open_now.log.read_text())  # pytest shows it when the test failed
