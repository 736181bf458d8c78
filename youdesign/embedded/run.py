"""`make run`: the whole of You Design on this computer, from an empty folder to an open page."""

import errno
import http
import http.client
import os
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from youdesign.embedded import servers
from youdesign.embedded.places import check_space, empty, held, local_folder
from youdesign.embedded.problem import WRONG, Problem, say
from youdesign.embedded.processes import APP, Family

PORT = 8000
READY_WITHIN = 60
LOCK = "run.lock"
READY = "Ready in"
NO_SUCH_HOST = "HOST is “{}”, which is no address of this computer: leave it out, or use 0.0.0.0"
RUNNING = "You Design is running from this folder: stop it first with Ctrl-C in its window, then reset."
ALREADY = "You Design already runs from this folder: use that one, or stop it first with Ctrl-C in its window."


@dataclass(frozen=True)
class Address:
    """Where the site listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What to type into the browser."""
        shown = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else self.host  # noqa: S104, compared only
        return f"http://{shown}:{self.port}"


def address() -> Address:
    """HOST and PORT, refused early when they cannot be listened on."""
    text = os.environ.get("PORT") or str(PORT)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT is “{text}”, which is no port: use a number from 1024 to 65535, like PORT=8001 make run")
    found = Address(os.environ.get("HOST") or "127.0.0.1", int(text))
    try:
        family = socket.getaddrinfo(found.host, found.port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((found.host, found.port))
    except PermissionError:
        raise Problem(f"Port {found.port} is only for root: choose another, like PORT=8000 make run") from None
    except socket.gaierror:
        raise Problem(NO_SUCH_HOST.format(found.host)) from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Problem(
                f"Port {found.port} is busy: choose another, like PORT={free_neighbour(found.port)} make run"
            ) from None
        raise Problem(NO_SUCH_HOST.format(found.host)) from None
    return found


def free_neighbour(port: int) -> int:
    """The next port to suggest."""
    return next((near for near in range(port + 1, min(port + 50, 65536)) if not servers.listens(near)), PORT)


def run() -> None:
    """Start everything, say where it is, and stay until told to stop."""
    began = time.monotonic()
    home = local_folder()
    with held(home / LOCK, ALREADY):
        site = address()
        check_space(home)
        family = Family(home / "logs")
        family.listen()
        try:
            people = start(family, home, site)
            say(f"\n{READY} {time.monotonic() - began:.0f} seconds. Stop with Ctrl-C.\n")
            welcome(site, people, has_mailbox=(not os.environ.get("EMAIL_URL")))
            while True:
                family.watch()
                time.sleep(0.25)
        finally:
            say("Stopping …")
            family.stop()


def start(family: Family, home: Path, site: Address) -> Path:
    """Start the servers, prepare the database, start the site, and return the file that lists the demo people."""
    say("Starting You Design")
    env = {
        "YOUDESIGN_DEMO": os.environ.get("YOUDESIGN_DEMO") or "1",
        "SITE_URL": os.environ.get("SITE_URL") or site.url,
        "STATIC_ROOT": os.environ.get("STATIC_ROOT") or str(home / "static"),
        **servers.database(family, home, durable=True),
        **servers.broker(family, home),
        **servers.post_office(family, home),
    }
    people = home / "people.txt"
    people.unlink(missing_ok=True)
    prepared = family.finish(
        "prepare", [sys.executable, "-m", "youdesign.embedded.prepare", people], env=env, speaks=True
    )
    if prepared.process.returncode:
        words = prepared.tail().strip().splitlines()
        is_sentence = prepared.process.returncode == WRONG and words and not family.is_short_of_space(prepared)
        raise Problem(words[-1] if is_sentence else family.obituary(prepared))
    start_site(family, home, site, env)
    late = f"The site was not ready within {READY_WITHIN} seconds: see {family.logs / 'web.log'}"
    family.wait_until(lambda: is_ready(site), seconds=READY_WITHIN, otherwise=late)
    return people


def start_site(family: Family, home: Path, site: Address, env: dict[str, str]) -> None:
    """Start web, worker, beat and deliver."""
    python = [sys.executable, "-m"]
    # Less patient than in production: Ctrl-C should not take long.
    web = [*python, "youdesign.serve", "--host", site.host, "--port", str(site.port), "--patience", "4"]
    celery = [*python, "celery", "-A", "youdesign"]
    beat_file = home / "beat-schedule"
    commands = {
        "web": web,
        "worker": [*celery, "worker", "-c", "2", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--schedule", str(beat_file), "--pidfile", ""],
        "deliver": [sys.executable, "manage.py", "deliver"],
    }
    for name, command in commands.items():
        family.start(name, command, env=env, stage=APP)
    say("  Web, worker, beat and deliver: started")


def is_ready(site: Address) -> bool:
    """Whether the site says that it is ready."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(site.host, site.host)  # noqa: S104, a lookup
    connection = http.client.HTTPConnection(host, site.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": site.url.partition("://")[2]})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def welcome(site: Address, people: Path, *, has_mailbox: bool) -> None:
    """Say where the site is, who can sign in, and where their mail arrives."""
    say(f"You Design: {site.url}")
    if has_mailbox:
        say(f"Mail it sends: {site.url}/demo/mailbox/")
    if people.exists():
        say("\n" + people.read_text().strip())
    say()


def reset() -> None:
    """Remove the local data, after asking."""
    home = local_folder()
    with held(home / LOCK, RUNNING):
        say(f"This removes the demo's people, messages and mail for good: {home}")
        say("Type yes to go on:")
        if sys.stdin.readline().strip().lower() != "yes":
            raise Problem("Nothing was removed.")
        empty(home, keep=LOCK)
    say("Removed. The next make run starts afresh.")
