"""Promises on every page: nothing signed-in is stored by a browser, times are the person's, signing out is at once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from youdesign import errors
from youdesign.conversations import broadcasts
from youdesign.people import microphone

GetResponse = Callable[[HttpRequest], HttpResponse]
WHERE_A_STAY_MAY_END = ("/account/", "/admin/")


def no_store_when_signed_in(get_response: GetResponse) -> GetResponse:
    """Forbid caches to keep a page that was made for one person."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def no_microphone_unless_said(get_response: GetResponse) -> GetResponse:
    """Keep microphone, camera and place from every page, unless its view says otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(microphone.POLICY, microphone.NOTHING)
        return response

    return middleware


def no_empty_page(get_response: GetResponse) -> GetResponse:
    """Give a page to whoever opens an address that only takes what a button sends: Django's answer to that is empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            return errors.only_sent(request, response.headers["Allow"])
        return response

    return middleware


def person_time_zone(get_response: GetResponse) -> GetResponse:
    """Show times in the person's own zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(request.user.zone if request.user.is_authenticated else None):
            return get_response(request)

    return middleware


def rooms_look_again(get_response: GetResponse) -> GetResponse:
    """Have open rooms look who may still read, after what may have ended a stay; the rest they find by themselves."""

    def middleware(request: HttpRequest) -> HttpResponse:
        may_end = (
            request.method == "POST" and request.path.startswith(WHERE_A_STAY_MAY_END) and request.user.is_authenticated
        )
        response = get_response(request)
        if may_end:
            broadcasts.look_again()
        return response

    return middleware
