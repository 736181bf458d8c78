"""Before something important it is shown again who it is, also by those who have no password, or nothing but codes."""

import re
import time
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.http import urlencode

from tests.factories import PASSWORD
from tests.people.steps import code_for, give_app
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
NEW, SET, ANEW = "a-thief-chose-this", "/account/password/set/", "/account/sign-in-anew/"
IMPORTANT = ("/account/email/", SET, "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/my-data/erase/")


@pytest.fixture
def leader(leader: Person) -> Person:
    """Maureen, without a password."""
    leader.set_unusable_password()
    leader.save()
    return leader


def window(person: Person) -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    return client


def by_code(person: Person, mailbox: Any) -> Client:
    """Return a window in which this person has signed in by a mailed code."""
    client = Client()
    client.post("/account/login/code/", {"email": person.email})
    client.post("/account/login/code/confirm/", {"code": code_in(mailbox, person, 1)})
    return client


def code_in(mailbox: Any, person: Person, count: int) -> str:
    """Return the code in the newest of so many mails to this person."""
    body = mailbox.wait_for(person.email, count=count).get_content()
    return str(next(word for word in body.split() if word.isdecimal() and len(word) == 6))


def hidden(page: str) -> str:
    """Return where the form of the page says to go on to."""
    return unescape(re.findall(r'name="next" value="([^"]+)"', page)[0])


def test_whoever_finds_an_open_phone_sets_no_first_password(leader: Person) -> None:
    secret = give_app(leader)
    client = window(leader)
    again = client.get(SET)["Location"]
    assert again == "/account/2fa/reauthenticate/?next=%2Faccount%2Fpassword%2Fset%2F"
    assert client.post(SET, {"password1": NEW, "password2": NEW})["Location"] == SET
    assert NEW not in str(dict(client.session.items()))
    leader.refresh_from_db()
    assert not leader.has_usable_password()
    client.post(again, {"code": code_for(secret), "next": SET})
    client.post(SET, {"password1": NEW, "password2": NEW})
    leader.refresh_from_db()
    assert leader.check_password(NEW)


@pytest.mark.parametrize("path", IMPORTANT)
def test_with_mailed_codes_alone_a_while_later_she_signs_in_anew(leader: Person, mailbox: Any, path: str) -> None:
    client = by_code(leader, mailbox)
    said = {"action_add": "", "email": "new@example.org"}
    with time_machine.travel(time.time() + 301):
        asked = client.post(path, said)["Location"]
        assert asked == f"{ANEW}?{urlencode({'next': path})}"
        assert "Sign out and sign in again with a code" in client.get(asked).content.decode()
    assert not client.post(path, said).headers.get("Location", "").startswith(ANEW)


def test_signing_in_anew_leads_back_to_where_she_was_going(leader: Person, mailbox: Any) -> None:
    client, path = by_code(leader, mailbox), "/my-data/erase/?from=mail"
    with time_machine.travel(time.time() + 301, tick=True):
        page = client.get(client.get(path)["Location"]).content.decode()
        out = client.post("/account/logout/", {"next": hidden(page)})["Location"]
        assert out == f"/account/login/code/?{urlencode({'next': path})}"
        asks = client.post(out, {"email": leader.email, "next": hidden(client.get(out).content.decode())})["Location"]
        going = hidden(client.get(asks).content.decode())
        assert client.post(asks, {"code": code_in(mailbox, leader, 2), "next": going})["Location"] == path
        assert client.get(path).status_code == 200


def test_a_code_that_ran_out_on_the_way_loses_nothing(client: Client, db: None) -> None:
    asks = "/account/login/code/confirm/"
    assert (
        client.get(asks, {"next": "/my-data/erase/"})["Location"] == "/account/login/code/?next=%2Fmy-data%2Ferase%2F"
    )
    assert client.get(asks, {"next": "//evil.example/"})["Location"] == "/account/login/code/"


@pytest.mark.parametrize("away", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_signing_in_anew_leads_nowhere_else(leader: Person, away: str) -> None:
    page = window(leader).get(ANEW, {"next": away}).content.decode()
    assert "evil" not in page
    assert hidden(page) == "/account/login/code/"


def test_each_other_way_to_show_it_leads_back_too(leader: Person) -> None:
    give_app(leader)
    leader.set_password(PASSWORD)
    leader.save()
    page = window(leader).get(f"/account/reauthenticate/?{urlencode({'next': '/my-data/erase/'})}").content.decode()
    assert hidden(page) == "/my-data/erase/"
    assert "/account/2fa/reauthenticate/?next=%2Fmy-data%2Ferase%2F" in page


def test_one_who_must_set_up_a_step_first_may_see_how(coordinator: Person, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = True
    coordinator.set_unusable_password()
    coordinator.save()
    client = window(coordinator)
    assert client.get("/account/2fa/totp/activate/")["Location"].startswith(ANEW)
    assert client.get(ANEW).status_code == 200
