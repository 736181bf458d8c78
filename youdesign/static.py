"""Static files, each sent whole: ours are small, and under ASGI Django reads slices only with a warning."""

from collections.abc import Callable

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


def static_files(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer with a static file where there is one, as WhiteNoise finds it."""
    find_or_pass_on = WhiteNoiseMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = find_or_pass_on(request)
        return read_now(response) if isinstance(response, WhiteNoiseFileResponse) else response

    return middleware
