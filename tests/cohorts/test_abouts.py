"""What a debrief is about besides an event: a session, as each reader may see it now."""

import datetime
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from cohorts.abouts import About, about_called
from cohorts.actions import leave_group, offer_turn, share_reflection, write_reflection
from cohorts.journals import with_abouts, written_about
from cohorts.models import DebriefSession, LearningGroup, Reflection, Turn
from cohorts.reflections import plain
from tests import factories
from youdesign.my_data.downloads import zip_of
from youdesign.people.models import Person

Met = Callable[..., DebriefSession]


@pytest.fixture
def session(group: LearningGroup, met: Met) -> DebriefSession:
    """The session of yesterday."""
    return met()


@pytest.fixture
def about(session: DebriefSession, leader: Person) -> About:
    """That session, for Maureen."""
    found = about_called(leader, "session", session.pk)
    assert found is not None
    return found


@pytest.fixture
def reflection(about: About, leader: Person) -> Reflection:
    """What Maureen wrote about it."""
    return write_reflection(by=leader, event=None, about=about, words=plain("I was heard."))


@pytest.fixture
def maureen(client: Client, leader: Person) -> Client:
    """A browser in which Maureen is signed in."""
    client.force_login(leader)
    return client


def told(reflection: Reflection, reader: Person) -> str:
    """Return what it is about, to this reader."""
    [row] = with_abouts([Reflection.objects.get(pk=reflection.pk)], reader)
    return str(row.about or "")


def downloaded(person: Person) -> str:
    """Return everything about somebody as their download says it."""
    with ZipFile(BytesIO(zip_of(person, timezone.now()))) as folder:
        return folder.read("everything-about-me.html").decode()


def shown(answer: Any) -> str:
    """Return a page as text."""
    assert answer.status_code == 200
    return str(answer.content.decode())


# --- Rules ---


def test_a_session_is_for_those_who_sat_there(
    session: DebriefSession, leader: Person, mentor: Person, coordinator: Person, stranger: Person
) -> None:
    assert about_called(leader, "session", session.pk)
    assert about_called(mentor, "session", session.pk)  # who runs the group
    for person in (coordinator, stranger):
        assert about_called(person, "session", session.pk) is None
    later = factories.GroupMembershipFactory(group=session.group).person
    assert about_called(later, "session", session.pk) is None
    assert about_called(leader, "card", session.pk) is None


def test_one_to_come_and_one_called_off_are_not_written_about(session: DebriefSession, leader: Person) -> None:
    coming = factories.DebriefSessionFactory(group=session.group)
    assert about_called(leader, "session", coming.pk) is None
    DebriefSession.objects.filter(pk=session.pk).update(state="cancelled")
    assert about_called(leader, "session", session.pk) is None


def test_what_is_not_theirs_or_beside_an_event_is_not_written_about(
    about: About, leader: Person, stranger: Person
) -> None:
    event = factories.InvolvementEventFactory(involvement__leader=leader)
    for said in ({"by": stranger, "event": None}, {"by": leader, "event": event}):
        with pytest.raises(PermissionDenied):
            write_reflection(about=about, words=plain("x"), **said)


@pytest.mark.parametrize("facts", [{"about_kind": "session"}, {"about_key": 1}, {"about_kind": "talk", "about_key": 1}])
def test_the_database_holds_that_it_is_about_one_thing(leader: Person, facts: dict[str, Any]) -> None:
    event = factories.InvolvementEventFactory(involvement__leader=leader)
    written = write_reflection(by=leader, event=event, words=plain("x"))
    with pytest.raises(IntegrityError, match="reflection_is_about_one_thing"), transaction.atomic():
        Reflection.objects.filter(pk=written.pk).update(**facts)


def test_each_reader_is_told_of_it_only_where_they_sat(
    reflection: Reflection, group: LearningGroup, leader: Person, mentor: Person
) -> None:
    for person in (leader, mentor):
        assert told(reflection, person).startswith(f"Session of {group}, ")
    assert told(reflection, factories.PersonFactory()) == ""


def test_one_that_is_gone_or_left_behind_is_nothing(
    reflection: Reflection, session: DebriefSession, leader: Person
) -> None:
    leave_group(group=session.group, person=leader, by=leader)
    assert told(reflection, leader) == ""
    session.delete()
    assert told(reflection, leader) == ""


