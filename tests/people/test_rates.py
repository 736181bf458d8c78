"""How often somebody may try: counted behind a proxy too, and never so that one person shuts out another."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone

from tests.factories import PASSWORD
from tests.servers import Mailbox, free_port, text_of
from youdesign.people.models import Person

SIGN_IN, CODE, JOIN, RESET = "/account/login/", "/account/login/code/", "/account/signup/", "/account/password/reset/"
WRONG, TOO_MANY = "that one is not it", "That was tried too many times."
JUST_SENT = "We have just sent you a code."
NEW = {"name": "Nell", "password1": "teapot tuesday bridge"}
HERS, THEIRS = "198.51.100.7", "203.0.113.9"


def at(network: str) -> Client:
    """Return a window at this address."""
    return Client(REMOTE_ADDR=network)


def guess(client: Client, person: Person, password: str = WRONG, **headers: str) -> str:
    """Try a password, and return the page or where it leads."""
    response = client.post(SIGN_IN, {"login": person.email, "password": password}, headers=headers)
    return str(response["Location"]) if response.status_code == 302 else response.content.decode()


def guesses(client: Client, person: Person, many: int, **headers: str) -> str:
    """Try this many wrong ones, and return the last page."""
    return [guess(client, person, **headers) for _ in range(many)][-1]


# --- Who is counted ---


def test_each_visitor_behind_the_proxy_is_counted_by_themselves(leader: Person, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    proxy = at("10.0.0.1")
    assert TOO_MANY in guesses(proxy, leader, 6, x_forwarded_for=THEIRS)
    assert guess(proxy, leader, PASSWORD, x_forwarded_for=HERS) == "/"


def test_what_a_visitor_claims_about_themselves_is_not_believed(leader: Person, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    proxy = at("10.0.0.1")
    for number in range(5):
        guess(proxy, leader, x_forwarded_for=f"192.0.2.{number}, {THEIRS}")
    assert TOO_MANY in guess(proxy, leader, x_forwarded_for=f"192.0.2.77, {THEIRS}")


def test_without_a_proxy_the_header_says_nothing(leader: Person) -> None:
    for number in range(5):
        guess(at(THEIRS), leader, x_forwarded_for=f"192.0.2.{number}")
    assert TOO_MANY in guess(at(THEIRS), leader, x_forwarded_for="192.0.2.77")


def test_a_whole_network_of_version_six_is_one(leader: Person) -> None:
    for number in range(5):
        guess(at(f"2001:db8:1:2::{number + 1:x}"), leader)
    assert TOO_MANY in guess(at("2001:db8:1:2:ffff::1"), leader)
    assert guess(at("2001:db8:1:3::1"), leader, PASSWORD) == "/"


# --- Nobody shuts out somebody else ---


def test_wrong_passwords_from_elsewhere_do_not_keep_her_out(leader: Person) -> None:
    assert TOO_MANY in guesses(at(THEIRS), leader, 30)
    assert guess(at(HERS), leader, PASSWORD) == "/"


def test_codes_asked_from_elsewhere_do_not_keep_her_out(leader: Person, mailbox: Mailbox) -> None:
    for path in (CODE, RESET):
        for _ in range(4):
            page = at(THEIRS).post(path, {"email": leader.email}).content.decode()
        assert JUST_SENT in page
    sent = len(mailbox.to(leader.email))
    hers = at(HERS)
    hers.post(CODE, {"email": leader.email})
    code = re.search(r"^(\d{6})\s*$", text_of(mailbox.wait_for(leader.email, count=sent + 1)), re.MULTILINE)
    assert code
    assert hers.post("/account/login/code/confirm/", {"code": code.group(1)})["Location"] == "/"


def test_somebody_who_joins_with_her_address_does_not_keep_her_from_joining(db: None, mailbox: Mailbox) -> None:
    for _ in range(4):
        page = at(THEIRS).post(JOIN, {**NEW, "email": "nell@cast.test"}).content.decode()
    assert JUST_SENT in page
    assert at(HERS).post(JOIN, {**NEW, "email": "nell@cast.test"})["Location"] == "/account/confirm-email/"


def test_a_password_that_is_too_short_costs_no_code(db: None, mailbox: Mailbox) -> None:
    client = at(HERS)
    for _ in range(5):
        client.post(JOIN, {**NEW, "email": "nell@cast.test", "password1": "short"})
    assert client.post(JOIN, {**NEW, "email": "nell@cast.test"})["Location"] == "/account/confirm-email/"


def from_everywhere(person: Person) -> None:
    """Let a hundred networks try a wrong password each."""
    for number in range(100):
        guess(at(f"192.0.2.{number}"), person)


def test_a_hundred_networks_are_stopped_and_her_own_browser_is_not(leader: Person) -> None:
    hers = at(HERS)
    guess(hers, leader, PASSWORD)
    hers.post("/account/logout/")
    from_everywhere(leader)
    assert TOO_MANY in guess(at("192.0.2.200"), leader, PASSWORD)
    assert guess(hers, leader, PASSWORD) == "/"


def test_even_in_a_new_browser_she_gets_in_by_a_code_meanwhile(leader: Person, mailbox: Mailbox) -> None:
    from_everywhere(leader)
    new = at("198.51.100.8")
    assert TOO_MANY in guess(new, leader, PASSWORD)
    new.post(CODE, {"email": leader.email})
    code = re.search(r"^(\d{6})\s*$", text_of(mailbox.wait_for(leader.email)), re.MULTILINE)
    assert code
    assert new.post("/account/login/code/confirm/", {"code": code.group(1)})["Location"] == "/"


def test_her_inbox_is_spared(leader: Person, mailbox: Mailbox) -> None:
    hers = at(HERS)
    guess(hers, leader, PASSWORD)
    hers.post("/account/logout/")
    for number in range(31):
        page = at(f"192.0.2.{number}").post(CODE, {"email": leader.email}).content.decode()
    assert JUST_SENT in page
    assert len(mailbox.to(leader.email)) == 30
    assert hers.post(CODE, {"email": leader.email})["Location"] == "/account/login/code/confirm/"


def test_a_cookie_of_ones_own_making_says_nothing(leader: Person) -> None:
    from_everywhere(leader)
    for value in ("", "nonsense", "a:b:c", "W10:1:2"):
        client = at("192.0.2.201")
        client.cookies["known"] = value
        assert TOO_MANY in guess(client, leader, PASSWORD), value


def test_the_cookie_says_no_address_and_is_for_this_site_alone(leader: Person, settings: Any) -> None:
    client = at(HERS)
    response = client.post(SIGN_IN, {"login": leader.email, "password": PASSWORD})
    cookie = response.cookies[settings.KNOWN_COOKIE_NAME]
    assert "maureen" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


# --- Never for good ---


@pytest.mark.parametrize("minutes", [5, 61])
def test_it_is_over_after_some_minutes(leader: Person, minutes: int) -> None:
    hers = at(HERS)
    assert TOO_MANY in guesses(hers, leader, 6)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes, seconds=1), tick=False):
        assert guess(hers, leader, PASSWORD) == "/"


def test_with_redis_away_people_sign_in_and_tries_are_still_counted(
    leader: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    monkeypatch.setitem(caches.settings, "default", away)
    monkeypatch.delattr(caches._connections, "default", raising=False)
    try:
        assert TOO_MANY in guesses(at(THEIRS), leader, 6)
        assert guess(at(HERS), leader, PASSWORD) == "/"
    finally:
        cache.meanwhile.clear()
        monkeypatch.delattr(caches._connections, "default", raising=False)
