"""Logs say what happened and where, with a request id, and of a person nothing but their number."""

import json
import logging
import logging.config
import sys
import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from celery import Celery
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject
from django_structlog.celery.receivers import CeleryReceiver

from tests.site.urls_for_logs import EMAIL, NAME, SECRET, VISITOR, answers
from youdesign.logs import logging_config
from youdesign.logs.privacy import plain
from youdesign.logs.requests import RequestLog, shown_path, socket_log
from youdesign.people.models import Person

PERSONAL = (EMAIL, NAME, "Rosa", SECRET, VISITOR, "Mozilla", "what-i-typed")
pytestmark = pytest.mark.urls("tests.site.urls_for_logs")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """What production would have written to stdout at its most talkative; nothing personal may be in it."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    written, config = StringIO(), logging_config("DEBUG")
    config["handlers"]["stdout"]["stream"] = written
    logging.config.dictConfig(config)
    structlog.contextvars.clear_contextvars()

    def read() -> list[dict[str, Any]]:
        assert not [word for word in PERSONAL if word in written.getvalue()], written.getvalue()
        return [json.loads(line) for line in written.getvalue().splitlines()]

    yield read
    read()
    structlog.contextvars.clear_contextvars()
    logging.config.dictConfig(settings.LOGGING)


@pytest.fixture
def visitor() -> Client:
    """A browser that tells us more than we want to keep."""
    browser = {"user-agent": f"Mozilla/5.0 ({NAME})", "referer": f"https://x.example/?q={EMAIL}"}
    client = Client(raise_request_exception=False, REMOTE_ADDR=VISITOR, headers=browser)
    client.cookies["a"] = SECRET
    return client


def errors_in(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines that tell of a fault."""
    return [line for line in lines if line["level"] in ("error", "critical")]


@pytest.mark.django_db
def test_a_request_is_one_line_and_its_query_stays_out(lines: Lines, visitor: Client) -> None:
    answer = visitor.get(f"/rooms/12/?email={EMAIL}&q=what-i-typed", secure=True)
    [line] = lines()
    assert list(line)[:3] == ["timestamp", "level", "event"]
    assert {key: value for key, value in line.items() if key not in ("timestamp", "ms", "logger")} == {
        "level": "info",
        "event": "request_finished",
        "request": "GET /rooms/12/",
        "code": 200,
        "request_id": str(uuid.UUID(answer.headers["X-Request-ID"])),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"/feeds/{SECRET}.ics", "GET /feeds/<str:token>.ics"),
        (f"/missing/{NAME}/", "GET /missing/<str:word>/"),
        (f"/nowhere/{NAME}/", "GET (no such page)"),
    ],
)
def test_words_and_tokens_in_an_address_stay_out(lines: Lines, visitor: Client, address: str, shown: str) -> None:
    visitor.get(address, secure=True)
    assert [line["request"] for line in lines()] == [shown]


@pytest.mark.django_db
def test_an_exception_is_logged_once_with_its_place_but_without_its_message(lines: Lines, visitor: Client) -> None:
    answer = visitor.get("/fails/?q=what-i-typed", secure=True)
    [line] = errors_in(lines())
    assert (answer.status_code, line["event"], line["exception"]) == (500, "request_failed", "builtins.ValueError")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert "urls_for_logs.py" in line["where"][-1]
    assert len(lines()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_rule_of_the_database_is_named_without_the_row_that_broke_it(lines: Lines, visitor: Client) -> None:
    visitor.get("/database/", secure=True)
    [line] = errors_in(lines())
    assert line["exception"] == f"{IntegrityError.__module__}.IntegrityError from psycopg2.errors.UniqueViolation"


@pytest.mark.django_db
def test_what_was_refused_as_suspicious_is_not_quoted(lines: Lines, visitor: Client) -> None:
    assert visitor.get("/suspicious/", secure=True).status_code == 400
    assert visitor.get("/rooms/1/", secure=True, headers={"host": f"{SECRET}.example"}).status_code == 400
    refusals = [line for line in lines() if line["logger"].startswith("django.security")]
    assert [line["event"] for line in refusals] == ["SuspiciousOperation", "DisallowedHost"]


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_without_personal_data(lines: Lines) -> None:
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=VISITOR)
    assert strict.post("/rooms/1/", {"name": NAME, "email": EMAIL}, secure=True).status_code == 403
    assert [line["logger"] for line in lines()] == ["django.security.csrf", "django_structlog.middlewares.request"]


@pytest.mark.django_db
def test_signing_in_well_and_badly_leaves_a_number_only(lines: Lines, visitor: Client) -> None:
    person = Person.objects.create_user(EMAIL, SECRET, name=NAME)
    visitor.post("/account/login/", {"login": EMAIL, "password": "what-i-typed"}, secure=True)
    visitor.post("/account/login/", {"login": EMAIL, "password": SECRET}, secure=True)
    assert [line["request"] for line in lines()] == ["POST /account/login/"] * 2
    visitor.force_login(person)
    visitor.get("/says/", secure=True)
    assert lines()[-1]["person"] == person.pk


@pytest.mark.django_db
def test_every_line_of_a_request_carries_its_id_and_no_values_of_libraries(lines: Lines, visitor: Client) -> None:
    answer = visitor.get("/says/", secure=True)
    found = {line["event"]: line for line in lines()}
    assert {line["request_id"] for line in found.values()} == {answer.headers["X-Request-ID"]}
    joined = found["person_joined"]
    assert (joined["count"], joined["note"], "email" in joined) == (3, "from [left out] at [left out]", False)
    assert "Joined: Person 7 by 3" in found
    assert "Mail to … failed after 4 tries at …" in found
    assert "Mail to [left out] from [left out] with token=[left out] failed" in found
    assert "… was here" in found


