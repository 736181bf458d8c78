"""What may stand in a log line: sentences and numbers, never a value that could be a person's."""

import re
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from structlog.typing import EventDict, WrappedLogger

LEFT_OUT = "[left out]"
OUR_LOGGERS = ("youdesign.", "cohorts.", "mentoring.")
FRAMES = 25

# Keys we or our libraries write whose values we know; a library's other keys are dropped.
MADE_BY_US = {"level", "logger", "timestamp", "where", "request_id", "request", "task", "task_id"}
KNOWN = {
    *(*MADE_BY_US, "event", "exception", "person", "code", "ms", "duration_ms"),
    *("parent_task_id", "child_task_id", "child_task_name", "terminated", "signame", "expired"),
}
PERSONAL = {
    *("email", "e_mail", "name", "first_name", "last_name", "full_name", "display_name", "known_as", "phone"),
    *("address", "ip", "remote_addr", "user_agent", "query", "body", "text", "title", "subject", "words", "message"),
    *("password", "token", "key", "secret", "session", "cookie", "error", "exc", "result"),
}

UUID_FORM = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
HEX = r"[0-9A-Fa-f]{1,4}"
CREDENTIALS = r"(?<=://)[^/\s@]+@"
EMAIL_ADDRESS = r"[\w.+%'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*"
AFTER_WORD = r"\b(pass(?:wor)?d|secret|token|key|signature|session(?:id)?|csrf\w*|authorization|cookie)(\W?\s*[=:]\s*)"
QUERY = r"(?<=[\w/])\?[^\s\"']+"
IPV4 = r"\b\d{1,3}(?:\.\d{1,3}){3}\b"
IPV6 = rf"(?<![\w:.])(?:(?:{HEX}:){{5,7}}{HEX}|(?:{HEX}:)+:[0-9A-Fa-f:]*|::[0-9A-Fa-f:]+)"
TOKEN = rf"(?<![\w:=+-])(?!{UUID_FORM}(?![\w-]))(?=[\w:=+-]*\d)(?=[\w:=+-]*[A-Za-z])[\w:=+-]{{24,}}"
PATTERNS = [
    (re.compile(CREDENTIALS), LEFT_OUT + "@"),
    (re.compile(EMAIL_ADDRESS), LEFT_OUT),
    (re.compile(AFTER_WORD + r"(?:bearer\s+)?[^\s,;&]+", re.IGNORECASE), r"\1\2" + LEFT_OUT),
    (re.compile(QUERY), "?" + LEFT_OUT),
    (re.compile(rf"{IPV4}|{IPV6}|{TOKEN}"), LEFT_OUT),
]


def leave_out_values(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Keep a library's sentence and its numbers, leave out its other values; ours say what they mean to say."""
    if line["_from_structlog"]:
        return line
    args = line.pop("positional_args", ())
    shown = plain if line["logger"].startswith(OUR_LOGGERS) else number_or_gap
    line["event"] = _filled(line["event"], args, shown)
    error = _error(line.get("exc_info"))
    if error is not None and str(error):
        line["event"] = line["event"].replace(str(error), type(error).__name__)
    return line


def leave_out_messages(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Say which exception and where; its message may quote what a person wrote (a database names the row's values)."""
    error = _error(line.pop("exc_info", None))
    line.pop("stack_info", None)
    if error is not None:
        line["exception"], line["where"] = _kinds(error), _places(error)
    return line


def keep_known_words(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Drop keys that name something personal, and every key of a library that we do not know."""
    ours = line["logger"].startswith(OUR_LOGGERS)
    return {key: value for key, value in line.items() if key in KNOWN or (ours and key not in PERSONAL)}


def redact(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """The second net: addresses, tokens, credentials and query strings that got this far are left out."""
    return {key: value if key in MADE_BY_US else plain(value) for key, value in line.items()}


def plain(value: Any) -> Any:
    """Return a value that JSON can hold and that says nothing of a person but a number."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return _redacted(value)
        case UUID() | datetime() | date() | time() | timedelta() | Decimal():
            return str(value)
        case Mapping():
            return {str(key): LEFT_OUT if str(key) in PERSONAL else plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
    pk = getattr(value, "pk", None)
    return type(value).__name__ if pk is None else f"{type(value).__name__} {pk}"


def number_or_gap(value: Any) -> Any:
    """Return numbers and ids as they are, a gap for all else."""
    return value if value is None or isinstance(value, bool | int | float | UUID) else "…"


def _redacted(text: str) -> str:
    for pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


def _filled(template: str, args: Any, shown: Callable[[Any], Any]) -> str:
    if not args:
        return template
    safe = {key: shown(item) for key, item in args.items()} if isinstance(args, Mapping) else tuple(map(shown, args))
    try:
        return template % safe
    except (TypeError, ValueError, KeyError):
        return template


def _error(exc_info: Any) -> BaseException | None:
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    before: BaseException | None = error
    while before is not None and before not in chain:
        chain.append(before)
        before = before.__cause__ or (None if before.__suppress_context__ else before.__context__)
    return chain


def _kinds(error: BaseException) -> str:
    return " from ".join(f"{type(each).__module__}.{type(each).__qualname__}" for each in _chain(error))


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}: {frame.line}" for frame in frames]
