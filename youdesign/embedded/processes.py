"""Children that end when we end: started in their own group, watched, and stopped in order."""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from youdesign.embedded.places import DISK_IS_FULL, ROOT, disk_full, make_folder
from youdesign.embedded.problem import Problem

SERVICE, APP = 0, 1  # stopped in the order APP, SERVICE, so that the app can still finish what it began
GRACE = {APP: 5.0, SERVICE: 3.0}
PR_SET_PDEATHSIG = 1
# What is written is seen at once; and modules are compiled once, not by every process again, whatever the machine says.
QUICK = {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
LIBC = ctypes.CDLL(None)


class Stopped(Exception):
    """Somebody pressed Ctrl-C, or asked us to end."""


@dataclass(frozen=True)
class Account:
    """The system account a child runs as, when that is not our own."""

    uid: int
    gid: int


@dataclass
class Child:
    """One process we started, and where it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stage: int
    stop_signal: signal.Signals
    may_end: bool = False

    def is_running(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Signal the child; one that has ended is left alone."""
        if self.is_running():
            self.process.send_signal(number)

    def sweep(self) -> None:
        """End whatever is left of the child's group, and of those that its own children lead, as PostgreSQL's do."""
        groups = [*self.own_children(), self.process.pid]
        for group in groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + 1
        while any(runs(group) for group in groups) and time.monotonic() < deadline:
            time.sleep(0.01)

    def own_children(self) -> list[int]:
        """The processes that the child has started itself."""
        number = self.process.pid
        try:
            return [int(each) for each in Path(f"/proc/{number}/task/{number}/children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            return []

    def tail(self) -> str:
        """The last words of its log."""
        return self.log.read_bytes()[-4000:].decode(errors="replace")


@dataclass
class Family:
    """Every child of this run."""

    logs: Path
    children: list[Child] = field(default_factory=list)
    stop_asked: bool = False
    terminal: select.poll = field(default_factory=select.poll)

    def listen(self) -> None:
        """Let Ctrl-C, a plain kill and a closed terminal all mean: stop in good order; nohup keeps us from the last."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._ask_to_stop)
            if os.isatty(0):
                # As over “ssh -t”: make leads its session, so it alone is sent SIGHUP, and it waits for us.
                self.terminal.register(0, 0)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_asked = True

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        account: Account | None = None,
        stage: int = SERVICE,
        stop_signal: signal.Signals = signal.SIGTERM,
        stdin: IO[bytes] | None = None,
        cwd: Path = ROOT,
        speaks: bool = False,
        may_end: bool = False,
    ) -> Child:
        """Start a child that dies with us even if we are killed; it writes to its log, or speaks on our terminal."""
        log = make_folder(self.logs) / f"{name}.log"
        ours = os.getpid()

        def die_with_us() -> None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal))
            if os.getppid() != ours:
                os._exit(1)

        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=stdin or subprocess.DEVNULL,
                stdout=None if speaks else output,
                stderr=output,
                env={**os.environ, **QUICK, **(env or {})},
                cwd=cwd,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                preexec_fn=die_with_us,
            )
        child = Child(name, process, log, stage, stop_signal, may_end)
        self.children.append(child)
        return child

    def finish(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        account: Account | None = None,
        cwd: Path = ROOT,
        speaks: bool = False,
    ) -> Child:
        """Run a child to its end while watching the others; the caller judges its exit code."""
        child = self.start(name, command, env=env, account=account, stage=APP, cwd=cwd, speaks=speaks, may_end=True)
        while child.is_running():
            self.watch()
            time.sleep(0.02)
        self.children.remove(child)
        return child

    def finish_each(self, commands: Iterable[tuple[str, Sequence[str | Path], Mapping[str, str]]]) -> Iterator[Child]:
        """Run children, each a name, a command and its environment, one on each core; yield each when it has ended."""
        waiting, running = list(commands), list[Child]()
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                name, command, env = waiting.pop(0)
                running.append(self.start(name, command, env=env, stage=APP, may_end=True))
            self.watch()
            for child in [child for child in running if not child.is_running()]:
                running.remove(child)
                self.children.remove(child)
                yield child
            time.sleep(0.02)

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float, otherwise: str) -> None:
        """Wait for something to be ready, as long as nobody dies meanwhile."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            self.watch()
            if time.monotonic() > deadline:
                raise Problem(otherwise)
            time.sleep(0.05)

    def watch(self) -> None:
        """Raise when we are to stop, or when a child has died."""
        if self.stop_asked or self.terminal.poll(0):
            raise Stopped
        for child in self.children:
            if not child.may_end and not child.is_running():
                raise Problem(self.obituary(child))

    def obituary(self, child: Child) -> str:
        """One sentence about a child that has died."""
        if self.is_short_of_space(child):
            return disk_full(self.logs.parent)
        return (
            f"“{child.name}” stopped by itself ({ending(child.process.returncode)}), so everything was stopped: "
            f"see why in {child.log}, then start again."
        )

    def is_short_of_space(self, child: Child) -> bool:
        """Whether a full disk is what the child died of."""
        return DISK_IS_FULL in child.tail() or shutil.disk_usage(self.logs).free < 1_000_000

    def stop(self) -> None:
        """Ask every child to end, the app before its services, and end those that do not."""
        for stage in (APP, SERVICE):
            members = [child for child in self.children if child.stage == stage]
            for child in members:
                child.send(child.stop_signal)
            deadline = time.monotonic() + GRACE[stage]
            while any(child.is_running() for child in members) and time.monotonic() < deadline:
                time.sleep(0.02)
            for child in members:
                child.sweep()
        self.children.clear()


def runs(number: int) -> bool:
    """Whether that process still does anything; one that waits to be counted does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def ending(code: int) -> str:
    """How a process ended, in words."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
