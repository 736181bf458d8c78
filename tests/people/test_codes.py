"""Every code by mail, to sign in and for a new password: ten minutes, once, five tries, and in its own window only."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.people.test_signing_in import code_in, not_the, words
from tests.servers import Mailbox
from youdesign.people.models import Person


@dataclass(frozen=True)
class Way:
    """One page that asks for a code, the one where it is typed, where a good one leads, and where a bad one does."""

    ask: str
    confirm: str
    leads_to: str
    back_to: str


WAYS = [
    Way("/account/login/code/", "/account/login/code/confirm/", "/", "/account/login/code/"),
    Way(
        "/account/password/reset/",
        "/account/password/reset/confirm/",
        "/account/password/reset/complete/",
        "/account/password/reset/",
    ),
]
each_way = pytest.mark.parametrize("way", WAYS, ids=["to sign in", "for a new password"])


def asked(client: Client, way: Way, person: Person, mailbox: Mailbox) -> str:
    """Ask for a code in this window; return it."""
    client.post(way.ask, {"email": person.email})
    return code_in(mailbox, person.email)


@each_way
def test_it_works_within_ten_minutes(leader: Person, client: Client, mailbox: Mailbox, way: Way) -> None:
    code = asked(client, way, leader, mailbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=9, seconds=50), tick=False):
        assert client.post(way.confirm, {"code": code})["Location"] == way.leads_to


@each_way
def test_it_does_not_work_later_and_the_page_says_so(
    leader: Person, client: Client, mailbox: Mailbox, way: Way
) -> None:
    code = asked(client, way, leader, mailbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=5), tick=False):
        response = client.post(way.confirm, {"code": code}, follow=True)
    assert "A code works for 10 minutes, and once." in words(response)
    assert "_auth_user_id" not in client.session


@each_way
def test_it_works_once(leader: Person, client: Client, mailbox: Mailbox, way: Way) -> None:
    code = asked(client, way, leader, mailbox)
    client.post(way.confirm, {"code": code})
    client.post("/account/logout/")
    response = client.post(way.confirm, {"code": code}, follow=True)
    assert "There is no code waiting" in words(response)
    assert "_auth_user_id" not in client.session


@each_way
def test_it_works_in_no_other_window(leader: Person, client: Client, mailbox: Mailbox, way: Way) -> None:
    code = asked(client, way, leader, mailbox)
    thief = Client()
    assert thief.post(way.confirm, {"code": code}, follow=True).redirect_chain[0][0] in (way.back_to, "/account/login/")
    assert "_auth_user_id" not in thief.session


@each_way
def test_the_fifth_wrong_one_ends_it(leader: Person, client: Client, mailbox: Mailbox, way: Way) -> None:
    code = asked(client, way, leader, mailbox)
    for _ in range(5):
        response = client.post(way.confirm, {"code": not_the(code)}, follow=True)
    assert "That was tried too many times." in words(response)
    client.post(way.confirm, {"code": code})
    assert "_auth_user_id" not in client.session
