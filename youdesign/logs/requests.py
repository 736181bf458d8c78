"""One line for each request and each socket, carrying an id that its other lines and the answer carry too."""

import logging
import time
import uuid
from typing import Any

import structlog
from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

HEADER = "X-Request-ID"
STARTED = "youdesign.started"
QUIET = ("/livez", "/readyz")
log = structlog.get_logger(__name__)


def request_id(offered: str | None) -> str:
    """Return the id our own proxy gave this request, if it is one, or a new one."""
    if offered and settings.TRUSTED_PROXIES and len(offered) <= 36:
        try:
            return str(uuid.UUID(offered))
        except ValueError:
            pass
    return str(uuid.uuid4())


def shown_path(request: HttpRequest) -> str:
    """Return the address when all that varies in it is numbers, else its route: names, words and tokens stay out."""
    match = request.resolver_match
    if match is None:
        return "(no such page)"
    if not match.args and all(isinstance(part, int | uuid.UUID) for part in match.kwargs.values()):
        return request.path
    return f"/{match.route}"


class RequestLog(RequestMiddleware):
    """django-structlog's middleware, but telling of the person, the address and the browser only what we may keep."""

    def prepare(self, request: HttpRequest) -> None:
        """Give the request its id and start its clock."""
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id(request.headers.get(HEADER)))
        vars(request)[STARTED] = time.perf_counter()  # not in META: allauth replaces that when it replays a POST

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        """Say how the request ended, unless a probe or a static file was simply answered."""
        response[HEADER] = structlog.contextvars.get_contextvars()["request_id"]
        if response.status_code < 400 and request.path.startswith((*QUIET, settings.STATIC_URL)):
            structlog.contextvars.clear_contextvars()
            return
        structlog.contextvars.bind_contextvars(ms=round((time.perf_counter() - vars(request)[STARTED]) * 1000))
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return the method and what may be shown of the address, never the query."""
        return f"{request.method} {shown_path(request)}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Add the person's number if the page asked who they are; logging never reads the database by itself."""
        person: Any = getattr(request, "_cached_user", None)
        if person is not None and person.pk is not None:
            structlog.contextvars.bind_contextvars(person=person.pk)


def socket_log(app: ASGI3Application) -> ASGI3Application:
    """Wrap an ASGI application so that each socket has an id in all its lines, and one line when it ends."""

    async def logged(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        headers = dict(scope["headers"]) if scope["type"] == "websocket" else {}
        offered = headers.get(HEADER.lower().encode(), b"").decode("latin-1")
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id(offered))
        started = time.perf_counter()
        await app(scope, receive, send)
        log.info("socket_ended", ms=round((time.perf_counter() - started) * 1000))

    return logged


class OursOnly(logging.Filter):
    """Leaves out what uvicorn calls an error, with a traceback, and is a mistake of whoever sent it."""

    THEIRS = ("Invalid UTF-8 sequence received from client.",)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is about us."""
        return record.msg not in self.THEIRS
