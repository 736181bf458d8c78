"""The key of the site is changed while people write, and the one who changes it is killed half-way."""

import base64
import datetime
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from cohorts.actions import offer_turn, write_note, write_reflection
from cohorts.learning import words_of_note
from cohorts.models import DebriefSession, LearningNote, Reflection, Turn
from cohorts.reflections import plain, read
from cohorts.turns import topic_of
from tests import factories
from tests.servers import start_process, wait_until
from youdesign.people.models import Person, PersonKey

OLD, NEW = b"o" * 32, b"n" * 32
BOTH = {"2027a": NEW, "2026a": OLD}
AS_SET = ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in BOTH.items())

LONG_AGO = timezone.now() - datetime.timedelta(days=30)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(session: DebriefSession) -> list[Person]:
    """Eight round one table, each with a turn to come."""
    stays = [factories.GroupMembershipFactory(group=session.group, joined_at=LONG_AGO) for _ in range(8)]
    coming = factories.DebriefSessionFactory(group=session.group)
    for stay in stays:
        offer_turn(session=coming, by=stay.person, topic=f"Of {stay.person_id}", now=timezone.now())
    return [stay.person for stay in stays]


@pytest.fixture
def session(settings: Any, met: Callable[..., DebriefSession]) -> DebriefSession:
    """Yesterday's session; everything is sealed with the old key."""
    settings.FIELD_KEYS = {"2026a": OLD}
    return met()


@contextmanager
def writing(people: list[Person], session: DebriefSession) -> Iterator[None]:
    """All of them write debriefs and notes meanwhile, and fail the test if anything cannot be kept."""
    stop, finished = threading.Event(), []

    def write(person: Person) -> None:
        try:
            for number in range(LearningNote.MOST):
                text = f"Of {person.pk}"
                write_note(session=session, by=person, kind="learning", text=text, now=timezone.now())
                write_reflection(by=person, event=None, words=plain(text))
                if stop.wait(0.02) and number:
                    break
            finished.append(person)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)
    assert {one.pk for one in finished} == {one.pk for one in people}


def sealed_anew() -> int:
    """How many keys are sealed with the new one."""
    return PersonKey.objects.filter(wrapped_with="2027a").count()


def test_killed_half_way_and_resumed_everything_opens_and_nothing_is_under_the_old_key(
    people: list[Person], session: DebriefSession, settings: Any
) -> None:
    settings.FIELD_KEYS = BOTH
    keys = list(PersonKey.objects.order_by("pk"))
    assert len(keys) == len(people)
    with writing(people[:4], session):
        with transaction.atomic():  # hold it at the fifth
            PersonKey.objects.select_for_update().get(pk=keys[4].pk)
            changer = start_process("manage.py", "rewrap_keys", smtp_port=9, FIELD_KEYS=AS_SET)
            try:
                wait_until(lambda: sealed_anew() > 0, "the first keys sealed anew", seconds=30)
            finally:
                changer.kill()
                changer.communicate(timeout=10)
        assert 0 < sealed_anew() < len(keys)
        call_command("rewrap_keys")
    assert sealed_anew() == PersonKey.objects.count() == len(keys)
    settings.FIELD_KEYS = {"2027a": NEW}
    assert {topic_of(turn) for turn in Turn.objects.select_related("person")} == {f"Of {one.pk}" for one in people}
    notes, reflections = LearningNote.objects.select_related("author"), Reflection.objects.select_related("author")
    assert {words_of_note(note) == f"Of {note.author_id}" for note in notes} == {True}
    assert {read(each, each.author).text == f"Of {each.author_id}" for each in reflections} == {True}
