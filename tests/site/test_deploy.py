"""The parts of a deployment that can be checked without a Docker engine: image, compose file, proxy, backup."""

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml
from django.core.management import get_commands
from django.db import connection

from tests.site.two_webs import BIN, ROOT, Proxy, production_environment
from youdesign.celery import app as celery
from youdesign.embedded.postgres import wheel

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
START = (ROOT / "deploy" / "start.sh").read_text()
EXAMPLE = (ROOT / "deploy" / "env.example").read_text()
OURS = ["web", "worker", "beat", "deliver", "migrate"]
ONE_SHOT = ["migrate"]
VARIABLE = re.compile(r"\$\{([A-Z_]+)")
EACH = pytest.mark.parametrize("name", SERVICES)


def settings_variables() -> set[str]:
    """Every variable that the settings read."""
    text = (ROOT / "youdesign" / "settings.py").read_text()
    return set(re.findall(r"read\(\s*env\.\w+,\s*\"([A-Z_]+)\"", text))


# --- docker-compose.yml ---


def test_the_compose_file_has_every_part() -> None:
    assert set(SERVICES) == {*OURS, "proxy", "postgres", "redis", "backup"}
    assert [SERVICES[name]["deploy"]["replicas"] for name in ("web", "worker")] == [2, 2]
    assert "--appendonly" in SERVICES["redis"]["command"]


@EACH
def test_a_service_is_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]
    if name in ONE_SHOT:
        assert (service["restart"], service["healthcheck"]) == ("no", {"disable": True})
    else:
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"][0] == "CMD"


