"""Static files, each sent whole: ours are small, and under ASGI Django reads slices only with a warning."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseFileResponse, WhiteNoiseMiddleware


def read_now(lazy: WhiteNoiseFileResponse) -> HttpResponse:
    """Return the file's bytes under the same headers, and close the file."""
    whole = HttpResponse(b"".join(lazy.streaming_content), status=lazy.status_code)
    del whole["Content-Type"]
    for name, value in lazy.items():
        whole[name] = value
    lazy.close()
    return whole


@cache
def found(root: str, finders: bool) -> WhiteNoiseMiddleware:
    """Return what WhiteNoise finds there: once in a process, however often the site is put together."""
    return WhiteNoiseMiddleware()


def static_files(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer with a static file where there is one, as WhiteNoise finds it."""
    known = found(str(settings.STATIC_ROOT), settings.WHITENOISE_USE_FINDERS)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        file = known.files.get(request.path_info)
        return read_now(known.serve(file, request)) if file else get_response(request)

    return middleware
