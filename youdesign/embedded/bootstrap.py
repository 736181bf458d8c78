"""Makes `.venv` from the lock files; runs on the machine's own Python, with nothing installed."""

from __future__ import annotations  # an old Python must come as far as our sentence

import errno
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-from"
UV_LOCK = ROOT / "requirements-bootstrap.lock"
LOCK = ROOT / "requirements-dev.lock"
SPACE_NEEDED = 1_500_000_000


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def stop(sentence: str) -> None:
    """End with one sentence."""
    sys.exit(f"\n{sentence}")


def check_python() -> None:
    """Name what the machine lacks, with the command that installs it."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    if sys.version_info < (3, 11):  # noqa: UP036, this file runs on whatever python3 is there
        stop(
            f"You Design needs Python 3.11 or newer, and this is {sys.version.split()[0]}: "
            f"{sudo}apt install python3.11 python3.11-venv, then make run PYTHON=python3.11"
        )
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        stop(
            f"Python's venv module is missing: {sudo}apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        )


def wanted() -> str:
    """What `.venv` must have been made from: these locks, in this place (its scripts hold the path)."""
    content = UV_LOCK.read_bytes() + LOCK.read_bytes()
    return f"{hashlib.sha256(content).hexdigest()} {VENV}"


def works(module: str) -> bool:
    """Whether the environment's Python runs and finds a module; an upgrade of the system's Python can break it."""
    try:
        return subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def is_current() -> bool:
    """Whether there is nothing to do."""
    return STAMP.exists() and STAMP.read_text() == wanted() and works("django")


def is_ours() -> bool:
    """Whether the environment was made here, and not moved or copied from elsewhere."""
    settings = VENV / "pyvenv.cfg"
    made_here = settings.exists() and any(line.endswith(f" {VENV}") for line in settings.read_text().splitlines())
    return made_here and works("pip")


def run(command: list[str | Path], trouble: str) -> None:
    """Run a step; its own words go before our sentence when it fails."""
    env = dict(os.environ, UV_PYTHON_DOWNLOADS="never", PIP_DISABLE_PIP_VERSION_CHECK="1", UV_NO_PROGRESS="1")
    step = subprocess.run(command, check=False, env=env, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if step.returncode:
        if "No space left on device" in step.stderr:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sys.stderr.write(step.stderr)
        stop(trouble)


def install() -> None:
    """Make the environment, or bring it up to date."""
    if not is_ours():
        if shutil.disk_usage(ROOT).free < SPACE_NEEDED:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        tell("Making .venv")
        run(
            [sys.executable, "-m", "venv", "--clear", VENV],
            "Python could not make .venv: see above; is this folder yours to write in?",
        )
    tell("Installing packages (the first time this downloads about 300 MB)")
    network = "Packages could not be installed: see above; check the connection to the registry, then try again."
    STAMP.unlink(missing_ok=True)
    run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", UV_LOCK], network)
    uv: list[str | Path] = [PYTHON, "-m", "uv", "pip", "sync", "--quiet", "--python", PYTHON]
    run([*uv, "--require-hashes", "--compile-bytecode", LOCK], network)
    STAMP.write_text(wanted())


def main() -> None:
    """Check the machine, then install what is missing, once at a time."""
    check_python()
    if is_current():
        return
    with (ROOT / "requirements-dev.lock").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not is_current():
            install()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("Stopped.")
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            stop(
                f"The disk that holds {ROOT} is full: make room (about {SPACE_NEEDED // 1_000_000} MB) and start again."
            )
        stop(f"{error.strerror}: {error.filename}. Is this folder yours to write in?")
