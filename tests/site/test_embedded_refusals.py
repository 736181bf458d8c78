"""What is wrong with the machine or a variable is one sentence that says what to do."""

import errno
from pathlib import Path

import pytest

from youdesign.embedded import browser, servers
from youdesign.embedded.places import sentence_for
from youdesign.embedded.problem import Problem
from youdesign.embedded.run import address


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    assert "is full: make room" in sentence_for(OSError(errno.ENOSPC, "No space left on device", tmp_path))


def test_a_folder_of_somebody_else_is_one_sentence() -> None:
    assert "change its owner" in sentence_for(PermissionError(errno.EACCES, "Permission denied", "/x"))


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "8000 ", "\u0668000", "80.5"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Problem, match=r"which is no port: use a number"):
        address()


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1"])
def test_a_host_that_is_not_ours_is_refused(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", "0" + "8123")
    with pytest.raises(Problem, match="no address of this computer"):
        address()


@pytest.mark.parametrize(
    ("check", "url", "sentence"),
    [
        (servers.check_database, "nonsense", "DATABASE_URL is not understood: set it like postgres://"),
        (servers.check_database, "mysql://a:b@localhost/x", "DATABASE_URL is not understood"),
        (
            servers.check_database,
            "postgres://a:secret@127.0.0.1:1/x",
            "DATABASE_URL leads to 127.0.0.1:1, which refused (Connection refused): start that server",
        ),
        (servers.check_database, "postgres://a:secret@127.0.0.1:port/x", "DATABASE_URL is not understood"),
        (servers.check_redis, "http://localhost", "REDIS_URL is not understood"),
        (servers.check_redis, "redis://:secret@127.0.0.1:1/0", "REDIS_URL leads to 127.0.0.1:1, where no Redis"),
        (servers.check_mail, "smtp://127.0.0.1:1", "EMAIL_URL leads to 127.0.0.1:1, where no mail server"),
    ],
)
def test_a_wrong_address_is_one_sentence_without_its_password(check, url: str, sentence: str) -> None:
    with pytest.raises(Problem) as refusal:
        check(url)
    assert str(refusal.value).startswith(sentence)
    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_machine_without_what_a_browser_needs_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "/bin/false")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match=r"run “(sudo )?apt install chromium libatomic1”, then make test again"):
        browser.find()
