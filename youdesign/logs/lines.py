"""How a log line is written: JSON for machines, a few words for a person at a terminal."""

import json

from structlog.typing import EventDict, WrappedLogger

FIRST = ("timestamp", "level", "event")


def as_json(_: WrappedLogger, __: str, line: EventDict) -> str:
    """Return one JSON object on one line, time, level and event first."""
    ordered = {key: line[key] for key in FIRST if key in line} | dict(line)
    return json.dumps(ordered, ensure_ascii=False)


def as_words(_: WrappedLogger, __: str, line: EventDict) -> str:
    """Return the time of day, the event and what belongs to it; a traceback beneath."""
    words = [line.pop("timestamp")[11:19], line.pop("event")]
    level, trace = line.pop("level"), line.pop("exception", "")
    line.pop("logger"), line.pop("request_id", None)
    if level != "info":
        words.insert(1, level.upper())
    words += [f"{key}={value}" for key, value in line.items()]
    return " ".join(map(str, words)) + (f"\n{trace}" if trace else "")
