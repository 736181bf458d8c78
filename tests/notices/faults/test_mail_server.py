"""A mail server that refuses, is busy, hangs or drops the line: each notice is tried again as its answer deserves."""

import time
from typing import Any

import pytest

from tests.factories import PersonFactory
from tests.notices.post_office import DROP, HANG, PostOffice
from tests.notices.test_rules import MINUTE, NOW, fresh, owe
from tests.servers import free_port
from youdesign.notices import actions
from youdesign.notices.drain import drain
from youdesign.notices.models import Bounce, Notice
from youdesign.people.models import AuditEntry, Person

pytestmark = pytest.mark.django_db(transaction=True)

BUSY = [("MAIL", "451 4.3.0 Ask later"), ("RCPT", "450 4.2.1 Busy"), ("DATA", "451 4.3.0 Ask later")]
CLOSING = [("MAIL", "421 Closing"), ("RCPT", "421 Closing"), ("DATA", "421 Closing")]
SILENT = [("RCPT", HANG), ("DATA", HANG), ("RCPT", DROP), ("DATA", DROP)]


@pytest.fixture
def unlucky() -> Notice:
    """A reminder to somebody whom the mail server treats badly."""
    return owe(PersonFactory(email="unlucky@cast.test"))


@pytest.fixture
def others(unlucky: Notice) -> list[Notice]:
    """Reminders that stand behind it."""
    return [owe(PersonFactory()) for _ in range(4)]


def states(notices: list[Notice]) -> set[tuple[str, int]]:
    """Return how these stand, and how many tries each has spent."""
    return {(row.state, row.tries) for row in map(fresh, notices)}


@pytest.mark.parametrize(("at", "deed"), [*BUSY, *CLOSING, *SILENT])
def test_what_is_not_for_good_is_tried_again_later_and_holds_up_nobody(
    post: PostOffice, unlucky: Notice, others: list[Notice], at: str, deed: str
) -> None:
    post.misbehave(at, deed, to="" if at == "MAIL" else "unlucky", times=1)
    began = time.monotonic()
    assert drain(now=NOW) == 5
    assert time.monotonic() - began < 4
    row = fresh(unlucky)
    assert (row.state, row.tries, row.lease_until) == ("waiting", 1, None)
    assert NOW + MINUTE <= row.next_try_at < NOW + 2 * MINUTE
    assert row.reason.endswith("We will try again.")
    assert states(others) == {("sent", 1)}
    assert drain(now=NOW + 2 * MINUTE) == 1
    assert states([unlucky]) == {("sent", 2)}
    assert len({mail["Message-ID"] for mail in post.to("unlucky@cast.test")}) == 1
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(("at", "deed"), [("RCPT", "550 5.1.1 Nobody here"), ("DATA", "550 5.1.1 Nobody here")])
def test_an_address_that_nobody_has_is_a_bounce_and_waits_for_staff(
    post: PostOffice, unlucky: Notice, others: list[Notice], at: str, deed: str
) -> None:
    post.misbehave(at, deed, to="unlucky")
    assert drain(now=NOW) == 5
    assert states([unlucky]) == {("parked", 1)}
    assert fresh(unlucky).reason == "There is nobody at this address (code 550)."
    assert states(others) == {("sent", 1)}
    bounce = Bounce.objects.get()
    assert (bounce.person, bounce.address, bounce.code, bounce.over_at) == (
        unlucky.person,
        "unlucky@cast.test",
        550,
        None,
    )


def test_a_text_that_is_refused_for_good_waits_for_staff_and_is_no_bounce(
    post: PostOffice, unlucky: Notice, others: list[Notice]
) -> None:
    post.misbehave("DATA", "554 5.7.1 Not this", to="unlucky")
    assert drain(now=NOW) == 5
    assert states([unlucky]) == {("parked", 1)}
    assert fresh(unlucky).reason == "The mail server does not take this text (code 554)."
    assert states(others) == {("sent", 1)}
    assert not Bounce.objects.exists()


