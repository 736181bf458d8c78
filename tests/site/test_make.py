"""`make run`, `make reset` and `make help`, as a person at the keyboard meets them."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from youdesign.embedded.places import ROOT
from youdesign.embedded.postgres import free_port

PASSED_ON = ("PATH", "HOME", "LANG", "USER")
STEPS = (
    *("PostgreSQL: started", "Redis: started", "Mailbox: started", "Database: ", "Starter content: loaded"),
    *("Demo programme: there", "Web, worker, beat and deliver: started"),
)


def environment(home: Path, **wanted: str) -> dict[str, str]:
    """The environment of a person who has set nothing but this."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"LOCAL_DIR": str(home)} | wanted


def make(target: str, home: Path, words: str = "", **wanted: str) -> subprocess.CompletedProcess[str]:
    """Run a make target to its end."""
    env = environment(home, **wanted)
    return subprocess.run(["make", target], cwd=ROOT, env=env, input=words, capture_output=True, text=True, timeout=120)


@dataclass
class Run:
    """A `make run` and what it has said so far."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def until(self, words: str) -> None:
        """Read on until these words come."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return
        pytest.fail(f"It ended without “{words}”: {''.join(self.lines)}")

    def rest(self) -> str:
        """Wait for its end, and return all that it has said."""
        self.lines += self.process.communicate(timeout=30)[0].splitlines(keepends=True)
        return "".join(self.lines)

    def get(self, path: str) -> tuple[int, str]:
        """Status and page."""
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()


def start(home: Path) -> Run:
    """Start it and wait until it is ready; its processes can be told by their environment."""
    port = free_port()
    process = subprocess.Popen(
        ["make", "run"],
        cwd=ROOT,
        env=environment(home, PORT=str(port)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    run = Run(home, port, process)
    run.until("Stop with Ctrl-C")
    return run


def processes(home: Path) -> dict[int, str]:
    """What runs for this home: number and command, of those that carry it in their environment or work in it."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            ours = f"LOCAL_DIR={home}\0".encode() in (place / "environ").read_bytes()
            ours = ours or (place / "cwd").resolve().is_relative_to(home.resolve())
            ended = (place / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            if ours and not ended:
                found[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Local data in a path with a space."""
    base = Path(tempfile.mkdtemp(prefix="youdesign make "))
    base.chmod(0o711)
    yield base / "x y"
    for number in processes(base / "x y"):
        os.kill(number, signal.SIGKILL)
    shutil.rmtree(base)


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[Run]:
    """A site that runs, until a test or the last one ends it."""
    run = start(home)
    yield run
    run.process.terminate()
    run.rest()


def test_a_start_says_each_step_and_ends_with_what_one_needs_to_know(running: Run) -> None:
    said = "".join(running.lines)
    assert [step for step in STEPS if step not in said] == []
    running.until("host@demo.test")
    said = "".join(running.lines)
    for words in (
        f"http://localhost:{running.port}",
        "/demo/mailbox/",
        "password",
        "leader@demo.test",
        "staff@demo.test",
    ):
        assert words in said


@pytest.mark.parametrize("path", ["/", "/readyz", "/livez", "/demo/mailbox/"])
def test_the_site_answers(running: Run, path: str) -> None:
    assert running.get(path)[0] == 200


def test_started_twice_is_one_sentence(running: Run) -> None:
    second = make("run", running.home)
    assert second.returncode
    assert second.stdout.strip() == (
        "You Design already runs from this folder: use that one, or stop it first with Ctrl-C in its window."
    )


def test_a_busy_port_names_another(running: Run, tmp_path: Path) -> None:
    second = make("run", tmp_path, PORT=str(running.port))
    assert second.stdout.strip().startswith(f"Port {running.port} is busy: choose another, like PORT=")
    assert second.stdout.strip().endswith(" make run")


def test_reset_refuses_while_it_runs(running: Run) -> None:
    answer = make("reset", running.home, words="yes\n")
    assert "stop it first" in answer.stdout
    assert running.get("/readyz")[0] == 200


def test_a_child_that_dies_stops_everything_and_is_named(running: Run) -> None:
    worker = next(
        number for number, command in processes(running.home).items() if "celery -A youdesign worker" in command
    )
    os.kill(worker, signal.SIGKILL)
    said = running.rest()
    assert "“worker” stopped by itself (killed by SIGKILL), so everything was stopped: see why in " in said
    assert str(running.home / "logs" / "worker.log") in said
    assert "Traceback" not in said
    assert running.process.returncode
    assert processes(running.home) == {}


def test_sigterm_leaves_no_process_and_the_data_survives(home: Path) -> None:
    first = start(home)
    kept = (home / "postgres" / "db" / "PG_VERSION").stat().st_mtime_ns
    began = time.monotonic()
    first.process.send_signal(signal.SIGTERM)
    assert "Stopped." in first.rest()
    assert time.monotonic() - began < 10
    assert processes(home) == {}
    assert (home / "postgres" / "db" / "PG_VERSION").stat().st_mtime_ns == kept


def test_reset_asks_first(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "1.eml").write_text("Dear Maureen")
    for words in ("", "no\n", "y\n"):
        answer = make("reset", tmp_path, words)
        assert answer.returncode
        assert "Type yes to go on:" in answer.stdout
        assert "Nothing was removed." in answer.stdout
    assert (tmp_path / "mail" / "1.eml").exists()
    assert make("reset", tmp_path, "yes\n").returncode == 0
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"PORT": "abc"}, "PORT is “abc”, which is no port"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is not understood"),
        ({"LOCAL_DIR": "/proc/no"}, "LOCAL_DIR is “/proc/no”, which can be no folder"),
        ({"LOCAL_DIR": "/etc/passwd"}, "LOCAL_DIR is “/etc/passwd”, which can be no folder"),
        ({"SITE_URL": "nonsense"}, "SITE_URL is not understood."),
    ],
)
def test_a_wrong_variable_is_one_sentence(tmp_path: Path, wanted: dict[str, str], sentence: str) -> None:
    answer = make("run", tmp_path, **{"PORT": str(free_port()), **wanted})
    said = answer.stdout + answer.stderr
    assert answer.returncode
    assert sentence in said
    assert "Traceback" not in said
    assert processes(tmp_path) == {}


def test_help_names_every_command(tmp_path: Path) -> None:
    said = make("help", tmp_path).stdout
    for target in ("run", "reset", "test", "check", "bench", "help"):
        assert f"make {target} " in said
