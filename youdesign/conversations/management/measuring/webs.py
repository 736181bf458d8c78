"""A web process on a core of its own, and what it costs, read from /proc."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

OURS = ("-m", "youdesign.serve")


class Web:
    """One web process."""

    def __init__(self, program: Sequence[str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        command = [sys.executable, *program, "--port", str(self.port)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdout=quiet, stderr=quiet)  # noqa: S603  our own

    async def until_open(self) -> None:
        """Wait for it."""
        for _ in range(400):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return
        raise TimeoutError("the web process did not start")

    @property
    def cpu_seconds(self) -> float:
        """The processor time it has used."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def web(program: Sequence[str] = OURS) -> Iterator[Web]:
    """Run one on the first core; from then on, this process keeps to the last."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[0]})
    started = Web(program)
    os.sched_setaffinity(0, {cores[-1]})
    try:
        yield started
    finally:
        started.process.terminate()
        started.process.wait(30)
        os.sched_setaffinity(0, cores)
