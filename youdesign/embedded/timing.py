"""How long `make run` takes to be ready and to end, measured by doing it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from youdesign.embedded.places import ROOT, empty
from youdesign.embedded.postgres import free_port
from youdesign.embedded.problem import Problem
from youdesign.embedded.run import READY

OURS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAILBOX_DIR", "SITE_URL")


def starts_and_stop() -> dict[str, float]:
    """Seconds from nothing to ready, from there to ready again, and the longer of the two stops."""
    home = Path(tempfile.mkdtemp(prefix="youdesign bench "))
    home.chmod(0o711)
    try:
        first, first_stop = start_and_stop(home)
        second, second_stop = start_and_stop(home)
    finally:
        empty(home)
        home.rmdir()
    return {"run.first_start": first, "run.second_start": second, "run.stop": max(first_stop, second_stop)}


def start_and_stop(home: Path) -> tuple[float, float]:
    """Seconds until ready, and seconds until ended."""
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    env |= {"LOCAL_DIR": str(home), "PORT": str(free_port())}
    began = time.monotonic()
    command = [sys.executable, "-m", "youdesign.embedded", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        said = []
        for line in process.stdout or ():
            said.append(line)
            if line.startswith(READY):
                break
        else:
            raise Problem(f"make run did not become ready: {''.join(said)}")
        ready = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait()
    return ready - began, time.monotonic() - ready
