"""How often somebody may try, counted so that nobody can shut somebody else out.

What is counted for an address alone, anybody can use up in its owner's name. So tries are counted for an address and a
network together. A wider count for the address alone holds against many networks at once, and leaves alone the browsers
in which its owner has signed in before.
"""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

RATES = {"code": "3/m/key", "code_anywhere": "30/h/key", "guess_anywhere": "100/h/key"}
SALT = "people.known_browser"
KNOWN_FOR = 365 * 24 * 60 * 60
MOST_KNOWN = 5  # people who share one browser


def with_network(request: HttpRequest, address: str) -> str:
    """Return what is counted: this address, tried from this network."""
    return f"{address.lower()}|{ratelimit.get_ip(request)}"


def may_send_code(request: HttpRequest, address: str) -> bool:
    """Count one code that is asked for; whether it may be sent."""
    if not counted(request, "code", with_network(request, address)):
        return False
    return is_known(request, address) or counted(request, "code_anywhere", address.lower())


def may_guess(request: HttpRequest, address: str) -> bool:
    """Count one password that is tried, from wherever; whether it may be."""
    return is_known(request, address) or counted(request, "guess_anywhere", address.lower())


def counted(request: HttpRequest, action: str, key: str) -> bool:
    """Count once; whether it was not too often."""
    return bool(ratelimit.consume(request, app="youdesign.people", action=action, config=RATES, key=key))


def is_known(request: HttpRequest, address: str) -> bool:
    """Whether somebody with this address has signed in with this browser before."""
    return mark_of(address) in marks_in(request)


def remember_browser(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """Let this browser be known to belong to whoever has this address; the cookie does not say the address."""
    marks = [mark_of(address), *(mark for mark in marks_in(request) if mark != mark_of(address))]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signing.dumps(marks[:MOST_KNOWN], salt=SALT),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def marks_in(request: HttpRequest) -> list[str]:
    """Return whose browser this is, by their marks."""
    try:
        marks: list[str] = signing.loads(
            request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), salt=SALT, max_age=KNOWN_FOR
        )
    except signing.BadSignature:
        return []
    return marks


def mark_of(address: str) -> str:
    """Return what stands for an address in the cookie."""
    return salted_hmac(SALT, address.lower(), algorithm="sha256").hexdigest()[:16]
