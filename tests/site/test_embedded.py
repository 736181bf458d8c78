"""Our own PostgreSQL, Redis and mailbox really start, survive what they must, and leave nothing behind."""

import os
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import psycopg2
import pytest
import redis as redis_client

from tests.servers import wait_until
from youdesign.embedded import redis, servers
from youdesign.embedded.places import ROOT, empty, held
from youdesign.embedded.postgres import Postgres, serves
from youdesign.embedded.problem import Problem
from youdesign.embedded.processes import Family, runs


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a space in its path that every account can reach."""
    base = Path(tempfile.mkdtemp(prefix="youdesign test "))
    base.chmod(0o711)
    yield base / "x y"
    shutil.rmtree(base)


@pytest.fixture
def hidden_home(tmp_path: Path) -> Iterator[Path]:
    """A folder that no other account can reach, as under a home of root."""
    tmp_path.chmod(0o700)
    yield tmp_path / "x y"
    empty(tmp_path / "x y")


@pytest.fixture
def family(tmp_path: Path, home: Path) -> Iterator[Family]:
    """Children that end with the test, and before the folder they write in."""
    family = Family(tmp_path / "logs")
    yield family
    family.stop()


def ask(url: str, question: str) -> object:
    """The first answer of a database."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(question)
        answer = cursor.fetchone()[0] if cursor.description else None
    connection.close()
    return answer


def test_postgresql_keeps_its_data_in_a_path_with_a_space(family: Family, home: Path) -> None:
    url = Postgres(home).start(family)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    family.stop()
    with pytest.raises(psycopg2.OperationalError):
        ask(url, "SELECT 1")
    url = Postgres(home).start(family)
    assert ask(url, "SELECT answer FROM kept") == 42
    assert ask(url, "SHOW fsync") == "on"


def test_postgresql_runs_where_its_account_cannot_reach(hidden_home: Path, family: Family) -> None:
    url = Postgres(hidden_home / "postgres", durable=False).start(family)
    assert ask(url, "SELECT current_user") == "youdesign"
    assert ask(url, "SHOW fsync") == "off"
    for extension in ("pg_trgm", "unaccent", "btree_gist", "citext"):
        ask(url, f"CREATE EXTENSION {extension}")


def test_postgresql_wants_the_password_and_listens_to_this_computer_only(family: Family, home: Path) -> None:
    url = Postgres(home, durable=False).start(family)
    password = (home / "password").read_text()
    with pytest.raises(psycopg2.OperationalError, match="password"):
        ask(url.replace(password, "wrong"), "SELECT 1")
    assert ask(url, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(url, "SHOW unix_socket_directories") == ""


def test_a_stale_note_of_a_server_that_is_gone_is_forgotten(family: Family, home: Path) -> None:
    Postgres(home, durable=False).start(family)
    note = home / "db" / "postmaster.pid"
    words = note.read_text()
    family.stop()
    # The number now belongs to a process of ours that is no PostgreSQL, as may happen after the machine was restarted.
    note.write_text("\n".join([str(os.getpid()), *words.splitlines()[1:]]))
    assert ask(Postgres(home, durable=False).start(family), "SELECT 1") == 1


def test_a_server_left_by_a_killed_run_is_ended_first(tmp_path: Path, family: Family, home: Path) -> None:
    lost = Family(tmp_path / "lost-logs")
    Postgres(home, durable=False).start(lost)
    assert ask(Postgres(home, durable=False).start(family), "SELECT 1") == 1
    assert not lost.children[0].is_running()
    lost.stop()


def test_a_half_made_cluster_is_made_again(family: Family, home: Path) -> None:
    (home / "db.new").mkdir(parents=True)
    (home / "db.new" / "PG_VERSION").write_text("18")
    assert ask(Postgres(home, durable=False).start(family), "SELECT 1") == 1


def test_children_end_when_their_parent_is_killed(home: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from youdesign.embedded.postgres import Postgres; from youdesign.embedded.processes import Family\n"
        "home = Path(sys.argv[1]); Postgres(home, durable=False).start(Family(home / 'logs'))\n"
        "print('up', flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, home], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    pid = int((home / "db" / "postmaster.pid").read_text().split()[0])
    assert serves(pid, home / "db")
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while serves(pid, home / "db") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not serves(pid, home / "db")


def test_redis_wants_its_password(family: Family, home: Path) -> None:
    url = redis.start(family, home)
    assert redis_client.Redis.from_url(url).ping()
    with pytest.raises(redis_client.AuthenticationError):
        redis_client.Redis.from_url("redis://" + url.partition("@")[2]).ping()


def test_the_mailbox_keeps_what_it_is_sent(monkeypatch: pytest.MonkeyPatch, family: Family, home: Path) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    found = servers.post_office(family, home)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "hello@youdesign.example",
        "zoë@example.org",
        "Your code is 123456",
    )
    message.set_content("Grüße")
    with smtplib.SMTP("127.0.0.1", int(found["EMAIL_URL"].rpartition(":")[2])) as client:
        client.send_message(message)
    (kept,) = Path(found["MAILBOX_DIR"]).glob("*.eml")
    assert b"zo" in kept.read_bytes()


WAITING = """
import signal, sys, time
from pathlib import Path
from youdesign.embedded.processes import Family
signal.signal(signal.SIGHUP, signal.Handlers[sys.argv[2]])
family = Family(Path(sys.argv[1]))
family.listen()
print("waiting", flush=True)
while True:
    family.watch()
    time.sleep(0.05)
"""


@pytest.fixture
def left_behind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run whose terminal is gone, and who was sent no SIGHUP: that goes to the leader of the session only."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-c", WAITING, tmp_path, request.param]
    waiting = subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert waiting.stdout is not None
    assert waiting.stdout.readline() == b"waiting\n"
    os.close(theirs)
    os.close(ours)
    yield waiting
    waiting.kill()
    waiting.communicate()


