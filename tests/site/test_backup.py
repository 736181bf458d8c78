"""PostgreSQL's first start, and backups that bring every row back."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml
from django.db import connection

from tests.site.two_webs import ROOT, production_environment
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
        link = {**postgres_env, "PGUSER": role, "PGPASSWORD": "a'b"}
        for setting, value in (("log_min_messages", "log"), ("log_min_error_statement", "panic")):
            assert psql(link, f"SHOW {setting}", database) == [(value,)]  # no refused words in the server's log
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
