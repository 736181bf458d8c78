"""Second steps for tests: an authenticator app, and a device that makes passkeys in a real browser."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from playwright.sync_api import Page

from tests.factories import PASSWORD
from youdesign.people import second_step
from youdesign.people.models import Person

PERIOD = 30  # seconds for which an app shows one code
SIGN_IN, STEP = "/account/login/", "/account/2fa/authenticate/"


def code_for(secret: str) -> str:
    """Return the code that an app with this secret shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


def give_app(person: Person) -> str:
    """Let the person have an authenticator app already; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return str(secret)


def secret_of(person: Person) -> str:
    """Return the secret in the person's app."""
    held = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    return second_step.open_secret(held.data["secret"])


def sign_in(person: Person, *, secret: str = "") -> Client:
    """Return a browser in which the person has signed in by hand, with the code of their app when there is one."""
    client = Client()
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    if secret:
        assert client.post(STEP, {"code": code_for(secret)}).status_code == 302
    return client


def add_device(page: Page) -> None:
    """Give this browser page a device that keeps passkeys, and says yes by itself."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    able = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options | able})
