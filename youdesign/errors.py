"""The pages for what went wrong: plain words, a way out, crisis help and "Tell someone" on each."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

LIMITS_LAST = 60  # seconds: every limit that ends in this page is so many tries in a minute


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for what this person may see but not do."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for what is not there, or not there for this person: the same bytes for both."""
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for too many tries in a short time, which says when to come back."""
    again_at = timezone.now() + datetime.timedelta(seconds=LIMITS_LAST + 59)  # rounded up: the page shows minutes
    response = render(request, "429.html", {"again_at": again_at}, status=429)
    response.headers["Retry-After"] = str(LIMITS_LAST)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for a fault of ours, made without the database."""
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that was open too long, or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)