@EACH
def test_a_service_may_do_no_more_than_it_must(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["cap_drop"] == ["ALL"]
    assert service["logging"]["options"]["max-size"]
    assert not service.get("privileged")
    assert set(service.get("cap_add", [])) <= {
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "NET_BIND_SERVICE",
        "SETGID",
        "SETUID",
    }
    assert name not in OURS or "cap_add" not in service


@EACH
def test_an_image_has_a_version(name: str) -> None:
    tag = SERVICES[name]["image"].partition(":")[2]
    assert tag
    assert "latest" not in tag


@EACH
def test_what_a_service_waits_for_exists(name: str) -> None:
    conditions = {"service_healthy": set(SERVICES) - set(ONE_SHOT), "service_completed_successfully": set(ONE_SHOT)}
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        assert other in conditions[wait["condition"]]


@EACH
def test_a_file_or_volume_it_mounts_exists(name: str) -> None:
    for mount in SERVICES[name].get("volumes", []):
        source = mount.split(":")[0]
        assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"]


def test_only_the_proxy_is_open_and_the_data_is_out_of_reach() -> None:
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["proxy"]
    assert COMPOSE["networks"]["data"]["internal"] is True
    for name in ("postgres", "redis", "backup", "beat", "migrate"):
        assert SERVICES[name]["networks"] == ["data"]
    assert SERVICES["proxy"]["networks"] == ["outside"]


def test_every_value_comes_from_the_example_and_is_read_by_somebody() -> None:
    in_example = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert set(VARIABLE.findall((ROOT / "docker-compose.yml").read_text())) <= in_example
    given = set(SERVICES["worker"]["environment"])
    assert given - settings_variables() == {"WORKER_CONCURRENCY"}
    assert "WORKER_CONCURRENCY" in START
    script = (ROOT / "deploy" / "backup.sh").read_text()
    assert [key for key in SERVICES["backup"]["environment"] if not key.startswith("PG") and key not in script] == []


def test_the_example_names_every_variable_of_the_settings_with_a_comment_each() -> None:
    assert settings_variables() <= set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    blocks = [block.splitlines() for block in EXAMPLE.split("\n\n") if re.search(r"^#?[A-Z_]+=", block, re.MULTILINE)]
    assert [block for block in blocks if not block[0].startswith("# ")] == []


def test_no_secret_has_a_value_in_the_example_or_the_compose_file() -> None:
    secret = {"SECRET_KEY", "FIELD_KEYS", "EMAIL_URL", "POSTGRES_PASSWORD", "POSTGRES_ADMIN_PASSWORD"}
    assert set(re.findall(r"^([A-Z_]+)=$", EXAMPLE, re.MULTILINE)) == secret
    compose = (ROOT / "docker-compose.yml").read_text()
    assert all(f"${{{name}:?" in compose for name in secret)


# --- The image and its commands ---


def test_the_image_is_built_in_two_stages_and_runs_without_rights() -> None:
    assert re.findall(r"^FROM (\S+) AS (\w+)$", DOCKERFILE, re.MULTILINE) == [
        ("python:3.12-slim-bookworm", "builder"),
        ("python:3.12-slim-bookworm", "runtime"),
    ]
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert "--require-hashes" in DOCKERFILE
    assert re.search(r"^HEALTHCHECK ", DOCKERFILE, re.MULTILINE)
    assert "--chown" not in DOCKERFILE  # what runs cannot change itself


def test_no_secret_can_reach_a_layer() -> None:
    assert not re.search(r"^(ARG|ENV).*(SECRET|KEY|PASSWORD|TOKEN)", DOCKERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    assert next(line for line in ignored if line and not line.startswith("#")) == "*"
    assert not [line for line in ignored if line.startswith("!") and ".env" in line]


def test_what_the_image_copies_exists_and_is_let_through() -> None:
    sources = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    let_through = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    for source in " ".join(sources).split():
        assert (ROOT / source).exists()
        assert source in let_through


@pytest.mark.parametrize("script", sorted(ROOT.glob("deploy/**/*.sh")), ids=lambda path: path.name)
def test_a_script_parses_and_may_run(script: Path) -> None:
    shell = script.read_text().splitlines()[0].removeprefix("#!").split()[-1]
    subprocess.run([Path(shell).name, "-n", script], check=True)
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize("name", OURS)
def test_a_command_in_the_compose_file_exists(name: str) -> None:
    [role] = SERVICES[name]["command"]
    assert f"\n{role})\n" in START
    if name not in ONE_SHOT:
        assert SERVICES[name]["healthcheck"]["test"] == ["CMD", "youdesign", "healthy", name]
        assert f"\n    {name})\n" in START


def test_what_the_start_script_calls_exists() -> None:
    commands = set(re.findall(r"manage\.py (\w+)", START))
    assert commands <= set(get_commands())
    assert find_spec("youdesign.asgi")
    celery.loader.import_default_modules()
    assert {entry["task"] for entry in celery.conf.beat_schedule.values()} <= set(celery.tasks)


# --- The proxy ---


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


def test_what_is_too_large_is_refused(proxy: Proxy) -> None:
    assert proxy.ask("/", "POST", b"x" * 1_000_000).status == 200
    assert proxy.ask("/", "POST", b"x" * 10_500_000).status == 413


def test_with_nobody_behind_it_the_proxy_still_says_where_help_is(tmp_path: Path) -> None:
    with Proxy(tmp_path, 9, "127.0.0.1") as lonely:
        answer = lonely.ask("/rooms/?email=rosa@leaders.example", User_Agent="Rosa's phone")
        assert (answer.status, answer.headers["Retry-After"]) == (502, "10")
        assert b"999" in answer.body
        assert b"116 123" in answer.body
    said = lonely.log.read_text()
    assert '"status":502' in said
    assert not [word for word in ("rosa", "Rosa", "/rooms/", "remote_ip", "User-Agent") if word in said]


# --- PostgreSQL: its first start and its backups ---


@pytest.fixture
def postgres_env(transactional_db: None, tmp_path: Path) -> dict[str, str]:
    """What the backup container is given, for this test's own database."""
    database = connection.settings_dict
    return {
        "PATH": f"{wheel() / 'pginstall' / 'bin'}:{os.environ['PATH']}",
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"] or 5432),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
        "BACKUP_DIR": str(tmp_path),
    }


def run(script: str, *args: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a script of deploy/."""
    return subprocess.run(
        ["bash", ROOT / "deploy" / script, *args], env=env, capture_output=True, text=True, check=False, timeout=60
    )


def psql(env: dict[str, str], sql: str, database: str = "postgres") -> list[Any]:
    """Run one statement outside any transaction."""
    place = {"host": env["PGHOST"], "port": env["PGPORT"], "user": env["PGUSER"], "password": env["PGPASSWORD"]}
    link = psycopg2.connect(**place, dbname=database)
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        link.close()


def rows_of(env: dict[str, str], database: str) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a sum over what they say."""
    tables = psql(env, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", database)
    ask = "SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{}\" t"
    return {name: psql(env, ask.format(name), database)[0] for (name,) in tables}


@pytest.mark.usefixtures("leader", "group")
def test_a_backup_brings_every_row_back(postgres_env: dict[str, str], tmp_path: Path) -> None:
    done = run("backup.sh", "once", env=postgres_env)
    assert done.returncode == 0, done.stdout + done.stderr
    [kept] = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert json.loads(done.stdout)["event"] == f"backup_kept {kept.name}"
    assert run("backup.sh", "check", env=postgres_env).returncode == 0

    again = f"{postgres_env['PGDATABASE']}_again"
    psql(postgres_env, f'CREATE DATABASE "{again}"')
    try:
        restore = ["pg_restore", "--exit-on-error", "--no-owner", f"--dbname={again}", kept]
        subprocess.run(restore, env=postgres_env, check=True)
        before, after = rows_of(postgres_env, postgres_env["PGDATABASE"]), rows_of(postgres_env, again)
        assert before == after
        assert before["people_person"][0] > 1
    finally:
        psql(postgres_env, f'DROP DATABASE "{again}"')


def test_only_the_newest_backups_stay_and_half_made_ones_never(postgres_env: dict[str, str], tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"youdesign-2020010{day}T023000.000000000Z.dump").write_text("old")
    (tmp_path / "somebody-elses.dump").write_text("kept")
    assert run("backup.sh", "once", env=postgres_env | {"BACKUP_KEEP": "3"}).returncode == 0
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept[:3] == ["somebody-elses.dump", *(f"youdesign-2020010{day}T023000.000000000Z.dump" for day in (4, 5))]
    assert len(kept) == 4


def test_a_backup_that_fails_says_so_and_spares_the_old_ones(postgres_env: dict[str, str], tmp_path: Path) -> None:
    old = tmp_path / "youdesign-20200101T023000.000000000Z.dump"
    old.write_text("old")
    wrong = postgres_env | {"PGDATABASE": "there_is_none", "BACKUP_KEEP": "1"}
    for command in ("once", "nightly"):
        done = run("backup.sh", command, env=wrong)
        assert done.returncode == 1
        assert "backup_failed" in done.stdout
    assert list(tmp_path.iterdir()) == [old]


def test_a_backup_that_cannot_be_read_is_no_backup(postgres_env: dict[str, str], tmp_path: Path) -> None:
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor last; do :; done\necho half > "${last#--file=}"\n')
    program.chmod(0o755)
    broken = postgres_env | {"PATH": f"{program.parent}:{postgres_env['PATH']}"}
    done = run("backup.sh", "once", env=broken)
    assert (done.returncode, list(tmp_path.glob("*.dump"))) == (1, [])
    assert "pg_restore cannot read" in done.stdout


def test_the_check_notices_a_missing_an_old_and_a_broken_backup(postgres_env: dict[str, str], tmp_path: Path) -> None:
    def check() -> int:
        return run("backup.sh", "check", env=postgres_env).returncode

    assert check() == 1
    assert run("backup.sh", "once", env=postgres_env).returncode == 0
    [kept] = tmp_path.iterdir()
    assert check() == 0
    os.utime(kept, (0, 0))
    assert check() == 1
    kept.write_bytes(kept.read_bytes()[:200])
    assert check() != 0


def test_the_first_start_makes_an_account_without_rights_that_can_migrate(
    postgres_env: dict[str, str], tmp_path: Path
) -> None:
    role, database = (f"first_start_{part}_{os.getpid()}" for part in ("role", "db"))
    names = {"YOUDESIGN_ROLE": role, "YOUDESIGN_DATABASE": database}
    try:
        done = run("postgres/init.sh", env=postgres_env | names | {"YOUDESIGN_PASSWORD": "a'b"})
        assert done.returncode == 0, done.stderr
        assert psql(
            postgres_env, f"SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = '{role}'"
        ) == [(False, False, False)]
        env = production_environment("https://x.example", tmp_path) | {"SECRET_KEY": "long enough " * 6}
        place = f"{postgres_env['PGHOST']}:{postgres_env['PGPORT']}"
        env["DATABASE_URL"] = f"postgres://{role}:a%27b@{place}/{database}"
        command = ["sh", ROOT / "deploy" / "start.sh", "migrate", "--verbosity", "0"]
        migrated = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert migrated.returncode == 0, migrated.stdout + migrated.stderr
        assert psql(postgres_env, "SELECT count(*) > 0 FROM auth_group", database) == [(True,)]
    finally:
        psql(postgres_env, f'DROP DATABASE IF EXISTS "{database}"')
        psql(postgres_env, f'DROP ROLE IF EXISTS "{role}"')
