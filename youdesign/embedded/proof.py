"""`make test`, `make check` and `make bench`: everything that must hold, on servers that are thrown away afterwards."""

import base64
import os
import secrets
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from youdesign.embedded import browser, servers
from youdesign.embedded.places import ROOT, check_space, empty, make_folder
from youdesign.embedded.problem import Problem, say
from youdesign.embedded.processes import Family

PYTHON = [sys.executable, "-m"]
PYTEST = [*PYTHON, "pytest", "-p", "youdesign.embedded.strict"]
# One process more than cores, because tests wait: for servers to start, for mail, for the other window.
# What a file starts for its tests is started once. In the order of their names, because xdist would leave to the very
# end, for one process alone, what has few tests that take long.
IN_FILES = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
NOT_OURS = {".venv", ".local", ".git"}


@contextmanager
def throwaway_servers() -> Iterator[tuple[Family, dict[str, str]]]:
    """A family with a PostgreSQL, a Redis and a mailbox that leave nothing behind, and the environment to use them."""
    home = make_folder(Path(tempfile.mkdtemp(prefix="youdesign-test-")), 0o711)
    check_space(home)
    family = Family(home / "logs")
    family.listen()
    try:
        say("Starting servers for the tests")
        yield (
            family,
            {
                "YOUDESIGN_DEMO": "1",
                "SERVER_LOGS": str(family.logs),  # which tests read for words that must not be there
                **servers.database(family, home, durable=False),
                **servers.broker(family, home),
                "EMAIL_URL": servers.post_office(family, home)["EMAIL_URL"],
            },
        )
    finally:
        family.stop()
        empty(home)
        home.rmdir()


def test() -> None:
    """Run the static checks and every test; with ARGS, run pytest with just these arguments."""
    arguments = shlex.split(os.environ.get("ARGS", ""))
    chromium = browser.find()
    say(f"  Chromium: {chromium}")
    with throwaway_servers() as (family, env):
        env["CHROMIUM"] = chromium
        if arguments:
            env |= template(family, env)
            run_pytest(family, env, "pytest", arguments)
            return
        run_checks(family, env)
        env |= template(family, env)
        run_pytest(family, env, "tests", IN_FILES)
    say("All tests passed, none was skipped.")


def template(family: Family, env: dict[str, str]) -> dict[str, str]:
    """A migrated database that every test process copies; none on a server that is not ours."""
    if os.environ.get("DATABASE_URL"):
        return {}
    child = family.finish("migrate", [sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=env)
    if child.process.returncode:
        raise Problem(child.tail())
    return {"DATABASE_TEMPLATE": urlsplit(env["DATABASE_URL"]).path.strip("/")}


def run_pytest(family: Family, env: dict[str, str], name: str, arguments: Sequence[str]) -> None:
    """Run pytest on our terminal; no tests at all is a failure too."""
    child = family.finish(name, [*PYTEST, *arguments], env=env, speaks=True)
    if child.process.returncode:
        raise Problem(f"{child.tail()}\nTests failed ({name}).".lstrip())


def check() -> None:
    """Run the static checks only."""
    with throwaway_servers() as (family, env):
        run_checks(family, env)


def run_checks(family: Family, env: dict[str, str]) -> None:
    """Run every static check, show what the failed ones say, and fail if any did."""
    failed, began = [], time.monotonic()
    for child in family.finish_each((name, command, env | extra) for name, command, extra in static_checks()):
        well = child.process.returncode == 0
        say(f"  {child.name}: {'holds' if well else 'FAILED'} (after {time.monotonic() - began:.0f} s)")
        if not well:
            failed.append(child.name)
            say(child.log.read_text(errors="replace"))
    if failed:
        raise Problem(f"Static checks failed: {', '.join(sorted(failed))}.")


def static_checks() -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and extra environment of each static check; what takes long begins first."""
    bin_folder = Path(sys.executable).parent
    return [
        ("types", [*PYTHON, "mypy"], {}),
        ("migrations", [*PYTHON, "youdesign.embedded.migrations"], {}),
        ("templates", [*PYTHON, "djlint", "templates", "--lint"], {}),
        ("idioms", [*PYTHON, "django_upgrade", "--check", "--target-version", "5.2", *our_modules()], {}),
        ("deploy", [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], as_in_production()),
        ("lint", [*PYTHON, "ruff", "check", "."], {}),
        ("format", [*PYTHON, "ruff", "format", "--check", "."], {}),
        ("layers", [str(bin_folder / "lint-imports"), "--no-logo"], {}),
    ]


def our_modules() -> list[str]:
    """Every Python file of the project."""
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*.py"))
    return sorted(str(path) for path in paths if not NOT_OURS & set(path.parts))


def as_in_production() -> dict[str, str]:
    """An environment like a real site's: no demo, own keys, https, one proxy in front."""
    return {
        "YOUDESIGN_DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_KEYS": f"check:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "SITE_URL": "https://youdesign.example.org",
        "ALLOWED_HOSTS": "youdesign.example.org",
        "TRUSTED_PROXIES": "1",
    }


def bench() -> None:
    """Run the benchmarks, all or those that ONLY names."""
    with throwaway_servers() as (family, env):
        child = family.finish("bench", [*PYTHON, "youdesign.bench"], env=env, speaks=True)
        if child.process.returncode:
            raise Problem(f"{child.tail()}\nA benchmark missed its target or broke.".lstrip())