def test_many_are_found_in_one_question_for_each_kind(
    leader: Person, met: Met, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for days in range(1, 6):
        about = about_called(leader, "session", met(days=days).pk)
        write_reflection(by=leader, event=None, about=about, words=plain("x"))
    write_reflection(by=leader, event=None, words=plain("x"))
    rows = list(Reflection.objects.all())
    with django_assert_num_queries(1):
        found = with_abouts(rows, leader)
    assert sum(row.about is not None for row in found) == 5
    with django_assert_num_queries(0):
        with_abouts([row for row in rows if not row.about_kind], leader)
    events = [factories.InvolvementEventFactory(involvement__leader=leader) for _ in range(3)]
    rows = [write_reflection(by=leader, event=event, words=plain("x")) for event in events]
    with django_assert_num_queries(1):
        assert all(row.event_opens for row in with_abouts(rows, leader))


# --- Pages ---


def test_an_event_is_linked_for_those_who_may_open_it_and_named_to_the_others(
    maureen: Client, leader: Person, mentor: Person
) -> None:
    event = factories.InvolvementEventFactory(involvement__leader=leader, title="Quality board")
    written = write_reflection(by=leader, event=event, words=plain("x"))
    share_reflection(reflection=written, person=mentor, by=leader)
    link = f'<a href="/events/{event.pk}/">'
    assert f"{link}Quality board</a>, {event.involvement.host}" in shown(maureen.get("/reflections/"))
    assert f"{link}Go to this event</a>" in shown(maureen.get(f"/reflections/{written.pk}/"))
    assert f"{link}Quality board</a>" in shown(maureen.get(f"/reflections/{written.pk}/throw-away/"))
    theirs = Client()
    theirs.force_login(mentor)
    for path in ("/reflections/", f"/reflections/{written.pk}/"):
        page = shown(theirs.get(path))
        assert "Quality board" in page
        assert link not in page


def test_from_the_session_to_a_debrief_and_back(maureen: Client, session: DebriefSession, leader: Person) -> None:
    new = f"/reflections/new/?session={session.pk}"
    assert f'href="{new}">Write a debrief for myself' in shown(maureen.get(f"/sessions/{session.pk}/"))
    page = shown(maureen.get(new))
    assert f"Session of {session.group}, " in page
    assert f'data-draft="reflection-of-session-{session.pk}"' in page
    assert 'name="rated"' not in page
    assert f'action="{new}"' in page
    detail = shown(maureen.post(new, {"text": "I was heard."}, follow=True))
    [kept] = written_about(leader, "session", session.pk)
    assert f'<h1 id="title">Session of {session.group}</h1>' in detail
    assert f'href="/sessions/{session.pk}/">Go to this session</a>' in detail
    assert f'href="/reflections/{kept.pk}/">My debrief of ' in shown(maureen.get(f"/sessions/{session.pk}/"))


def test_the_other_ways_to_write_stay_with_the_session(maureen: Client, session: DebriefSession) -> None:
    template = factories.DebriefTemplateFactory(is_written=True)
    page = shown(maureen.get(f"/reflections/new/?session={session.pk}"))
    assert f'href="?with={template.slug}&amp;session={session.pk}"' in page
    page = shown(maureen.get(f"/reflections/new/?with={template.slug}&session={session.pk}"))
    assert f'href="?session={session.pk}">Write freely' in page
    assert f'data-draft="reflection-of-session-{session.pk}-{template.pk}"' in page


@pytest.mark.parametrize("key", ["x", "0", "999999999999999999999", "-1", "\u0661", "999999999999999"])
def test_a_session_that_is_not_theirs_is_not_found(maureen: Client, key: str) -> None:
    assert maureen.get("/reflections/new/", {"session": key}).status_code == 404


def test_others_do_not_find_it(client: Client, session: DebriefSession, stranger: Person, coordinator: Person) -> None:
    for person in (stranger, coordinator):
        client.force_login(person)
        for send in (client.get, client.post):
            assert send(f"/reflections/new/?session={session.pk}").status_code == 404


def test_it_is_about_one_thing_only(maureen: Client, session: DebriefSession, leader: Person) -> None:
    event = factories.InvolvementEventFactory(involvement__leader=leader)
    asked = {"session": str(session.pk), "event": str(event.pk)}
    assert maureen.get("/reflections/new/", asked).status_code == 404


def test_those_who_did_not_sit_there_are_offered_nothing(
    client: Client, session: DebriefSession, coordinator: Person
) -> None:
    client.force_login(coordinator)
    assert "Write a debrief for myself" not in shown(client.get(f"/sessions/{session.pk}/"))


def test_a_session_to_come_offers_none(maureen: Client, group: LearningGroup) -> None:
    coming = factories.DebriefSessionFactory(group=group)
    assert "Write a debrief for myself" not in shown(maureen.get(f"/sessions/{coming.pk}/"))


@pytest.mark.parametrize("path", ["", "edit/", "throw-away/", "versions/", "turn/"])
def test_every_page_of_it_says_what_it_is_about_while_that_may_be_seen(
    maureen: Client, reflection: Reflection, session: DebriefSession, leader: Person, path: str
) -> None:
    page = f"/reflections/{reflection.pk}/{path}"
    assert f'href="/sessions/{session.pk}/"' in shown(maureen.get(page))
    leave_group(group=session.group, person=leader, by=leader)
    assert "Session of" not in shown(maureen.get(page))


def test_the_list_says_it_finds_it_and_filters_by_it(
    maureen: Client, reflection: Reflection, session: DebriefSession, leader: Person
) -> None:
    write_reflection(by=leader, event=None, words=plain("Something else"))
    name = f'<a href="/sessions/{session.pk}/">Session of'
    for address, number in (("", 2), ("?about=session", 1), ("?about=other", 1), ("?about=event", 0)):
        page = shown(maureen.get(f"/reflections/{address}"))
        assert page.count("<h3>") == number
        assert (name in page) is (address in ("", "?about=session"))
    found = shown(maureen.post("/reflections/", {"q": "heard", "about": "session"}, follow=True))
    assert name in found
    assert "1 with “heard”." in found


def test_readers_read_its_name_only_where_they_sat(
    client: Client, reflection: Reflection, leader: Person, mentor: Person, stranger: Person
) -> None:
    for reader, sees in ((mentor, True), (stranger, False)):
        share_reflection(reflection=reflection, person=reader, by=leader)
        client.force_login(reader)
        for page in ("/reflections/", f"/reflections/{reflection.pk}/"):
            assert ("Session of" in shown(client.get(page))) is sees


def test_every_copy_says_what_it_is_about(maureen: Client, reflection: Reflection, group: LearningGroup) -> None:
    for page in (f"/reflections/{reflection.pk}/save/", "/reflections/save/"):
        assert f": Session of {group}, " in shown(maureen.get(page))
    for page in (f"/reflections/{reflection.pk}/save-pdf/", "/reflections/save-pdf/1/"):
        pdf = PdfReader(BytesIO(maureen.get(page).content))
        text = " ".join(" ".join(each.extract_text() for each in pdf.pages).split())
        assert f": Session of {group}, " in text


def test_the_download_says_what_it_is_about(reflection: Reflection, session: DebriefSession, leader: Person) -> None:
    assert f"Session of {session.group}, " in downloaded(leader)
    session.delete()
    assert "Session of" not in downloaded(leader)


def test_it_is_brought_as_a_turn_by_its_name(
    maureen: Client, reflection: Reflection, session: DebriefSession, leader: Person
) -> None:
    coming = factories.DebriefSessionFactory(group=session.group)
    page = shown(maureen.get(f"/sessions/{coming.pk}/turn/?with={reflection.pk}"))
    assert f", Session of {session.group}, " in page
    said = {"topic": "Being heard", "event": None, "reflection": reflection}
    offer_turn(session=coming, by=leader, now=timezone.now(), **said)
    assert Turn.objects.get().reflection == reflection


def test_the_list_asks_one_question_more_for_sessions_however_many(
    maureen: Client, leader: Person, met: Met, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for days in ((1,), range(2, 9)):
        for day in days:
            about = about_called(leader, "session", met(days=day).pk)
            write_reflection(by=leader, event=None, about=about, words=plain("x"))
        with django_assert_num_queries(10):  # as many as for events, see test_reflections.py
            maureen.get("/reflections/")


def test_a_year_ago_says_it_too(maureen: Client, reflection: Reflection, session: DebriefSession) -> None:
    year = timezone.now() - datetime.timedelta(days=365)
    Reflection.objects.filter(pk=reflection.pk).update(written_at=year)
    assert shown(maureen.get("/reflections/")).count(f'<a href="/sessions/{session.pk}/">Session of') == 2
