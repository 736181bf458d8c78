"""Finds a Chromium for the browser journeys, or gets one."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from youdesign.embedded.problem import Problem, say

SHELL = "chromium-headless-shell"  # the same engine without what only a window on a screen needs: a tenth less work
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = (SHELL, "chromium")  # an older Debian has only the second
PLAYWRIGHT = [sys.executable, "-m", "playwright"]
PLAYWRIGHTS = ["--only-shell", "chromium"]
PLAYWRIGHTS_PLACE = re.compile(r"^ *Install location: +(.*chromium_headless_shell.*)$", re.MULTILINE)
NONE = "The browser tests need Chromium and a library, which could not be installed: run “{}”, then make test again."
LIBRARY = "libatomic1"  # what Playwright's own Node needs and a bare Debian lacks


def find() -> str:
    """The path of a Chromium that starts: the one chosen or there, else Playwright's, else Debian's package."""
    if not driver_starts():
        say("  Playwright's library: installing (once)")
        if not (install_package(LIBRARY) and driver_starts()):
            raise nothing_found()
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if not starts(chosen):
            raise Problem(
                f"CHROMIUM is “{chosen}”, which is no browser that starts: leave it out, or name one that does."
            )
        return chosen
    found = on_path() or playwrights()
    if found is None:
        say("  Chromium: installing (once)")
        found = install_playwrights() or (on_path() if any(map(install_package, PACKAGES)) else None)
    if found is None:
        raise nothing_found()
    return found


def nothing_found() -> Problem:
    """The sentence for a machine that we could not furnish."""
    return Problem(NONE.format(f"{'' if is_root() else 'sudo '}apt install chromium {LIBRARY}"))


def driver_starts() -> bool:
    """Whether the part of Playwright that drives a browser runs on this machine."""
    return succeeds([*PLAYWRIGHT, "--version"])


def is_root() -> bool:
    """Whether we may install packages."""
    return os.geteuid() == 0


def starts(path: str) -> bool:
    """Whether that browser runs; on Ubuntu `chromium-browser` may be a note that says where the real one is."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def on_path() -> str | None:
    """A Chromium or Chrome that is installed here."""
    paths = [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in paths if starts(path)), None)


def playwrights() -> str | None:
    """Playwright's own headless Chromium, when it has been downloaded and its libraries are here."""
    answer = subprocess.run(
        [*PLAYWRIGHT, "install", "--dry-run", *PLAYWRIGHTS], capture_output=True, check=False, text=True
    )
    place = PLAYWRIGHTS_PLACE.search(answer.stdout)
    paths = map(str, Path(place[1]).glob("*/*headless*shell")) if place else ()
    return next((path for path in paths if starts(path)), None)


def install_playwrights() -> str | None:
    """Download Playwright's headless Chromium; root also gets the libraries that it needs."""
    with_libraries = ["--with-deps"] if is_root() else []
    return playwrights() if succeeds([*PLAYWRIGHT, "install", *with_libraries, *PLAYWRIGHTS]) else None


def install_package(name: str) -> bool:
    """Install one of Debian's own packages, which only root can."""
    if not is_root() or shutil.which("apt-get") is None:
        return False
    succeeds(["apt-get", "update"])
    return succeeds(["apt-get", "install", "--yes", "--no-install-recommends", name])


def succeeds(command: list[str]) -> bool:
    """Whether a command ends well; its words are shown to nobody."""
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=900, env=env, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