def test_a_bounced_address_is_asked_nothing_more_until_staff_say_so(
    post: PostOffice, unlucky: Notice, coordinator: Person
) -> None:
    post.misbehave("RCPT", "550 Nobody here", to="unlucky", times=1)
    drain(now=NOW)
    second = owe(unlucky.person, "8")
    drain(now=NOW)
    assert (fresh(second).state, fresh(second).reason) == ("parked", "Mail to this address came back before.")
    actions.send_again(notice=fresh(second), by=coordinator)
    assert Bounce.objects.get().over_at is not None
    assert AuditEntry.objects.get(verb="send_again").about == unlucky.person
    drain(now=fresh(second).next_try_at)
    assert fresh(second).state == "sent"


def test_a_new_address_is_written_to_at_once(post: PostOffice, unlucky: Notice) -> None:
    post.misbehave("RCPT", "550 Nobody here", to="unlucky")
    drain(now=NOW)
    person = unlucky.person
    assert person is not None
    person.email = "better@cast.test"
    person.save()
    second = owe(person, "8")
    drain(now=NOW)
    assert fresh(second).state == "sent"


def test_an_address_without_an_account_that_bounces_is_kept_by_its_notice_only(post: PostOffice) -> None:
    post.misbehave("RCPT", "550 Nobody here")
    invitation = owe(None, email="unlucky@cast.test")
    drain(now=NOW)
    assert fresh(invitation).state == "parked"
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(("at", "deed"), [("MAIL", "421 Closing"), ("MAIL", "550 5.7.1 Not from you"), ("DATA", HANG)])
def test_a_server_that_takes_nothing_from_anybody_is_left_alone_after_two_tries(
    post: PostOffice, others: list[Notice], at: str, deed: str
) -> None:
    post.misbehave(at, deed)
    began = time.monotonic()
    assert drain(now=NOW) == 2
    assert time.monotonic() - began < 4
    assert sorted(Notice.objects.values_list("state", "tries")) == [("waiting", 0)] * 3 + [("waiting", 1)] * 2
    post.faults.clear()
    assert drain(now=NOW + MINUTE / 2) == 3
    assert drain(now=NOW + 2 * MINUTE) == 2
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_while_the_mail_server_is_shut_no_notice_spends_a_try(others: list[Notice], settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert drain(now=NOW) == 0
    assert set(Notice.objects.values_list("state", "tries")) == {("waiting", 0)}


def test_after_five_tries_ever_further_apart_a_notice_waits_for_staff(post: PostOffice, unlucky: Notice) -> None:
    post.misbehave("RCPT", "450 Busy", to="unlucky")
    now, waits = NOW, []
    while fresh(unlucky).state == "waiting":
        drain(now=now)
        waits.append(round((fresh(unlucky).next_try_at - now) / MINUTE))
        now = fresh(unlucky).next_try_at
    assert waits[:4] == [1, 5, 30, 120]
    assert states([unlucky]) == {("parked", 5)}


def test_staff_are_told_once_a_day_however_much_comes_back(post: PostOffice) -> None:
    chief = PersonFactory(email="chief@cast.test", is_staff=True, is_superuser=True)
    PersonFactory(email="helper@cast.test", is_staff=True)  # has no right to see notices
    post.misbehave("RCPT", "550 Nobody here", to="gone")
    for at in range(6):
        owe(PersonFactory(email=f"gone{at}@cast.test"))
    for _ in range(3):
        drain(now=NOW)
    (told,) = post.to(chief.email)
    assert told["Subject"] == "6 messages could not be sent"
    assert not post.to("helper@cast.test")
    assert "gone" not in str(told)
    owe(PersonFactory(email="gone7@cast.test"))
    drain(now=NOW)
    assert len(post.to(chief.email)) == 1


def test_staff_are_not_told_what_somebody_has_looked_after_already(post: PostOffice, unlucky: Notice) -> None:
    chief = PersonFactory(email="chief@cast.test", is_staff=True, is_superuser=True)
    post.misbehave("RCPT", "550 Nobody here", to="unlucky", times=1)
    post.misbehave("RCPT", "450 Busy", to="chief", times=1)
    for _ in range(2):
        drain(now=NOW)
    actions.send_again(notice=fresh(unlucky), by=chief)
    drain(now=fresh(unlucky).next_try_at + 2 * MINUTE)
    assert not post.to(chief.email)
    assert Notice.objects.get(kind="sending_trouble").reason == "Somebody has looked after it already."
