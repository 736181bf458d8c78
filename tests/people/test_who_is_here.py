"""Joining, signing in, codes and new passwords tell nobody who has an account: same words, same answer, same work."""

import re
import statistics
import time
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.http import HttpResponse
from django.test import Client

from tests.factories import PersonFactory
from tests.servers import Mailbox
from youdesign.people.models import Person

NEW = "teapot tuesday bridge"
ASK: dict[str, Callable[[Client, str], HttpResponse]] = {
    "join": lambda client, address: client.post(
        "/account/signup/", {"name": "Nasreen", "email": address, "password1": NEW}
    ),
    "join with a passkey": lambda client, address: client.post(
        "/account/signup/passkey/", {"name": "Nasreen", "email": address}
    ),
    "sign in": lambda client, address: client.post("/account/login/", {"login": address, "password": "not this one"}),
    "get a code": lambda client, address: client.post("/account/login/code/", {"email": address}),
    "new password": lambda client, address: client.post("/account/password/reset/", {"email": address}),
}
KINDS = ("proved", "unproved", "switched off", "passkey only")
CODES = [way for way in ASK if way != "sign in"]


class Counting(PBKDF2PasswordHasher):
    """The real way to hash, which counts how often it is asked to work."""

    algorithm = "counting"
    iterations = 1
    worked: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Hash, and count."""
        Counting.worked.append(password)
        return super().encode(password, salt, iterations)


def somebody(kind: str) -> Person:
    """Return somebody with an account of this kind."""
    person = PersonFactory(is_active=kind != "switched off")
    if kind == "unproved":
        person.emailaddress_set.update(verified=False)
    if kind == "passkey only":
        person.set_unusable_password()
        person.save()
    return person


def told(response: HttpResponse, client: Client, address: str) -> tuple[object, ...]:
    """Return all that a stranger can see of an answer, and of the page it leads to, but for the address."""
    pages = [response, client.get(response["Location"])] if response.status_code == 302 else [response]
    return tuple(
        (
            page.status_code,
            page.get("Location"),
            sorted(page.headers.keys() - {"Content-Length"}),
            sorted(page.cookies),
            " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).replace(address, "").split()),
        )
        for page in pages
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ASK)
def test_a_stranger_sees_the_same_whether_there_is_an_account_or_not(way: str, kind: str, mailbox: Mailbox) -> None:
    seen = []
    for address in (somebody(kind).email, "nobody@people.test"):
        client = Client()
        seen.append(told(ASK[way](client, address), client, address))
    assert seen[0] == seen[1]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ASK)
def test_the_work_that_takes_time_is_the_same(way: str, kind: str, mailbox: Mailbox, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    cost = []
    for address in (somebody(kind).email, "nobody@people.test"):
        Counting.worked.clear()
        before = len(mailbox.messages)
        ASK[way](Client(), address)
        cost.append((len(Counting.worked), len(mailbox.messages) - before))
    assert cost[0] == cost[1]
    assert cost[0] == ((2, 0) if way == "sign in" else (way == "join", 1))


@pytest.mark.django_db
def test_signing_in_takes_as_long_for_a_stranger(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = {"login": "1000/m/ip", "login_failed": "1000/m/ip"}
    took: dict[str, list[float]] = {PersonFactory().email: [], "nobody@people.test": []}
    for _ in range(5):
        for address, times in took.items():
            began = time.thread_time()  # the work, and not how busy the machine is
            ASK["sign in"](Client(), address)
            times.append(time.thread_time() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.6 < known / unknown < 1.7


@pytest.mark.django_db
@pytest.mark.parametrize("way", CODES)
def test_only_the_owner_of_the_address_learns_more_by_mail(way: str, mailbox: Mailbox) -> None:
    subjects = {}
    for address in (somebody("proved").email, "nobody@people.test"):
        ASK[way](Client(), address)
        subjects[address] = mailbox.wait_for(address)["Subject"]
    assert len(set(subjects.values())) == 2
