"""Nothing before the second step: the middleware that leads those who must take one to where they can."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from youdesign.people import second_step
from youdesign.people.models import Person

GetResponse = Callable[[HttpRequest], HttpResponse]

# Getting help and getting out are open to everybody at any time.
ALWAYS = {"account_logout", "concern-raise", "concern-thanks", "crisis-help", "livez", "readyz"}
# With nothing set up yet. A password alone opens these, so they close once there is something to ask for.
TO_SET_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_set_password",
    "sign-in-anew",
}
TO_TAKE = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


def second_step_first(get_response: GetResponse) -> GetResponse:
    """Let those who must take a second step, and have not, go nowhere else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if not isinstance(person, Person) or not second_step.is_missing(request.session, person):
            return get_response(request)
        factors = second_step.factors_of(person)
        if name_of(request) in ALWAYS | (TO_TAKE if factors else TO_SET_UP):
            return get_response(request)
        return way_to(request, factors)

    return middleware


def name_of(request: HttpRequest) -> str | None:
    """Return the name of the address that was asked for."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    return match.view_name


def way_to(request: HttpRequest, factors: list[str]) -> HttpResponse:
    """Send somebody to where they take their step, or set it up, and from there to where they were going."""
    if not factors:
        return redirect("mfa_index")
    ask = "mfa_reauthenticate" if "totp" in factors else "mfa_reauthenticate_webauthn"
    going = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{reverse(ask)}?{urlencode({'next': going})}")
