"""Whoever's password, address or second step is changed is told by mail, with what to do if it was not them."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.factories import PASSWORD
from tests.people.steps import code_for, give_app
from tests.servers import Mailbox, text_of
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)  # allauth writes once it is stored
NEW = "bridge tuesday teapot"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
AGAIN = "/account/reauthenticate/?next=/account/2fa/"


@pytest.fixture
def hers(leader: Person, mailbox: Mailbox) -> Client:
    """Maureen's phone, on which she has just typed her password again."""
    client = Client(headers={"user-agent": PHONE})
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    client.post(AGAIN, {"password": PASSWORD})
    return client


def changes_her_password(client: Client, leader: Person) -> None:
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})


def sets_a_first_password(client: Client, leader: Person) -> None:
    secret = give_app(leader)  # what she signs in with
    leader.set_unusable_password()
    leader.save()
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    client.post("/account/2fa/reauthenticate/", {"code": code_for(secret)})
    client.post("/account/password/set/", {"password1": NEW, "password2": NEW})


def switches_an_app_on(client: Client, leader: Person) -> None:
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_for(secret)})


def switches_it_off(client: Client, leader: Person) -> None:
    give_app(leader)
    client.post("/account/2fa/totp/deactivate/")


def makes_recovery_codes(client: Client, leader: Person) -> None:
    give_app(leader)
    client.post("/account/2fa/recovery-codes/generate/")


def removes_a_passkey(client: Client, leader: Person) -> None:
    held = Authenticator.objects.create(user=leader, type="webauthn", data={"name": "My old phone"})
    client.post(f"/account/2fa/webauthn/keys/{held.pk}/remove/")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changes_her_password, "Your password on You Design was changed."),
        (sets_a_first_password, "password"),
        (switches_an_app_on, "An authenticator app was switched on for your account"),
        (switches_it_off, "switched off"),
        (makes_recovery_codes, "recovery codes"),
        (removes_a_passkey, "A passkey was removed"),
    ],
)
def test_she_is_told_what_was_changed_where_and_what_to_do(
    hers: Client, leader: Person, mailbox: Mailbox, change: Callable[[Client, Person], None], said: str
) -> None:
    change(hers, leader)
    text = text_of(mailbox.wait_for(leader.email))
    assert said in text
    assert "Chrome on an Android phone or tablet" in text
    assert "Mozilla" not in text
    assert "Was it not you?" in text
    assert "/account/password/reset/" in text
    assert "/tell-someone/" in text
    assert "example.com" not in text


def test_a_look_alone_tells_nobody(hers: Client, leader: Person, mailbox: Mailbox) -> None:
    give_app(leader)
    for path in ("/account/password/change/", "/account/2fa/totp/deactivate/", "/account/2fa/recovery-codes/generate/"):
        assert hers.get(path).status_code == 200
    assert mailbox.to(leader.email) == []
