"""The pages of turns, roles and how a session goes: what people see, press and type, in two tabs too."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cohorts.actions import hold_turn, offer_turn, pick_turn, write_reflection
from cohorts.models import DebriefSession, DebriefTemplate, GroupMembership, LearningGroup, SessionRole, Turn
from cohorts.notice_kinds.rhythm import links_for
from cohorts.reflections import plain
from cohorts.rotating import roles_at
from cohorts.turns import topic_of
from tests import factories
from tests.cohorts.walls import DAY, HOUR
from youdesign.people.actions import block_person
from youdesign.people.models import Concern, Person, PersonKey

BACKEND = "django.contrib.auth.backends.ModelBackend"
TOPIC = "They spoke over me."


def window(person: Person) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client()
    client.force_login(person, BACKEND)
    return client


def text(client: Client, path: str) -> str:
    """Return the page."""
    return client.get(path, follow=True).content.decode()


@pytest.fixture
def session(group: LearningGroup) -> DebriefSession:
    """A session to come of Maureen's group, of an hour, led as one of 90 minutes."""
    call_command("load_starter_content", verbosity=0)
    return factories.DebriefSessionFactory(group=group, template=DebriefTemplate.objects.get(slug="group_90"))


@pytest.fixture
def asif(group: LearningGroup) -> Person:
    """Asif, who sits in the group too."""
    person = factories.MembershipFactory(cohort=group.cohort, person__name="Asif Khan").person
    return factories.GroupMembershipFactory(group=group, person=person).person


@pytest.fixture
def hers(leader: Person) -> Client:
    """Maureen's browser."""
    return window(leader)


def offered(session: DebriefSession, by: Person, topic: str = TOPIC, **more: Any) -> Turn:
    return offer_turn(session=session, by=by, topic=topic, now=timezone.now(), **more)


