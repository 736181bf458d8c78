"""Which servers a run uses: the ones named in the environment, or else its own."""

import os
import smtplib
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import redis as redis_client

from youdesign.embedded import mailbox, redis
from youdesign.embedded.postgres import Postgres, free_port
from youdesign.embedded.problem import Problem, say
from youdesign.embedded.processes import Family

POSTGRES_SCHEMES = ("postgres", "postgresql", "psql", "pgsql", "postgis")
REDIS_SCHEMES = ("redis", "rediss", "unix")
SMTP_SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl")


def database(family: Family, home: Path, *, durable: bool) -> dict[str, str]:
    """DATABASE_URL of the database to use."""
    url = os.environ.get("DATABASE_URL")
    if url:
        check_database(url)
        say("  PostgreSQL: yours (DATABASE_URL)")
    else:
        url = Postgres(home / "postgres", durable=durable).start(family)
        say("  PostgreSQL: started")
    return {"DATABASE_URL": url}


def broker(family: Family, home: Path) -> dict[str, str]:
    """REDIS_URL of the Redis to use."""
    url = os.environ.get("REDIS_URL")
    if url:
        check_redis(url)
        say("  Redis: yours (REDIS_URL)")
    else:
        url = redis.start(family, home / "redis")
        say("  Redis: started")
    return {"REDIS_URL": url}


def post_office(family: Family, home: Path) -> dict[str, str]:
    """EMAIL_URL of the mail server to use, and where the demo's mail page finds the messages of our own."""
    url = os.environ.get("EMAIL_URL")
    if url:
        check_mail(url)
        say("  Mail: your server (EMAIL_URL)")
        return {"EMAIL_URL": url}
    port, folder = free_port(), home / "mail"
    child = family.start(mailbox.NAME, [sys.executable, "-m", "youdesign.embedded.mailbox", str(port), folder])
    family.wait_until(
        lambda: listens(port), seconds=30, otherwise=f"The mailbox did not answer within 30 seconds: see {child.log}"
    )
    say("  Mailbox: started")
    return {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "MAILBOX_DIR": str(folder)}


def listens(port: int) -> bool:
    """Whether anybody listens on that port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def place_of(url: str, schemes: tuple[str, ...], variable: str, example: str) -> str:
    """Host and port of an address, without its password; refuses what is not such an address."""
    refusal = Problem(f"{variable} is not understood: set it like {example}, or leave it out.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refusal from None
    if parts.scheme not in schemes or not (parts.hostname or parts.path):
        raise refusal
    return f"{parts.hostname or parts.path}{f':{port}' if port else ''}"


def check_database(url: str) -> None:
    """Refuse an address that leads to no PostgreSQL."""
    place = place_of(url, POSTGRES_SCHEMES, "DATABASE_URL", "postgres://name:password@host:5432/youdesign")
    try:
        psycopg2.connect("postgresql:" + url.partition(":")[2], connect_timeout=5).close()
    except psycopg2.Error as error:
        reasons = [line.rpartition(": ")[2] for line in str(error).splitlines() if line and not line.startswith("\t")]
        reason = reasons[-1] if reasons else "no answer"
        raise Problem(
            f"DATABASE_URL leads to {place}, which refused ({reason}): start that server, or leave DATABASE_URL out."
        ) from None


def check_redis(url: str) -> None:
    """Refuse an address that leads to no Redis."""
    place = place_of(url, REDIS_SCHEMES, "REDIS_URL", "redis://host:6379/0")
    try:
        redis_client.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5).ping()
    except (redis_client.RedisError, ValueError, OSError):
        raise Problem(
            f"REDIS_URL leads to {place}, where no Redis lets us in: start that server, or leave REDIS_URL out."
        ) from None


def check_mail(url: str) -> None:
    """Refuse an address that leads to no mail server; other ways to send mail are Django's to judge."""
    if url.partition(":")[0] not in SMTP_SCHEMES:
        return
    place = place_of(url, SMTP_SCHEMES, "EMAIL_URL", "smtp+tls://name:password@host:587")
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or smtplib.SMTP_PORT), timeout=5).close()
    except OSError:
        raise Problem(
            f"EMAIL_URL leads to {place}, where no mail server answers: start it, or leave EMAIL_URL out."
        ) from None