@pytest.mark.parametrize(
    ("offered", "proxies", "kept"),
    [
        ("0B5E7C9C-2E0D-4F7B-9C65-6C41B9A3D8E1", 1, True),
        ("0b5e7c9c-2e0d-4f7b-9c65-6c41b9a3d8e1", 0, False),
        ("anna@demo.test", 1, False),
        ("0b5e7c9c-2e0d-4f7b-9c65-6c41b9a3d8e1\nfake line", 1, False),
    ],
)
@pytest.mark.django_db
def test_only_an_id_from_our_own_proxy_is_kept(
    lines: Lines, visitor: Client, settings: Any, offered: str, proxies: int, kept: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    answer = visitor.get("/rooms/1/", headers={"x-request-id": offered}, secure=True)
    assert (answer.headers["X-Request-ID"] == offered.lower()) is kept
    assert lines()[0]["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.django_db
def test_probes_are_answered_without_a_line(lines: Lines, visitor: Client) -> None:
    assert "X-Request-ID" in visitor.get("/livez", secure=True).headers
    assert lines() == []


def test_logging_by_itself_never_asks_who_it_is(lines: Lines) -> None:
    def ask() -> None:
        raise AssertionError("asked the database who it is, only for a log line")

    request = RequestFactory().get("/rooms/1/")
    request.user = SimpleLazyObject(ask)
    assert RequestLog(answers)(request).status_code == 200
    assert "person" not in lines()[0]


@pytest.mark.django_db
def test_sql_and_its_values_stay_out_at_every_level(lines: Lines) -> None:
    connection.force_debug_cursor = True
    Person.objects.filter(name=NAME).exists()
    connection.force_debug_cursor = False
    assert lines() == []


def test_no_handler_mails_errors_and_none_writes_elsewhere(lines: Lines) -> None:
    loggers = {name: logging.getLogger(name) for name in logging.root.manager.loggerDict}
    harmless = {"NullHandler", "LogCaptureHandler"}  # the second is pytest's own
    kinds = {
        name: {type(handler).__name__ for handler in logger.handlers} - harmless for name, logger in loggers.items()
    }
    assert {name: others for name, others in kinds.items() if others} == {}
    assert not loggers["uvicorn.access"].propagate


def test_a_process_that_falls_over_says_where_and_not_what(lines: Lines) -> None:
    try:
        raise ValueError(NAME)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    assert [(line["event"], line["exception"]) for line in lines()] == [("process_fell_over", "builtins.ValueError")]


async def test_a_socket_has_an_id_and_one_line_when_it_ends(lines: Lines) -> None:
    async def room(scope: Any, receive: Any, send: Any) -> None:
        logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', VISITOR, f"/ws/rooms/?{SECRET}")

    await socket_log(room)({"type": "websocket", "headers": []}, None, None)  # type: ignore[arg-type, typeddict-item]
    accepted, ended = lines()
    assert (accepted["event"], ended["event"]) == ('… - "WebSocket …" [accepted]', "socket_ended")
    assert accepted["request_id"] == ended["request_id"]


def test_a_task_that_fails_is_one_line_without_what_it_was_given(lines: Lines) -> None:
    app = Celery("tests", broker="memory://", set_as_current=False)
    app.conf.task_store_eager_result = False

    @app.task(name="tests.fails")
    def fails_at_work(words: str) -> None:
        raise ValueError(words)

    receiver = CeleryReceiver()  # what the worker's start connects
    receiver.connect_worker_signals()
    fails_at_work.apply(args=[NAME])
    [line] = [line for line in lines() if line["level"] == "error"]
    assert (line["event"], line["task"], line["exception"]) == ("task_failed", "tests.fails", "builtins.ValueError")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("to anna%40demo.test now", "to [left out] now"),
        ("redis://:pa55@redis:6379/0", "redis://[left out]@redis:6379/0"),
        ("GET /x?next=/rooms/", "GET /x?[left out]"),
        ("key = 'abc'", "key = [left out]"),
        ("from 2001:db8::17 and fe80::1", "from [left out] and [left out]"),
        ("at 12:03:04 on 2026-11-23", "at 12:03:04 on 2026-11-23"),
        ("0b5e7c9c-2e0d-4f7b-9c65-6c41b9a3d8e1", "0b5e7c9c-2e0d-4f7b-9c65-6c41b9a3d8e1"),
        ("eyJhbGciOiJIUzI1NiJ9xx:1tXyZ9:Qe-4", "[left out]"),
        ("match_mentor_is_not_member", "match_mentor_is_not_member"),
    ],
)
def test_the_second_net(text: str, kept: str) -> None:
    assert plain(text) == kept
    assert plain({"deep": [text]}) == {"deep": [kept]}


def test_at_a_terminal_a_line_is_a_few_words() -> None:
    written, config = StringIO(), logging_config("INFO", readable=True)
    config["handlers"]["stdout"]["stream"] = written
    logging.config.dictConfig(config)
    structlog.get_logger("youdesign.home").info("request_finished", request="GET /", code=200, ms=8)
    logging.config.dictConfig(settings.LOGGING)
    assert written.getvalue()[8:] == " request_finished request=GET / code=200 ms=8\n"


def test_an_address_of_numbers_is_shown_as_it_is() -> None:
    request = RequestFactory().get("/rooms/4/")
    assert shown_path(request) == "(no such page)"
