"""Two promises on every page: nothing signed-in is stored by a browser; times are shown as the person lives them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponse]


def no_store_when_signed_in(get_response: GetResponse) -> GetResponse:
    """Forbid caches to keep a page that was made for one person."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def person_time_zone(get_response: GetResponse) -> GetResponse:
    """Show times in the person's own zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(request.user.zone if request.user.is_authenticated else None):
            return get_response(request)

    return middleware
