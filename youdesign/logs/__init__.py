"""How the site logs: a line for each thing that happened, with a request id, and of a person only their number."""

import sys
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import Processor

from youdesign.logs.lines import as_json, as_words
from youdesign.logs.privacy import keep_known_words, leave_out_messages, leave_out_values, redact

OUR_PACKAGES = ("youdesign", "cohorts", "mentoring")


def logging_config(level: str, *, readable: bool = False) -> dict[str, Any]:
    """Set structlog up and return LOGGING: JSON lines to stdout, or short words for a person at a terminal."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    if not readable:
        sys.excepthook = log_what_nobody_caught
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "use_get_message": False,
                "pass_foreign_args": True,
                "processors": [
                    leave_out_values,
                    structlog.processors.format_exc_info if readable else leave_out_messages,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    keep_known_words,
                    redact,
                    as_words if readable else as_json,
                ],
            }
        },
        "filters": {"ours": {"()": "youdesign.logs.requests.OursOnly"}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
        "root": {"handlers": ["stdout"], "level": "WARNING"},
        "loggers": {
            **{name: {"level": level} for name in (*OUR_PACKAGES, "celery", "django_structlog")},
            "uvicorn.error": {"level": level, "filters": ["ours"]},
            # Named here, so that these lose handlers of their own: Django would mail errors to its admins, with what
            # people wrote. Below INFO they would say values, such as SQL parameters.
            "django": {"level": "INFO"},
            "django.server": {"level": "WARNING", "propagate": True},
            "uvicorn": {"level": "INFO", "propagate": True},
            "uvicorn.access": {"level": "CRITICAL", "propagate": False},
            # Said once, by the request's own line, which knows the route instead of the address.
            "django.request": {"level": "CRITICAL"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            # Said once, by django-structlog's line for the task.
            "celery.app.trace": {"level": "CRITICAL"},
            # redis-py gives this logger a handler of its own unless it is already known.
            "push_response": {"level": "WARNING"},
        },
    }


def log_what_nobody_caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say where a process fell over, without the message, which may hold what a person wrote."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger(__name__).critical("process_fell_over", exc_info=(kind, error, trace))
