"""The pages of a recap: written in one window or two, checked, and read by who missed it."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.actions import say_who_was_there, write_recap
from cohorts.models import DebriefSession, LearningGroup, RecapCheck, SessionRecap
from tests import factories
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
WORDS = {"did": "One turn.", "learned": "Ask early.", "next_steps": "Asif asks."}
Met: TypeAlias = Callable[..., DebriefSession]


@pytest.fixture
def held(met: Met, mentor: Person) -> DebriefSession:
    """A session that took place yesterday."""
    return say_who_was_there(session=met(), by=mentor, was={}, now=timezone.now())


@pytest.fixture
def recap(held: DebriefSession, mentor: Person) -> SessionRecap:
    """What Ruth wrote of it."""
    return write_recap(session=held, by=mentor, seen=0, now=timezone.now(), **WORDS)


def window(person: Person) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client()
    client.force_login(person, BACKEND)
    return client


def test_she_writes_it_and_the_group_reads_it(held: DebriefSession, mentor: Person, leader: Person) -> None:
    ruths, path = window(mentor), f"/sessions/{held.pk}/recap/"
    assert f"{path}write/" in ruths.get(f"/sessions/{held.pk}/").content.decode()
    text = ruths.post(f"{path}write/", {**WORDS, "mark": "0"}, follow=True).content.decode()
    for words in ("We ask the others", "One turn.", "Asif asks.", "0 of 1 has said that it is right", "It stands"):
        assert words in text
    hers = window(leader)
    assert path in hers.get(f"/sessions/{held.pk}/").content.decode()
    text = hers.get(path).content.decode()
    assert "Ask early." in text
    assert "Programme staff never see it." in text
    assert "It stands" not in text


def test_words_saved_elsewhere_meanwhile_are_shown_beside_hers(recap: SessionRecap, mentor: Person) -> None:
    path, ruths = f"/sessions/{recap.session_id}/recap/write/", window(mentor)
    answer = ruths.post(path, {**WORDS, "did": "Typed here.", "mark": "0"})
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Typed here.", "One turn.", "changed somewhere else", 'name="mark" value="1"'):
        assert words in text
    assert SessionRecap.objects.get().did == "One turn."
    ruths.post(path, {**WORDS, "did": "Typed here.", "mark": "1"})
    assert SessionRecap.objects.get().did == "Typed here."


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"did": ""}, "Say in a line or two what you did."),
        ({"learned": "x" * 3001}, "3,000 characters at most"),
        ({"next_steps": "a\x00b"}, "a character in this that cannot be kept"),
    ],
)
def test_what_cannot_be_kept_comes_back(held: DebriefSession, mentor: Person, sent: dict[str, str], words: str) -> None:
    text = window(mentor).post(f"/sessions/{held.pk}/recap/write/", {**WORDS, **sent}).content.decode()
    assert words in text
    assert "Asif asks." in text or "next_steps" in sent
    assert not SessionRecap.objects.exists()


def test_she_says_that_it_is_right_or_what_she_would_change(
    recap: SessionRecap, leader: Person, mentor: Person
) -> None:
    hers, path = window(leader), f"/sessions/{recap.session_id}/recap/"
    assert "say if it is right" in hers.get(f"/sessions/{recap.session_id}/").content.decode()
    assert "Say in a few words" in hers.post(f"{path}change/", {"mark": "1", "words": " "}).content.decode()
    text = hers.post(f"{path}change/", {"mark": "1", "words": "Leave me out."}, follow=True).content.decode()
    assert "You would change: “Leave me out.”" in text
    assert "Leave me out." in window(mentor).get(path).content.decode()
    text = hers.post(f"{path}right/", {"mark": "1"}, follow=True).content.decode()
    assert "You said that it is right." in text
    assert (RecapCheck.objects.get().is_right, RecapCheck.objects.get().words) == (True, "")
    assert hers.post(f"{path}right/", {}).status_code == 400


def test_a_yes_to_words_that_are_gone_is_not_kept(recap: SessionRecap, leader: Person, mentor: Person) -> None:
    write_recap(session=recap.session, by=mentor, seen=1, now=timezone.now(), **{**WORDS, "did": "Two."})
    hers, path = window(leader), f"/sessions/{recap.session_id}/recap/"
    assert "Read them again." in hers.post(f"{path}right/", {"mark": "1"}, follow=True).content.decode()
    text = hers.post(f"{path}change/", {"mark": "1", "words": "Kept."}).content.decode()
    assert "Read them again." in text
    assert "Kept." in text
    assert not RecapCheck.objects.exists()


def test_she_says_that_it_stands(recap: SessionRecap, mentor: Person) -> None:
    path = f"/sessions/{recap.session_id}/recap/agree/"
    text = window(mentor).post(path, {"mark": "1"}, follow=True).content.decode()
    assert "This is what the group keeps." in text
    assert "Agreed" in text


def test_whoever_missed_it_or_joins_later_reads_what_the_group_learned(
    recap: SessionRecap, group: LearningGroup, coordinator: Person
) -> None:
    late = factories.GroupMembershipFactory(group=group).person
    path = f"/groups/{group.pk}/learned/"
    assert path in window(late).get(f"/groups/{group.pk}/").content.decode()
    assert "Ask early." in window(late).get(path).content.decode()
    assert path not in window(coordinator).get(f"/groups/{group.pk}/").content.decode()
    assert window(coordinator).get(path).status_code == 403


def test_the_pages_ask_the_same_number_of_questions_for_few_and_many(
    recap: SessionRecap, group: LearningGroup, met: Met, mentor: Person, leader: Person, django_assert_num_queries
) -> None:
    hers, ruths = window(leader), window(mentor)
    for _ in range(2):
        with django_assert_num_queries(7):
            hers.get(f"/groups/{group.pk}/learned/")
        with django_assert_num_queries(10):
            ruths.get(f"/sessions/{recap.session_id}/recap/")
        for stay in factories.GroupMembershipFactory.create_batch(3, group=group):
            recap.checks.create(person=stay.person, version=1, is_right=False, words="Something.")
        for days in (8, 9):
            SessionRecap.objects.create(session=met(days=days), did="A turn.", learned="Much.", written_by=mentor)
