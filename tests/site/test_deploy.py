"""The parts of a deployment that can be checked without a Docker engine: image, compose file, proxy, backup."""

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.site.two_webs import ROOT
from youdesign.celery import app as celery

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
