"""Ending the mentoring: by either of the two, at any time, also after a block; the other hears kind words only."""

from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentoring.models import Match
from tests import factories
from youdesign.colleagues.blocks import keep_away
from youdesign.notices.drain import drain
from youdesign.people.actions import block_person
from youdesign.people.models import Person


def window_of(person: Person) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def mails_after_a_drain(mailoutbox: list[EmailMessage]) -> list[tuple[str, str]]:
    """Send what is due; return whom each mail went to, and what it is called."""
    drain(now=timezone.now())
    return [(mail.to[0], str(mail.subject)) for mail in mailoutbox]


def test_who_blocked_first_ends_the_mentoring_later_and_the_other_hears_no_word_of_the_block(
    match: Match, mailoutbox: list[EmailMessage]
) -> None:
    leader, mentor = match.leader, match.offer.mentor
    window, where = window_of(leader), f"/mentor/{match.pk}/end/"
    assert where in window.get(f"/mentor/{match.pk}/").content.decode()
    window.post(f"/colleagues/{mentor.pk}/block/")
    assert where in window.get("/colleagues/blocked/").content.decode()
    assert "nobody is asked for a reason" in window.get(where).content.decode()
    match.refresh_from_db()
    assert match.is_current
    said = window.post(where, follow=True).content.decode()
    assert f"Your mentoring with {mentor} has ended." in said
    match.refresh_from_db()
    assert not match.is_current
    assert where not in window.get("/colleagues/blocked/").content.decode()
    assert mails_after_a_drain(mailoutbox) == [(mentor.email, f"Your mentoring with {leader} has ended")]
    assert "block" not in str(mailoutbox[0].body).lower()


def test_a_mentor_ends_it_on_the_page_of_the_two_and_it_ends_once(match: Match, mailoutbox: list[EmailMessage]) -> None:
    window, where = window_of(match.offer.mentor), f"/mentor/{match.pk}/end/"
    assert where in window.get(f"/mentor/{match.pk}/").content.decode()
    assert window.post(where)["Location"] == "/mentor/"
    for again in (window.get(where), window.post(where)):
        assert again["Location"] == f"/mentor/{match.pk}/"
    assert len(mails_after_a_drain(mailoutbox)) == 1


def test_the_list_of_blocks_costs_the_same_however_many(
    match: Match, django_assert_num_queries: Callable[..., Any]
) -> None:
    window = window_of(match.leader)
    keep_away(person=match.offer.mentor, by=match.leader)
    with CaptureQueriesContext(connection) as asked:
        window.get("/colleagues/blocked/")
    for person in factories.PersonFactory.create_batch(4):
        block_person(person=person, by=match.leader)
    with django_assert_num_queries(len(asked)):
        window.get("/colleagues/blocked/")
