"""A talk as what a debrief is about: for either of the two, once it is over."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.abouts import about_called
from cohorts.actions import share_reflection, write_reflection
from cohorts.models import Reflection
from cohorts.reflections import plain
from mentoring.models import Match, Talk
from tests import factories
from youdesign.my_data.openers import NAMERS
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def talk(match: Match) -> Talk:
    """The talk of yesterday, which was held."""
    return factories.TalkFactory(match=match, starts_at=timezone.now() - DAY, state="held")


def page(client: Client, person: Person, address: str) -> str:
    """Return a page as this person sees it."""
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def write(person: Person, talk: Talk) -> Reflection:
    """Keep a few words about a talk."""
    about = about_called(person, "talk", talk.pk)
    return write_reflection(by=person, event=None, about=about, words=plain("We laughed."))


def test_either_of_the_two_writes_about_it_and_nobody_else(
    talk: Talk, leader: Person, mentor: Person, coordinator: Person, stranger: Person
) -> None:
    for person, other in ((leader, mentor), (mentor, leader)):
        about = about_called(person, "talk", talk.pk)
        assert about is not None
        assert about.title == f"Talk with {other}"
    for person in (coordinator, stranger):
        assert about_called(person, "talk", talk.pk) is None


@pytest.mark.parametrize(
    ("state", "days", "is_over"),
    [
        ("held", -1, True),
        ("booked", -1, True),
        ("missed", -1, True),
        ("booked", 1, False),
        ("moved", -1, False),
        ("cancelled", -1, False),
    ],
)
def test_only_one_that_is_over(
    client: Client, match: Match, leader: Person, state: str, days: int, is_over: bool
) -> None:
    talk = factories.TalkFactory(match=match, starts_at=timezone.now() + days * DAY, state=state)
    assert (about_called(leader, "talk", talk.pk) is not None) is is_over
    assert talk.is_over(timezone.now()) is is_over
    assert ("Write a debrief for myself" in page(client, leader, f"/talks/{talk.pk}/")) is is_over
    assert client.get(f"/reflections/new/?talk={talk.pk}").status_code == (200 if is_over else 404)


def test_times_that_are_only_offered_are_no_talk_yet(match: Match, leader: Person) -> None:
    talk = factories.TalkFactory(match=match, state="offered", starts_at=None, ends_at=None)
    assert about_called(leader, "talk", talk.pk) is None
    assert not talk.is_over(timezone.now())


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_from_the_talk_to_a_debrief_and_back(
    client: Client, talk: Talk, leader: Person, mentor: Person, who: str
) -> None:
    person, other = {"leader": (leader, mentor), "mentor": (mentor, leader)}[who]
    new, there = f"/reflections/new/?talk={talk.pk}", f"/talks/{talk.pk}/"
    assert f'href="{new}">Write a debrief for myself' in page(client, person, there)
    assert f'data-draft="reflection-of-talk-{talk.pk}"' in page(client, person, new)
    shown = client.post(new, {"text": "We laughed."}, follow=True).content.decode()
    kept = Reflection.objects.get(about_kind="talk", about_key=talk.pk, author=person)
    assert f'<h1 id="title">Talk with {other}</h1>' in shown
    assert f'href="{there}">Go to this talk</a>' in shown
    assert f'href="/reflections/{kept.pk}/">My debrief of ' in page(client, person, there)
    assert f"/reflections/{kept.pk}/" not in page(client, other, there)


def test_the_questions_for_two_stand_first_there(client: Client, talk: Talk, leader: Person) -> None:
    for position, slug in enumerate(("solo_10", "mentor_20")):
        factories.DebriefTemplateFactory(slug=slug, title=slug, is_written=True, position=position)
    ours = page(client, leader, f"/reflections/new/?talk={talk.pk}")
    free = page(client, leader, "/reflections/new/")
    assert ours.index("with=mentor_20") < ours.index("with=solo_10")
    assert free.index("with=solo_10") < free.index("with=mentor_20")


def test_somebody_elses_talk_is_not_found(client: Client, talk: Talk, stranger: Person, coordinator: Person) -> None:
    for person in (stranger, coordinator):
        client.force_login(person)
        for send in (client.get, client.post):
            assert send(f"/reflections/new/?talk={talk.pk}").status_code == 404


def test_each_reader_sees_whom_the_talk_was_with_only_if_it_was_theirs(
    client: Client, talk: Talk, leader: Person, mentor: Person, stranger: Person
) -> None:
    written = write(leader, talk)
    for reader in (mentor, stranger):
        share_reflection(reflection=written, person=reader, by=leader)
    for address in ("/reflections/", f"/reflections/{written.pk}/"):
        assert f"Talk with {leader}" in page(client, mentor, address)
        assert "Talk with" not in page(client, stranger, address)
        assert f"/talks/{talk.pk}/" not in page(client, stranger, address)


def test_the_list_filters_talks_and_forgets_one_that_is_gone(
    client: Client, talk: Talk, leader: Person, mentor: Person
) -> None:
    written = write(leader, talk)
    assert f"Talk with {mentor}, " in page(client, leader, "/reflections/?about=talk")
    assert "Talk with" not in page(client, leader, "/reflections/?about=session")
    name: Any = NAMERS["cohorts.reflection.about_key"]
    assert name(written, leader).startswith(f"Talk with {mentor}, ")
    Talk.objects.filter(pk=talk.pk).update(state="moved")
    for address in ("/reflections/", f"/reflections/{written.pk}/", f"/reflections/{written.pk}/edit/"):
        assert "Talk with" not in page(client, leader, address)
    assert name(Reflection.objects.get(), leader) == ""
    talk.delete()
    assert "We laughed." in page(client, leader, f"/reflections/{written.pk}/")
