"""A Redis and a PostgreSQL of a test's own, to be stopped, hung, wiped and killed."""

import signal
import subprocess
import tempfile
from pathlib import Path

from redis import Redis

from tests.servers import free_port, wait_until
from youdesign.embedded.places import empty, make_folder
from youdesign.embedded.postgres import Postgres, wheel
from youdesign.embedded.processes import Family
from youdesign.embedded.redis import answers, server


class OwnRedis:
    """A Redis on one port, which comes back empty."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start it, as empty as Redis without a disk is."""
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([server(), *options], stdout=quiet, stderr=quiet)
        wait_until(lambda: answers(self.url), "Redis", 30)

    def stop(self) -> None:
        """End it, whatever state it is in."""
        self.process.kill()
        self.process.wait()

    def hang(self) -> None:
        """Let it take connections and answer nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def wipe(self) -> None:
        """Forget everything."""
        with Redis.from_url(self.url) as redis:
            redis.flushall()


class OwnPostgres:
    """A PostgreSQL that writes down what it commits, on one port, with a copy of a database."""

    def __init__(self) -> None:
        self.home = make_folder(Path(tempfile.mkdtemp(prefix="youdesign-test-")), 0o711)
        self.family = Family(self.home / "logs")
        self.cluster, self.port = Postgres(self.home / "postgres"), free_port()
        self.url = self.cluster.start(self.family, port=self.port)

    def copy(self, url: str) -> None:
        """Take over all that is in another database."""
        binaries = wheel() / "pginstall" / "bin"
        dump = [binaries / "pg_dump", "--no-owner", "--no-privileges", "--dbname", url]
        load = [binaries / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null", "--dbname", self.url]
        said = subprocess.run(dump, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(load, check=True, input=said)

    def crash(self) -> None:
        """Stop at once, as `pg_ctl -m immediate` does it, and start again: it recovers from its log."""
        (child,) = self.family.children
        child.send(signal.SIGQUIT)
        child.process.wait()
        self.family.children.clear()
        self.cluster.start(self.family, port=self.port)

    def remove(self) -> None:
        """End it, and leave nothing."""
        self.family.stop()
        empty(self.home)
        self.home.rmdir()