@pytest.mark.parametrize("left_behind", ["SIG_DFL"], indirect=True)
def test_a_terminal_that_is_gone_ends_the_run(left_behind: subprocess.Popen[bytes]) -> None:
    assert b"Stopped" in left_behind.communicate(timeout=20)[1]


@pytest.mark.parametrize("left_behind", ["SIG_IGN"], indirect=True)
def test_nohup_keeps_a_run_without_its_terminal(left_behind: subprocess.Popen[bytes]) -> None:
    left_behind.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        left_behind.wait(timeout=1)


def test_a_child_that_dies_is_named_with_its_log(family: Family) -> None:
    child = family.start("worker", [sys.executable, "-c", "import sys; sys.exit(7)"])
    child.process.wait()
    with pytest.raises(Problem, match=r"“worker” stopped by itself \(exit code 7\).*worker\.log"):
        family.watch()


def ending_with(code: int) -> list[str]:
    """Return a command that ends so."""
    return [sys.executable, "-c", f"import sys; sys.exit({code})"]


def test_each_of_several_children_is_run_to_its_own_end(family: Family) -> None:
    codes = {"well": 0, "ill": 3, "last": 0}
    ended = family.finish_each((name, ending_with(code), {}) for name, code in codes.items())
    assert {child.name: child.process.returncode for child in ended} == codes
    assert family.children == []


def test_while_several_run_a_service_that_dies_is_still_noticed(family: Family) -> None:
    family.start("postgresql", ending_with(7)).process.wait()
    with pytest.raises(Problem, match="“postgresql” stopped by itself"):
        list(family.finish_each([("check", [sys.executable, "-c", "import time; time.sleep(30)"], {})]))


def test_children_keep_what_they_compile_whatever_the_machine_says(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    child = family.finish("child", [sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"])
    assert child.tail() == "False\n"


def test_a_child_that_found_the_disk_full_says_so(family: Family) -> None:
    child = family.start("postgresql", [sys.executable, "-c", "import sys; sys.exit('No space left on device')"])
    child.process.wait()
    with pytest.raises(Problem, match=r"The disk that holds .* is full: make room"):
        family.watch()


@pytest.mark.parametrize(("words", "is_short"), [("No space left on device", True), ("a typing error", False)])
def test_a_sentence_about_a_full_disk_is_told_from_others(family: Family, words: str, is_short: bool) -> None:
    child = family.finish("prepare", [sys.executable, "-c", f"import sys; sys.exit('{words}')"])
    assert family.is_short_of_space(child) == is_short


def test_a_child_that_will_not_stop_is_ended_with_its_own_children(family: Family) -> None:
    stubborn = "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    stubborn += "grandchild = subprocess.Popen(['sleep', '60']); print(grandchild.pid, flush=True); time.sleep(60)"
    child = family.start("stubborn", [sys.executable, "-c", stubborn])
    family.wait_until(lambda: child.log.stat().st_size > 0, seconds=10, otherwise="It never spoke.")
    grandchild = int(child.log.read_text())
    began = time.monotonic()
    family.stop()
    assert time.monotonic() - began < 6
    assert child.process.returncode == -signal.SIGKILL
    wait_until(lambda: not runs(grandchild), "the grandchild to be gone", 5)


def test_a_postgresql_that_cannot_stop_leaves_none_of_its_processes(family: Family, home: Path) -> None:
    Postgres(home, durable=False).start(family)
    [server] = family.children
    held = server.own_children()
    assert len(held) > 3
    os.kill(held[0], signal.SIGSTOP)
    family.stop()
    assert [each for each in held if runs(each)] == []


def test_only_one_holds_a_lock(tmp_path: Path) -> None:
    with held(tmp_path / "lock", "Taken."), pytest.raises(Problem, match=r"Taken\."), held(tmp_path / "lock", "Taken."):
        pass


def test_emptying_follows_no_link_but_ours(tmp_path: Path) -> None:
    home, ours, theirs = tmp_path / "home", tmp_path / "youdesign-1", tmp_path / "photos"
    for folder in (home, ours, theirs):
        folder.mkdir()
        (folder / "file").touch()
    (home / "run.lock").touch()
    (home / "postgres").symlink_to(ours)
    (home / "other").symlink_to(theirs)
    empty(home, keep="run.lock")
    assert [path.name for path in home.iterdir()] == ["run.lock"]
    assert not ours.exists()
    assert (theirs / "file").exists()
