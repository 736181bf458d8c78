"""Two real web processes, started by the image's own command, behind the real proxy with its real configuration."""

import base64
import json
import os
import secrets
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.servers import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
NAME_RECORD_LIFE = 1


class NameServer:
    """Answers every question for an address with these, as Docker's does for a service of several containers."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                question, asker = self.socket.recvfrom(512)
            except OSError:
                return
            self.socket.sendto(self._answer(question), asker)

    def _answer(self, question: bytes) -> bytes:
        end = question.index(b"\0", 12) + 5  # after the name come its type and class
        is_ipv4 = question[end - 4 : end - 2] == b"\0\1"
        found = self.addresses if is_ipv4 else ()
        header = question[:2] + struct.pack(">HHHHH", 0x8580, 1, len(found), 0, 0)
        record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, NAME_RECORD_LIFE, 4)
        return header + question[12:end] + b"".join(record + socket.inet_aton(address) for address in found)

    def close(self) -> None:
        """Stop answering."""
        self.socket.close()


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes


class Proxy:
    """The real Caddy with the real Caddyfile, for these addresses of one port."""

    def __init__(self, home: Path, port: int, *addresses: str) -> None:
        self.home, self.web_port = home, port
        self.names = NameServer(*addresses)
        self.http_port, self.https_port = free_port(), free_port()
        self.url = f"https://localhost:{self.https_port}"
        self.log = home / "proxy.log"

    def __enter__(self) -> Self:
        shipped = (ROOT / "deploy" / "Caddyfile").read_text()
        asked = shipped.replace("refresh 5s", f"refresh 1s\n\t\t\tresolvers {self.names.place}")
        assert asked != shipped
        (self.home / "Caddyfile").write_text(asked)
        env = os.environ | {
            "SITE_URL": self.url,
            "HTTP_PORT": str(self.http_port),
            "HTTPS_PORT": str(self.https_port),
            "WEB_NAME": "web.test",
            "WEB_PORT": str(self.web_port),
            "AWAY_DIR": str(ROOT / "deploy" / "away"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
        }
        with ExitStack() as ending:
            ending.callback(self.names.close)
            command = [BIN / "caddy", "run", "--config", self.home / "Caddyfile", "--adapter", "caddyfile"]
            with self.log.open("wb") as log:
                process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
            ending.callback(end, process)
            root = self.home / "data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
            wait_until(root.exists, "the proxy's own authority", 30)
            self.trust = ssl.create_default_context(cafile=str(root))
            wait_until(self._is_open, "the proxy's door")
            self.ending = ending.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self.ending.close()

    def _is_open(self) -> bool:
        try:
            with socket.create_connection(("localhost", self.https_port)) as plain:
                self.trust.wrap_socket(plain, server_hostname="localhost").close()
        except OSError:
            return False
        return True

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """Ask through the proxy, over TLS, on a connection of its own."""
        asking = HTTPSConnection("localhost", self.https_port, context=self.trust, timeout=20)
        return asked(asking, path, method, body, headers)

    def ask_plainly(self, path: str) -> Answer:
        """Ask without TLS."""
        return asked(HTTPConnection("localhost", self.http_port, timeout=20), path, "GET", b"", {})


def asked(asking: HTTPConnection, path: str, method: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Return the answer to one question."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        asking.request(method, path, body or None, named)
        answer = asking.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        asking.close()


class Web:
    """One web process, started as in its container."""

    def __init__(self, home: Path, address: str, port: int, env: Mapping[str, str]) -> None:
        self.log = home / f"web-{address}.log"
        command = ["sh", ROOT / "deploy" / "start.sh", "web", "--host", address, "--port", str(port)]
        self.address, self.port = address, port
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=dict(env), stdout=log, stderr=log)

    def is_ready(self) -> bool:
        """Whether it would be sent people."""
        assert self.process.poll() is None, self.log.read_text()
        asking = HTTPConnection(self.address, self.port, timeout=5)
        try:
            return asked(asking, "/readyz", "GET", b"", {"host": "localhost"}).status == 200
        except OSError:
            return False

    def lines(self) -> list[dict[str, Any]]:
        """What it logged so far."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def served(self, answer: Answer) -> bool:
        """Whether it was this process that gave the answer."""
        return any(line.get("request_id") == answer.headers["X-Request-ID"] for line in self.lines())


class Service:
    """Any other process of the site, started and asked for its health as in its container."""

    def __init__(self, role: str, home: Path, env: Mapping[str, str]) -> None:
        self.role, self.env, self.log = role, dict(env), home / f"{role}.log"
        with self.log.open("wb") as log, self.log.with_suffix(".errors").open("wb") as errors:
            command = ["sh", ROOT / "deploy" / "start.sh", role]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=errors)

    def complaint(self) -> str:
        """What its health check says, if it would not be called healthy."""
        command = ["sh", ROOT / "deploy" / "start.sh", "healthy", self.role]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        return f"{self.role}: {done.stdout}{done.stderr}" if done.returncode else ""


class TwoWebs:
    """The site as on a server: one door, two processes behind it, one PostgreSQL and one Redis behind those."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.proxy = Proxy(home, self.port, "127.0.0.1", "127.0.0.2")
        self.env = production_environment(self.proxy.url, home)
        self.webs: list[Web] = []

    def __enter__(self) -> Self:
        manage(self.env, "collectstatic", "--noinput", "--verbosity", "0")
        with ExitStack() as ending:
            for address in self.proxy.names.addresses:
                self.webs.append(Web(self.home, address, self.port, self.env))
                ending.callback(end, self.webs[-1].process)
            ending.enter_context(self.proxy)
            for web in self.webs:
                wait_until(web.is_ready, f"the web process on {web.address}", 90)
            self.ending = ending.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self.ending.close()
        for log in (self.proxy.log, *(web.log for web in self.webs)):
            sys.stdout.write(f"--- {log.name}\n{log.read_text()}")  # shown when the test fails


def production_environment(site_url: str, home: Path) -> dict[str, str]:
    """Return what .env and docker-compose.yml would give a process, over the servers of these tests."""
    database = connection.settings_dict
    account = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    return {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": str(home),
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": f"test:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "SITE_URL": site_url,
        "SITE_KEY": os.environ["SITE_KEY"],
        "DATABASE_URL": f"postgres://{account}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "TRUSTED_PROXIES": "1",
        "STATIC_ROOT": str(home / "static"),
    }


def manage(env: Mapping[str, str], *command: str) -> str:
    """Run a command of manage.py to its end, and return what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def end(process: subprocess.Popen[bytes], seconds: float = 15) -> None:
    """End a process as Docker does: ask, wait, insist."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
