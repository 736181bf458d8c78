"""One thing we should change: asked in words in its turn, and read by those who run the group, without names."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cohorts.actions import wish_for_change
from cohorts.models import ChangeWish, DebriefSession, LearningGroup
from cohorts.problems import PulseOver
from cohorts.rating import question_of
from tests import factories
from tests.cohorts.walls import DAY
from youdesign.people.models import Code, Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def fifth(met: Callable[..., DebriefSession]) -> DebriefSession:
    """The fifth session of Maureen's group, yesterday; then the question in words has its turn."""
    call_command("load_starter_content", verbosity=0)
    return [met(days=days) for days in (50, 40, 30, 20, 1)][-1]


@pytest.fixture
def item(fifth: DebriefSession) -> Code:
    """What is asked."""
    question = question_of(fifth)
    assert question is not None
    return question


def page_of(client: Client, session: DebriefSession, person: Person) -> str:
    client.force_login(person, BACKEND)
    return client.get(f"/sessions/{session.pk}/rate/").content.decode()


def test_a_member_says_it_changes_it_and_takes_it_back(client: Client, fifth: DebriefSession, leader: Person) -> None:
    page = page_of(client, fifth, leader)
    assert "One thing we should change next time" in page
    assert "(open)" not in page
    assert "Only those who run your group read this." in page
    assert "Nobody reads your own answer." not in page
    path = f"/sessions/{fifth.pk}/rate/"
    for words in ("Shorter turns.", "Longer turns."):
        assert "Thank you." in client.post(path, {"words": words}, follow=True).content.decode()
        assert ChangeWish.objects.get().words == words
    assert "Longer turns." in page_of(client, fifth, leader)
    client.post(path, {"words": " "})
    assert not ChangeWish.objects.exists()


def test_who_runs_the_group_reads_the_words_without_names(
    client: Client, fifth: DebriefSession, item: Code, group: LearningGroup, leader: Person, mentor: Person
) -> None:
    other = factories.GroupMembershipFactory(group=group).person
    wish_for_change(session=fifth, by=other, item=item, words="Breaks.", now=timezone.now())
    wish_for_change(session=fifth, by=leader, item=item, words="A later start.", now=timezone.now())
    page = page_of(client, fifth, mentor)
    assert page.index("A later start.") < page.index("Breaks.")
    main = page.partition("<main")[2].partition("</main>")[0]
    assert leader.name not in main
    assert other.name not in main


def test_nobody_else_reads_them(
    client: Client, fifth: DebriefSession, item: Code, leader: Person, coordinator: Person, group: LearningGroup
) -> None:
    wish_for_change(session=fifth, by=leader, item=item, words="Shorter turns.", now=timezone.now())
    other = factories.GroupMembershipFactory(group=group).person
    for person in (other, coordinator):
        assert "Shorter turns." not in page_of(client, fifth, person)
        assert not ChangeWish.objects.visible_to(person).exists()
    assert "Shorter turns." not in page_of(client, fifth, factories.PersonFactory())


def test_only_members_answer_for_two_weeks(fifth: DebriefSession, item: Code, leader: Person, mentor: Person) -> None:
    with pytest.raises(PermissionDenied):
        wish_for_change(session=fifth, by=mentor, item=item, words="More.", now=timezone.now())
    with pytest.raises(PulseOver):
        wish_for_change(session=fifth, by=leader, item=item, words="More.", now=timezone.now() + 15 * DAY)


def test_too_long_is_said_and_kept(client: Client, fifth: DebriefSession, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    page = client.post(f"/sessions/{fifth.pk}/rate/", {"words": "x" * 501}).content.decode()
    assert "Make it shorter: 500 characters at most." in page
    assert "x" * 501 in page


def test_it_stays_that_sessions_question(fifth: DebriefSession, item: Code, leader: Person) -> None:
    wish_for_change(session=fifth, by=leader, item=item, words="More.", now=timezone.now())
    DebriefSession.objects.exclude(pk=fifth.pk).update(state="cancelled")
    assert question_of(fifth) == item


def test_the_database_keeps_one_for_each_and_none_that_is_empty(
    fifth: DebriefSession, item: Code, leader: Person
) -> None:
    wish_for_change(session=fifth, by=leader, item=item, words="More.", now=timezone.now())
    for words in ("Again.", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChangeWish.objects.create(session=fifth, person=leader, item=item, words=words)


def test_a_question_that_changed_meanwhile_is_said(client: Client, fifth: DebriefSession, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    path, said = f"/sessions/{fifth.pk}/rate/", "Another question is asked now, or none. Nothing was saved."
    Code.objects.filter(listing="after_debrief_words").update(is_on=False)
    assert said in client.post(path, {"words": "Shorter turns."}, follow=True).content.decode()
    Code.objects.filter(listing="after_debrief").update(is_on=False)
    assert said in client.post(path, {"item_1": "5"}, follow=True).content.decode()
    assert not ChangeWish.objects.exists()
