"""Pages that may ask for the microphone, for dictation on the device of whoever writes; all others may not."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpResponse

Asked = ParamSpec("Asked")
POLICY = "Permissions-Policy"
NOTHING = "camera=(), geolocation=(), microphone=()"
MICROPHONE = "camera=(), geolocation=(), microphone=(self)"


def may_dictate(view: Callable[Asked, HttpResponse]) -> Callable[Asked, HttpResponse]:
    """Let the page of this view ask for the microphone; the browser then asks its person too."""

    @wraps(view)
    def wrapped(*args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers[POLICY] = MICROPHONE
        return response

    return wrapped
