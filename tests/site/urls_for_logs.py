"""Pages that fail, refuse and talk, each quoting a person: what the logs of the tests are read for."""

import logging
import logging.config
from typing import Any

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from youdesign.people.models import Person

EMAIL, NAME = "rosa.parkhurst@leaders.example", "Rosa Parkhurst"
SECRET, VISITOR = "xK9mPq2vTz7wLr4nBc8s", "203.0.113.77"


@login_not_required
def fails(request: HttpRequest) -> HttpResponse:
    """Fail with a message that quotes a person."""
    raise ValueError(f"{NAME} <{EMAIL}> with {SECRET} cannot be saved")


@login_not_required
def breaks_a_rule_of_the_database(request: HttpRequest) -> HttpResponse:
    """Fail as PostgreSQL does, which quotes the row."""
    for _ in range(2):
        Person.objects.create(email=EMAIL, name=NAME)
    return HttpResponse()


@login_not_required
def is_suspicious(request: HttpRequest) -> HttpResponse:
    """Refuse, quoting what was sent."""
    raise SuspiciousOperation(f"{NAME} sent {SECRET}")


@login_not_required
def says(request: HttpRequest) -> HttpResponse:
    """Log in every way code may log."""
    structlog.get_logger("youdesign.people.views").info(
        "person_joined", who=request.user, email=EMAIL, note=f"from {EMAIL} at {VISITOR}", count=3
    )
    logging.getLogger("youdesign.people.views").info("Joined: %s by %d", Person(pk=7, name=NAME), 3)
    logging.getLogger("some.library").warning("Mail to %s failed after %d tries at %s", EMAIL, 4, NAME)
    logging.getLogger("some.library").warning(f"Mail to {EMAIL} from {VISITOR} with token={SECRET} failed")
    logging.getLogger("some.library").warning("%(who)s was here", {"who": NAME})
    return HttpResponse(request.user.pk)


@login_not_required
def is_missing(request: HttpRequest, word: str = "") -> HttpResponse:
    """Answer 404."""
    raise Http404(f"{NAME} is not here")


@login_not_required
def answers(request: HttpRequest, **_: Any) -> HttpResponse:
    """Answer."""
    return HttpResponse("hello")


def sorry(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what went wrong without any other page's help."""
    return HttpResponse("sorry", status=500 if exception is None else 404)


handler404 = handler500 = sorry
urlpatterns = [
    path("fails/", fails),
    path("database/", breaks_a_rule_of_the_database),
    path("suspicious/", is_suspicious),
    path("says/", says),
    path("missing/<str:word>/", is_missing),
    path("rooms/<int:room>/", answers),
    path("feeds/<str:token>.ics", answers),
    path("livez", answers),
    path("", include("youdesign.urls")),
]
