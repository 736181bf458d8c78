"""The TLS proxy: its configuration as shipped, run."""

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site.two_webs import BIN, ROOT, Proxy

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
START = (ROOT / "deploy" / "start.sh").read_text()
EXAMPLE = (ROOT / "deploy" / "env.example").read_text()
OURS = ["web", "worker", "beat", "deliver", "migrate"]
ONE_SHOT = ["migrate"]
VARIABLE = re.compile(r"\$\{([A-Z_]+)")
EACH = pytest.mark.parametrize("name", SERVICES)


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def do_GET(self) -> None:
        """Tell the headers that arrived."""
        told = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def do_POST(self) -> None:
        """Take the body, then tell."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The real proxy, and behind it a server that tells what arrived."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Proxy(tmp_path_factory.mktemp("proxy"), server.server_port, "127.0.0.1") as proxy:
        yield proxy
    server.shutdown()
    server.server_close()


def test_the_proxys_configuration_is_valid_as_shipped() -> None:
    env = os.environ | {"SITE_URL": "https://youdesign.example.org"}
    for command in (["validate", "--adapter", "caddyfile", "--config"], ["fmt"]):
        done = subprocess.run(
            [BIN / "caddy", *command, ROOT / "deploy" / "Caddyfile"],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert '"warn"' not in done.stderr


def test_what_visitors_claim_about_themselves_is_overwritten(proxy: Proxy) -> None:
    claims = {
        "X_Forwarded_For": "203.0.113.9",
        "X_Forwarded_Proto": "http",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Port": "1",
        "X_Real_IP": "203.0.113.9",
        "X_Request_ID": "mine",
        "Forwarded": "for=203.0.113.9",
    }
    arrived = json.loads(proxy.ask("/", **claims).body)
    assert arrived["x-forwarded-for"] in ("127.0.0.1", "::1")
    assert arrived["x-forwarded-proto"] == "https"
    assert arrived["x-forwarded-host"] == arrived["host"] == f"localhost:{proxy.https_port}"
    assert re.fullmatch(r"[0-9a-f-]{36}", arrived["x-request-id"])
    assert not {"forwarded", "x-real-ip", "x-forwarded-port"} & set(arrived)


def test_plain_http_is_sent_to_https(proxy: Proxy) -> None:
    answer = proxy.ask_plainly("/rooms/")
    assert (answer.status, answer.headers["Location"]) == (308, "https://localhost/rooms/")


def test_what_is_too_large_is_refused_on_a_page_that_says_so(proxy: Proxy) -> None:
    assert proxy.ask("/", "POST", b"x" * 20_000_000).status == 200  # the photo page says that this is too big
    answer = proxy.ask("/", "POST", b"x" * 26_000_000)
    assert answer.status == 413
    assert b"That file is too large" in answer.body
    assert b"116 123" in answer.body


def test_with_nobody_behind_it_the_proxy_still_says_where_help_is(tmp_path: Path) -> None:
    with Proxy(tmp_path, 9, "127.0.0.1") as lonely:
        answer = lonely.ask("/rooms/?email=rosa@leaders.example", User_Agent="Rosa's phone")
        assert (answer.status, answer.headers["Retry-After"]) == (502, "10")
        assert b"999" in answer.body
        assert b"116 123" in answer.body
    said = lonely.log.read_text()
    assert '"status":502' in said
    assert not [word for word in ("rosa", "Rosa", "/rooms/", "remote_ip", "User-Agent") if word in said]
