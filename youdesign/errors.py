"""The pages for what went wrong: plain words, a way out, crisis help and "Tell someone" on each."""

import datetime
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from youdesign.pooled.base import TooBusy

LIMITS_LAST = 60  # seconds: every limit that ends in this page is so many tries in a minute
RUSH_LASTS = 10  # seconds after which it is worth trying again
PLAIN_FORM = "application/x-www-form-urlencoded"
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
NOT_SENT_AGAIN = "csrfmiddlewaretoken"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for what did not come in a form we know, and for what was too much at once."""
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for what this person may see but not do."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for what is not there, or not there for this person: the same bytes for both."""
    return render(request, "404.html", status=404)


def only_sent(request: HttpRequest, allowed: str) -> HttpResponse:
    """Return the page for an address that takes only what a button sends; who was signed out may be led there."""
    response = render(request, "405.html", status=405)
    response.headers["Allow"] = allowed
    return response


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for too many tries in a short time, which says when to come back."""
    again_at = timezone.now() + datetime.timedelta(seconds=LIMITS_LAST + 59)  # rounded up: the page shows minutes
    response = render(request, "429.html", {"again_at": again_at}, status=429)
    response.headers["Retry-After"] = str(LIMITS_LAST)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for a fault of ours, made without the database; a rush is none, and has a page of its own."""
    # Django names this page without the exception, which it is dealing with right now.
    if isinstance(sys.exc_info()[1], TooBusy):
        return too_busy(request)
    return render(None, "500.html", status=500)


def too_busy(request: HttpRequest) -> HttpResponse:
    """Return the page for a rush, made without the database: it keeps what was typed, with a button to send it again.

    Going back would not do: a browser forgets what was typed on a page that it may not store, as all of ours.
    """
    facts = {"path": request.get_full_path(), "is_sent": request.method == "POST", "typed": typed_in(request)}
    response = render(None, "503.html", facts, status=503)
    response.headers["Retry-After"] = str(RUSH_LASTS)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a plain form sent; nothing of one with a password, which no page may show, nor of one with files."""
    if request.method != "POST" or request.content_type != PLAIN_FORM:
        return []
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    return [] if any("password" in name for name, _ in typed) else typed


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that was open too long, or came from elsewhere.

    One of ours gets back what was typed, with a button to send it again: going back would bring an empty form. A form
    from elsewhere gets nothing, so that nobody is led to send what others wrote.
    """
    typed = typed_in(request) if is_from_here(request) else []
    facts = {"path": request.get_full_path(), "typed": [pair for pair in typed if pair[0] != NOT_SENT_AGAIN]}
    return render(request, "403_csrf.html", facts, status=403)


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser itself says that the form stood on a page of this site; no page elsewhere can say so."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == own
