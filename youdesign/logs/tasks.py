"""One line for each Celery task, in the same form and under the same rules as a request's."""

from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.signals import bind_extra_task_metadata
from django_structlog.celery.steps import DjangoStructLogInitStep


def log_tasks(app: Celery) -> None:
    """Let the worker log through Django's LOGGING, name each task, and keep the id of the request that asked for it."""
    app.steps["worker"].add(DjangoStructLogInitStep)
    setup_logging.connect(leave_logging_to_django)
    bind_extra_task_metadata.connect(name_the_task)


def leave_logging_to_django(**_: Any) -> None:
    """Celery sets up no handlers of its own when somebody answers this signal."""


def name_the_task(*, task: Any, **_: Any) -> None:
    """Add the task's name to all its lines."""
    structlog.contextvars.bind_contextvars(task=task.name)