def test_she_offers_changes_and_withdraws_a_turn(session: DebriefSession, leader: Person, hers: Client) -> None:
    page = f"/sessions/{session.pk}/"
    assert "Offer a turn" in text(hers, page)
    event = factories.InvolvementEventFactory(involvement__leader=leader, title="Discharge board")
    said = hers.post(f"{page}turn/", {"topic": f"  {TOPIC} \n", "event": str(event.pk)}, follow=True).content.decode()
    for words in ("Offered.", TOPIC, "About Discharge board", "No turn in this group yet.", "Suggested"):
        assert words in said
    assert "Offer a turn" not in said
    turn = Turn.objects.get()
    shown = text(hers, f"{page}turn/")  # whoever has one changes that one
    assert "Change my turn" in shown
    assert f'value="{TOPIC}"' in shown
    mark = shown.split('name="mark" value="')[1].split('"')[0]
    assert "Saved." in hers.post(f"/turns/{turn.pk}/", {"topic": "Other", "mark": mark}, follow=True).content.decode()
    turn.refresh_from_db()
    assert (topic_of(turn), turn.event) == ("Other", None)
    assert "Withdraw my turn?" in text(hers, f"/turns/{turn.pk}/withdraw/")
    gone = hers.post(f"/turns/{turn.pk}/withdraw/", follow=True).content.decode()
    assert "Nobody sees it any more." in gone
    assert "Other" not in gone
    assert hers.get(f"/turns/{turn.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Say in a few words what it is about."),
        ({"topic": "x" * 121}, "Make it shorter: 120 characters at most."),
        ({"topic": "x" * 200_000}, "Make it shorter: 120 characters at most."),
        ({"topic": TOPIC, "event": "999"}, "This one cannot be chosen any more."),
        ({"topic": TOPIC, "reflection": str(uuid4())}, "This one cannot be chosen any more."),
        ({"topic": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_offered_comes_back_with_what_to_do(
    session: DebriefSession, leader: Person, hers: Client, sent: dict[str, str], says: str
) -> None:
    factories.InvolvementEventFactory(involvement__leader=leader)
    write_reflection(by=leader, event=None, words=plain("Mine."))
    shown = hers.post(f"/sessions/{session.pk}/turn/", sent).content.decode()
    assert says in shown
    assert not Turn.objects.exists()
    if sent.get("topic") == TOPIC:
        assert f'value="{TOPIC}"' in shown


def test_html_and_directions_stand_as_they_were_typed(session: DebriefSession, hers: Client) -> None:
    hers.post(f"/sessions/{session.pk}/turn/", {"topic": "<b>x</b> \u202eoops"})
    assert "&lt;b&gt;x&lt;/b&gt; \u202eoops" in text(hers, f"/sessions/{session.pk}/")


def test_a_second_tab_writes_over_nothing_without_being_told(
    session: DebriefSession, leader: Person, hers: Client
) -> None:
    turn = offered(session, leader)
    path = f"/turns/{turn.pk}/"
    mark = text(hers, path).split('name="mark" value="')[1].split('"')[0]
    hers.post(path, {"topic": "In the first tab", "mark": mark})
    shown = hers.post(path, {"topic": "In the second tab", "mark": mark}).content.decode()
    assert "Not saved yet" in shown
    assert "Saved now: In the first tab" in shown
    assert 'value="In the second tab"' in shown
    again = shown.split('name="mark" value="')[1].split('"')[0]
    hers.post(path, {"topic": "In the second tab", "mark": again})
    turn.refresh_from_db()
    assert topic_of(turn) == "In the second tab"


def test_offered_in_two_tabs_the_second_says_that_one_waits(
    session: DebriefSession, leader: Person, hers: Client
) -> None:
    offered(session, leader)
    shown = hers.post(f"/sessions/{session.pk}/turn/", {"topic": "Something else"}).content.decode()
    assert "You have a turn waiting in this group already." in shown
    assert 'value="Something else"' in shown


def test_without_its_key_nothing_is_written_over(session: DebriefSession, leader: Person, hers: Client) -> None:
    turn = offered(session, leader)
    sealed = bytes(turn.topic)
    PersonKey.objects.filter(person=leader).update(wrapped_with="gone")
    for answer in (hers.get(f"/turns/{turn.pk}/"), hers.post(f"/turns/{turn.pk}/", {"topic": "x"})):
        assert answer.status_code == 503
    turn.refresh_from_db()
    assert bytes(turn.topic) == sealed
    assert "We cannot open this just now." in text(hers, f"/sessions/{session.pk}/")
    hers.post(f"/turns/{turn.pk}/withdraw/")
    shown = hers.post(f"/sessions/{session.pk}/turn/", {"topic": "Typed with care"}).content.decode()
    assert 'value="Typed with care"' in shown
    assert "we have not kept them" in shown


def test_the_group_reads_and_picks_and_a_coordinator_sees_none_of_it(
    session: DebriefSession, leader: Person, asif: Person, mentor: Person, coordinator: Person
) -> None:
    turn, other = offered(session, leader), offered(session, asif, "The papers came late.")
    page, his = f"/sessions/{session.pk}/", window(asif)
    assert TOPIC not in text(window(coordinator), page)
    assert "There is time for two turns." in text(his, page)
    for each in (turn, other):
        assert "Picked." in his.post(f"{page}turns/pick/", {"turn": each.pk}, follow=True).content.decode()
    shown = text(window(mentor), page)
    assert shown.count("Put back") == 2
    assert "Issue holder" in shown
    his.post(f"{page}turns/up/", {"turn": other.pk})
    assert [each.person for each in session.turns.picked()] == [asif, leader]
    his.post(f"{page}turns/put-back/", {"turn": other.pk})
    assert [each.person for each in session.turns.picked()] == [leader]
    gone = his.post(f"{page}turns/put-back/", {"turn": other.pk}, follow=True).content.decode()
    assert "This turn is not waiting any more." in gone


@pytest.mark.parametrize("sent", [{}, {"turn": "x"}, {"turn": "\x00"}])
def test_a_button_that_names_nothing_is_a_wrong_request(
    session: DebriefSession, hers: Client, sent: dict[str, str]
) -> None:
    assert hers.post(f"/sessions/{session.pk}/turns/pick/", sent).status_code == 400


def test_a_turn_of_another_group_is_not_there(session: DebriefSession, hers: Client) -> None:
    elsewhere = factories.DebriefSessionFactory()
    member = factories.GroupMembershipFactory(group=elsewhere.group).person
    turn = offered(elsewhere, member)
    assert hers.get(f"/turns/{turn.pk}/").status_code == hers.get(f"/turns/{uuid4()}/").status_code == 404
    shown = hers.post(f"/sessions/{session.pk}/turns/pick/", {"turn": turn.pk}, follow=True).content.decode()
    assert "This turn is not waiting any more." in shown
    turn.refresh_from_db()
    assert turn.state == "offered"


def test_from_somebody_blocked_the_words_are_folded_on_the_page(
    session: DebriefSession, leader: Person, asif: Person
) -> None:
    offered(session, asif)
    block_person(person=asif, by=leader)
    assert "You blocked this person. Show what they bring" in text(window(leader), f"/sessions/{session.pk}/")
    assert "You blocked" not in text(window(asif), f"/sessions/{session.pk}/")


def test_a_debrief_is_brought_as_a_turn_and_stays_hers(
    session: DebriefSession, leader: Person, asif: Person, hers: Client
) -> None:
    written = write_reflection(by=leader, event=None, words=plain("All of it, for me alone."))
    assert "Bring it as a turn" in text(hers, f"/reflections/{written.pk}/")
    assert f"/sessions/{session.pk}/turn/?with={written.pk}" in text(hers, f"/reflections/{written.pk}/turn/")
    shown = text(hers, f"/sessions/{session.pk}/turn/?with={written.pk}")
    assert f'value="{written.pk}" selected' in shown
    hers.post(f"/sessions/{session.pk}/turn/", {"topic": TOPIC, "reflection": str(written.pk)})
    assert f"/reflections/{written.pk}/" in text(hers, f"/sessions/{session.pk}/")
    his = window(asif)
    assert str(written.pk) not in text(his, f"/sessions/{session.pk}/")
    assert his.get(f"/reflections/{written.pk}/").status_code == 404
    for wrong in (str(uuid4()), "x", "\x00"):
        assert hers.get(f"/sessions/{session.pk}/turn/", {"with": wrong}).status_code == 404
    assert his.get(f"/sessions/{session.pk}/turn/", {"with": written.pk}).status_code == 404


def test_who_has_waited_longest_stands_first_and_nobody_is_counted(
    session: DebriefSession, leader: Person, asif: Person, hers: Client
) -> None:
    GroupMembership.objects.update(joined_at=timezone.now() - 100 * DAY)
    turn = offered(session, leader)
    pick_turn(turn=turn, session=session, by=leader, now=timezone.now())
    hold_turn(turn=turn, by=leader, now=timezone.now())
    shown = text(hers, f"/groups/{session.group_id}/turns/")
    assert shown.index("Asif Khan") < shown.index("Had a turn on")
    assert "No turn yet, here since" in shown
    assert f"/turns/{turn.pk}/withdraw/" in shown  # also after it was held
    assert text(hers, f"/groups/{session.group_id}/").count("Turns: who has waited") == 1


def test_the_page_of_turns_asks_the_same_number_of_questions_for_few_and_many(
    session: DebriefSession, hers: Client, django_assert_num_queries
) -> None:
    for _ in range(2):
        person = factories.GroupMembershipFactory(group=session.group).person
        offered(session, person)
    for path, asks in ((f"/groups/{session.group_id}/turns/", 14), (f"/sessions/{session.pk}/", 34)):
        for _ in range(2):
            with django_assert_num_queries(asks):
                hers.get(path)
            for _ in range(2):
                offered(session, factories.GroupMembershipFactory(group=session.group).person)


def test_somebody_else_can_tell_about_a_topic(session: DebriefSession, leader: Person, asif: Person) -> None:
    turn = offered(session, asif, "An unkind line")
    path = f"/tell-someone/about/turn/{turn.pk.int}/"
    assert path in text(window(leader), f"/sessions/{session.pk}/")
    window(leader).post(path, {"what": "This worries me.", "category": "unkind"})
    assert "An unkind line" in Concern.objects.get().said
    assert window(asif).get(path).status_code == 404
    assert window(leader).get(f"/tell-someone/about/turn/{2**128}/").status_code == 404


def test_the_steps_and_their_minutes_stand_on_the_page_and_what_they_lack(
    session: DebriefSession, hers: Client
) -> None:
    shown = text(hers, f"/sessions/{session.pk}/")
    for words in ("How it goes", "90 minutes", "Check-in round", "take 30 minutes more than this session has"):
        assert words in shown
    DebriefSession.objects.update(template=None)
    assert "How it goes" not in text(hers, f"/sessions/{session.pk}/")


def form_of(client: Client, path: str, **changed: str) -> dict[str, str]:
    """What is sent when the form is saved as it stands."""
    fields = client.get(path).context["form"]
    held = {name: fields[name].value() for name in fields.fields}
    return {name: str(value) for name, value in held.items() if value not in (None, "", False)} | changed


def test_whoever_runs_it_chooses_a_debrief_or_none_and_is_told_when_time_is_short(
    session: DebriefSession, leader: Person, asif: Person, mentor: Person
) -> None:
    ruth, path = window(mentor), f"/sessions/{session.pk}/edit/"
    turns = [offered(session, person, f"Of {person}") for person in (leader, asif)]
    for turn in turns:
        pick_turn(turn=turn, session=session, by=mentor, now=timezone.now())
    assert "On my own, 10 minutes" not in text(ruth, path)
    one = DebriefTemplate.objects.get(slug="group_60")
    said = ruth.post(path, form_of(ruth, path, template=str(one.pk)), follow=True).content.decode()
    assert "more than there is time" not in said
    session.refresh_from_db()
    assert session.template == one
    assert [each.person for each in session.turns.picked()] == [leader]  # one turn fits now
    two = DebriefTemplate.objects.get(slug="group_90")
    said = ruth.post(path, form_of(ruth, path, template=str(two.pk)), follow=True).content.decode()
    assert "Its steps take 30 minutes more than there is time" in said
    sent = form_of(ruth, path)
    sent.pop("template")
    ruth.post(path, sent)
    session.refresh_from_db()
    assert session.template is None


def test_one_that_was_switched_off_stays_with_the_session_that_has_it_and_is_offered_to_no_other(
    session: DebriefSession, mentor: Person
) -> None:
    DebriefTemplate.objects.filter(slug="group_90").update(is_on=False)
    ruth = window(mentor)
    assert "90 minutes, two turns" in text(ruth, f"/sessions/{session.pk}/edit/")
    assert "90 minutes, two turns" not in text(ruth, f"/groups/{session.group_id}/sessions/new/")
    written = DebriefTemplate.objects.get(slug="solo_10")
    path = f"/sessions/{session.pk}/edit/"
    wrong = ruth.post(path, form_of(ruth, path, template=str(written.pk))).content.decode()
    assert "This one is not offered any more." in wrong


def test_a_role_is_passed_on_and_taken_back(
    session: DebriefSession, leader: Person, asif: Person, hers: Client
) -> None:
    page, other = f"/sessions/{session.pk}/", factories.GroupMembershipFactory(group=session.group).person
    last = factories.GroupMembershipFactory(group=session.group).person
    have = {str(role): person for role, person in roles_at(session)}
    assert have == {"Timekeeper": leader, "Note holder": asif, "Access buddy": other}
    assert "rather not" in text(hers, page)
    said = hers.post(f"{page}roles/pass/", {"role": "timekeeper"}, follow=True).content.decode()
    assert f"Timekeeper: {last} now." in said
    assert {str(role): person for role, person in roles_at(session)} == have | {"Timekeeper": last}
    hers.post(f"{page}roles/take/", {"role": "note_holder"})
    hers.post(f"{page}roles/take/", {"role": "timekeeper"})  # whoever had it takes mine
    assert {str(role): person for role, person in roles_at(session)} == {
        "Timekeeper": leader,
        "Note holder": last,
        "Access buddy": other,
    }
    assert SessionRole.objects.filter(session=session).count() == 3


def test_where_everybody_has_a_role_it_is_said_and_a_role_that_is_none_is_a_wrong_request(
    session: DebriefSession, leader: Person, hers: Client
) -> None:
    page = f"/sessions/{session.pk}/"
    said = hers.post(f"{page}roles/pass/", {"role": "timekeeper"}, follow=True).content.decode()
    assert "Everybody else has something to do already." in said
    for sent in ({}, {"role": "x"}, {"role": "a b"}):
        assert hers.post(f"{page}roles/take/", sent).status_code == 400


def test_whoever_has_the_turn_is_the_issue_holder_and_has_no_other_role(
    session: DebriefSession, leader: Person, asif: Person, hers: Client
) -> None:
    pick_turn(turn=offered(session, leader), session=session, by=leader, now=timezone.now())
    have = [(str(role), person) for role, person in roles_at(session)]
    assert have == [("Timekeeper", asif), ("Issue holder", leader)]
    said = hers.post(f"/sessions/{session.pk}/roles/take/", {"role": "timekeeper"}, follow=True).content.decode()
    assert "You have the turn at this session" in said


def test_after_a_session_who_had_a_turn_is_asked_and_what_had_no_time_goes_on(
    met: Callable[..., DebriefSession], leader: Person, asif: Person, mentor: Person
) -> None:
    call_command("load_starter_content", verbosity=0)
    over = met()
    picked = Turn.objects.create(group=over.group, person=leader, session=over, state="picked", place=1)
    waits = Turn.objects.create(group=over.group, person=asif, session=over)
    new = factories.GroupMembershipFactory(group=over.group, joined_at=over.starts_at - DAY).person
    ruth, path = window(mentor), f"/sessions/{over.pk}/who-was-there/"
    asked = text(ruth, path)
    assert "Who had a turn?" in asked
    assert asked.count(" checked") == 1  # hers: the group had picked it
    was = {f"person_{person.pk}": "there" for person in (leader, asif, new)}
    wrong = ruth.post(path, was | {"had_turns": "999999"}).content.decode()
    assert "One of these cannot be chosen any more." in wrong
    ruth.post(path, was | {"had_turns": [leader.pk, new.pk]})
    picked.refresh_from_db()
    waits.refresh_from_db()
    assert (picked.state, picked.held_at, waits.state, waits.session) == ("held", over.starts_at, "carried_over", None)
    assert Turn.objects.get(person=new).state == "held"  # offered by word of mouth
    again = text(ruth, path)
    assert again.count('name="had_turns"') == 1  # Asif alone can still be written down
    ruth.post(path, was | {"had_turns": [asif.pk]})
    waits.refresh_from_db()
    assert (waits.state, waits.session) == ("held", over)


def test_messages_before_a_session_lead_to_offering_a_turn(session: DebriefSession, leader: Person) -> None:
    for step, leads in (("7d", True), ("2d", True), ("2h", False)):
        links = dict(links_for(session, leader, step))
        assert ("Offer a turn" in links) is leads
    assert not session.is_over(timezone.now() + HOUR)
