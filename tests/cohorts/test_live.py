"""A live debrief over its room: opened in time, moved by acts that everybody hears of, left, ended, forgotten."""

import datetime
from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts import actions
from cohorts.debrief_problems import DebriefGoesOn, GroupHasMovedOn, LobbyNotOpen, YoursToDecide
from cohorts.debriefing import Now
from cohorts.learning import writings_of
from cohorts.live import come_in, forgotten
from cohorts.models import Attendance, DebriefSession, LearningGroup, LearningNote, LiveDebrief, Turn
from cohorts.tasks import end_forgotten_debriefs
from tests import factories
from tests.at_once import at_once
from youdesign.conversations.frames import event_frame
from youdesign.conversations.models import RoomEvent, RoomState
from youdesign.conversations.reading import events_after
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person
from youdesign.people.models import AuditEntry, Person

QUERIES = 16  # of the page, however many sit at the table
MINUTE = datetime.timedelta(minutes=1)
Act: TypeAlias = Callable[..., Now]


@pytest.fixture
def asif(group: LearningGroup) -> Person:
    """Asif, who sits in the group too."""
    person = factories.MembershipFactory(cohort=group.cohort, person__name="Asif Khan").person
    return factories.GroupMembershipFactory(group=group, person=person).person


@pytest.fixture
def session(group: LearningGroup) -> DebriefSession:
    """A session that begins now, with five steps."""
    group.group_memberships.update(joined_at=timezone.now() - datetime.timedelta(days=9))
    now = timezone.now()
    how = ["together", "round", "turn", "writing", "steps"]
    template = factories.DebriefTemplateFactory(title="Our debrief", how=how)
    facts: dict[str, Any] = {"starts_at": now, "ends_at": now + 60 * MINUTE, "template": template}
    found: DebriefSession = factories.DebriefSessionFactory(group=group, **facts)
    return found


@pytest.fixture
def act(session: DebriefSession) -> Act:
    """Return a function that does one act, on the page as it is now unless told."""

    def do(name: str, by: Person, **facts: Any) -> Now:
        state = RoomState.objects.filter(room=session.group.room).first()
        facts.setdefault("moves", state.facts.get("moves", 0) if state else 0)
        facts.setdefault("now", timezone.now())
        return actions.act_in_debrief(session=DebriefSession.objects.get(pk=session.pk), by=by, name=name, **facts)

    return do


@pytest.fixture
def begun(act: Act, mentor: Person, leader: Person, asif: Person) -> Now:
    """Ruth leads Maureen and Asif; it has begun."""
    for person in (mentor, leader, asif):
        act("here", person)
    return act("begin", mentor)


def state_of(session: DebriefSession) -> dict[str, Any]:
    facts: dict[str, Any] = RoomState.objects.get(room=session.group.room).facts
    return facts


def test_the_room_opens_a_quarter_of_an_hour_before(session: DebriefSession, act: Act, leader: Person) -> None:
    with pytest.raises(LobbyNotOpen):
        act("here", leader, now=session.starts_at - 16 * MINUTE)
    with pytest.raises(LobbyNotOpen):
        act("hand", leader)  # only coming in opens it
    assert not LiveDebrief.objects.exists()
    assert act("here", leader, now=session.starts_at - 15 * MINUTE).here == (leader.pk,)
    assert LiveDebrief.objects.get().title == "Our debrief"


def test_what_staff_reword_meanwhile_changes_nothing(begun: Now, session: DebriefSession) -> None:
    assert session.template is not None
    session.template.steps.update(prompt="Another question?")
    assert {step["prompt"] for step in LiveDebrief.objects.get().steps} == {"How was it?"}


def test_beginning_makes_the_session_live(begun: Now, session: DebriefSession) -> None:
    session.refresh_from_db()
    assert session.state == "live"
    assert set(AuditEntry.objects.filter(noun="cohorts.livedebrief").values_list("verb", flat=True)) == {
        "open_debrief",
        "begin_debrief",
    }


def test_who_has_no_seat_does_nothing(begun: Now, act: Act, coordinator: Person, stranger: Person) -> None:
    for person in (coordinator, stranger):
        with pytest.raises(PermissionDenied):
            act("hand", person)


def test_an_act_is_one_event_with_the_state_and_no_words_and_a_refused_one_is_none(
    begun: Now, act: Act, session: DebriefSession, leader: Person
) -> None:
    room = session.group.room
    room.refresh_from_db()
    before = room.last_seq
    act("hand", leader)
    act("hand", leader)
    with pytest.raises(YoursToDecide):
        act("next", leader)
    room.refresh_from_db()
    assert room.last_seq == before + 1
    frame = event_frame(events_after(room.pk, before)[0])
    assert (frame["kind"], frame["state"]["facts"]["hands"]) == ("act", [leader.pk])
    assert set(map(type, frame["state"]["facts"].values())) <= {int, str, list, float, bool, type(None)}
    assert "How was it?" not in str(frame)


def test_somebody_late_sees_what_the_others_see(begun: Now, act: Act, session: DebriefSession, leader: Person) -> None:
    act("hand", leader)
    events = events_after(session.group.room_id, 0)
    acts = [event_frame(event)["state"] for event in events if event.kind == RoomEvent.Kind.ACT]
    assert len(acts) == 5  # three came, it began, a hand
    assert all(each["facts"] == state_of(session) for each in acts)  # an older event brings the state of now


@pytest.mark.django_db(transaction=True)
def test_a_step_pressed_ten_times_at_once_is_one_step(begun: Now, session: DebriefSession, mentor: Person) -> None:
    def press() -> None:
        actions.act_in_debrief(session=session, by=mentor, name="next", moves=begun.moves, now=timezone.now())

    assert at_once(*[press] * 10) == [*["GroupHasMovedOn"] * 9, "won"]
    assert state_of(session)["step"] == 1


def test_a_hand_raised_while_the_step_changes_is_kept_or_gone_with_it(
    begun: Now, act: Act, session: DebriefSession, mentor: Person, leader: Person
) -> None:
    act("next", mentor)
    act("hand", leader, moves=begun.moves)  # pressed on the page before: a hand is a hand
    assert state_of(session)["hands"] == [leader.pk]


def test_what_is_done_for_somebody_on_the_phone_is_written_down(
    begun: Now, act: Act, mentor: Person, asif: Person
) -> None:
    act("hand", mentor, who=asif.pk)
    row = AuditEntry.objects.get(verb="act_for")
    assert (row.by, row.about, row.facts["act"]) == (mentor, asif, "hand")
    act("hand_over", mentor, who=asif.pk)  # asks them, and does nothing in their place
    assert AuditEntry.objects.filter(verb="act_for").count() == 1


def test_whoever_leaves_the_group_has_left_the_debrief(
    begun: Now, act: Act, session: DebriefSession, mentor: Person, leader: Person, asif: Person
) -> None:
    act("next", mentor)
    actions.leave_group(group=session.group, person=asif, by=asif)
    act("hand", leader)
    assert asif.pk not in state_of(session)["here"]


def test_leaving_early_asks_the_one_who_was_chosen(
    begun: Now, session: DebriefSession, leader: Person, asif: Person
) -> None:
    facts = {"session": session, "by": leader, "now": timezone.now()}
    actions.leave_debrief(check_in=asif.pk, **facts)
    assert state_of(session)["gone"] == [leader.pk]
    assert Attendance.objects.get(person=leader).was == "part"
    notice = Notice.objects.get(kind="debrief_check_in")
    assert (notice.person, notice.occurrence) == (asif, str(leader.pk))
    with pytest.raises(PermissionDenied):
        actions.leave_debrief(session=session, by=asif, now=timezone.now(), check_in=factories.PersonFactory().pk)
    assert state_of(session)["gone"] == [leader.pk]


def test_leaving_the_lobby_leaves_no_mark_and_the_friend_is_asked_all_the_same(
    act: Act, session: DebriefSession, leader: Person, mentor: Person, asif: Person
) -> None:
    act("here", leader)
    for person in (leader, asif):  # who never came in, too
        actions.leave_debrief(session=session, by=person, now=timezone.now(), check_in=mentor.pk)
    assert not Attendance.objects.exists()
    asked = Notice.objects.filter(kind="debrief_check_in", person=mentor).values_list("occurrence", flat=True)
    assert set(asked) == {str(leader.pk), str(asif.pk)}


def test_nobody_who_is_kept_apart_is_asked_to_get_in_touch(
    client: Client, begun: Now, session: DebriefSession, leader: Person, asif: Person
) -> None:
    block_person(person=leader, by=asif)
    client.force_login(leader)
    assert "Asif Khan" not in client.get(f"/sessions/{session.pk}/live/leave/").content.decode()
    with pytest.raises(PermissionDenied):
        actions.leave_debrief(session=session, by=leader, now=timezone.now(), check_in=asif.pk)


def test_what_was_written_quietly_is_read_once_it_is_shown(
    begun: Now, act: Act, session: DebriefSession, mentor: Person, leader: Person, asif: Person
) -> None:
    for _ in range(3):
        step = act("next", mentor).step
    actions.write_note(session=session, by=leader, kind="writing", text="Quietly.", now=timezone.now(), step=step)
    assert [told.words for told in writings_of(session, step, asif)] == []
    act("show", mentor)
    assert [told.words for told in writings_of(session, step, asif)] == ["Quietly."]


def test_while_people_are_in_its_room_a_session_is_not_called_off_moved_or_said_to_be_held(
    begun: Now, session: DebriefSession, mentor: Person, leader: Person
) -> None:
    here = {"session": session, "by": mentor}
    later = {"starts_at": session.starts_at + MINUTE, "ends_at": session.ends_at + MINUTE}
    with pytest.raises(DebriefGoesOn):
        actions.cancel_session(**here)
    with pytest.raises(DebriefGoesOn):
        actions.move_session(**later, **here)
    with pytest.raises(DebriefGoesOn):
        actions.say_who_was_there(was={leader.pk: "there"}, now=timezone.now() + MINUTE, **here)


def test_a_lobby_holds_a_session_too(act: Act, session: DebriefSession, mentor: Person, leader: Person) -> None:
    act("here", mentor)
    with pytest.raises(DebriefGoesOn):
        actions.cancel_session(session=session, by=mentor)
    with pytest.raises(DebriefGoesOn):
        actions.say_who_was_there(session=session, by=mentor, was={leader.pk: "there"}, now=timezone.now() + MINUTE)


def test_ending_writes_down_who_was_there_and_which_turns_were_told(
    begun: Now, act: Act, session: DebriefSession, mentor: Person, leader: Person, asif: Person
) -> None:
    facts = {"group": session.group, "session": session, "state": "picked"}
    told = Turn.objects.create(person=leader, place=1, **facts)
    not_told = Turn.objects.create(person=asif, place=2, **facts)
    for _ in range(2):
        act("next", mentor)
    assert state_of(session)["floor"] == leader.pk
    told.refresh_from_db()
    assert told.state == "picked"
    act("next", mentor)  # on from the telling
    told.refresh_from_db()
    assert told.state == "held"
    actions.leave_debrief(session=session, by=asif, now=timezone.now())
    moves = state_of(session)["moves"]
    with pytest.raises(YoursToDecide):
        actions.end_debrief(session=session, by=leader, moves=moves, now=timezone.now())
    with pytest.raises(GroupHasMovedOn):
        actions.end_debrief(session=session, by=mentor, moves=moves - 1, now=timezone.now())
    assert actions.end_debrief(session=session, by=mentor, moves=moves, now=timezone.now())
    assert not actions.end_debrief(session=session, by=mentor, moves=moves, now=timezone.now())
    for row in (session, told, not_told):
        row.refresh_from_db()
    assert (session.state, told.state, not_told.state) == ("held", "held", "carried_over")
    assert dict(Attendance.objects.values_list("person", "was")) == {leader.pk: "there", asif.pk: "part"}
    assert state_of(session) == {}


def test_a_lobby_that_is_closed_leaves_nothing_and_opens_again(
    act: Act, session: DebriefSession, mentor: Person
) -> None:
    act("here", mentor)
    actions.end_debrief(session=session, by=mentor, moves=0, now=timezone.now())
    session.refresh_from_db()
    assert (session.state, Attendance.objects.exists()) == ("planned", False)
    assert act("here", mentor).here == (mentor.pk,)


def test_a_room_in_which_nobody_begins_closes_a_quarter_of_an_hour_after_its_time(
    act: Act, session: DebriefSession, mentor: Person, leader: Person
) -> None:
    closes = session.ends_at + 15 * MINUTE
    act("here", mentor)
    act("here", leader, now=closes)
    for name, by in (("begin", mentor), ("help", leader), ("here", mentor)):
        with pytest.raises(LobbyNotOpen):
            act(name, by, now=closes + MINUTE)
    actions.leave_debrief(session=session, by=leader, now=closes + MINUTE, check_in=mentor.pk)
    assert Notice.objects.filter(kind="debrief_check_in", person=mentor).exists()
    assert not forgotten(closes).exists()
    [live] = forgotten(closes + MINUTE)
    assert actions.end_forgotten(live=live, moves=0, now=closes + MINUTE)
    session.refresh_from_db()
    assert (session.state, state_of(session), Attendance.objects.exists()) == ("planned", {}, False)


def test_what_began_just_before_its_room_closed_goes_on(
    begun: Now, act: Act, session: DebriefSession, mentor: Person
) -> None:
    later = session.ends_at + 60 * MINUTE
    act("next", mentor, now=later)
    assert not forgotten(later).exists()


def test_where_nobody_began_the_page_says_so_and_what_to_do(
    client: Client, act: Act, session: DebriefSession, mentor: Person, leader: Person
) -> None:
    act("here", leader)
    then = timezone.now() - 16 * MINUTE
    DebriefSession.objects.filter(pk=session.pk).update(starts_at=then - 60 * MINUTE, ends_at=then)
    path, now = f"/sessions/{session.pk}/live/", f"/groups/{session.group_id}/debrief-now/"
    client.force_login(leader)
    page = client.get(path).content.decode()
    for words in ("Nobody began this debrief", f'href="{now}"', f'href="/rooms/{session.group.room_id}/"'):
        assert words in page
    for words in ("I am here", "Say who was there", "Plan another date"):
        assert words not in page
    client.force_login(mentor)
    page = client.get(path).content.decode()
    assert f'href="/sessions/{session.pk}/who-was-there/"' in page
    assert "Plan another date" in page
    LearningGroup.objects.update(state="ended")
    page = client.get(path).content.decode()
    assert now not in page
    assert "Plan another date" not in page


def test_where_a_debrief_straight_after_an_event_was_not_begun_another_can_be(
    client: Client, session: DebriefSession, leader: Person
) -> None:
    client.force_login(leader)
    path = f"/sessions/{session.pk}/live/"
    DebriefSession.objects.filter(pk=session.pk).update(state="cancelled")
    page = client.get(path).content.decode()
    assert "This session was cancelled" in page
    assert "debrief-now" not in page
    DebriefSession.objects.filter(pk=session.pk).update(is_straight_after=True)
    page = client.get(path).content.decode()
    assert "Nobody began this debrief" in page
    assert "debrief-now" in page


@pytest.mark.parametrize("path", ["/", "/groups/{}/"])
def test_whoever_cannot_come_finds_the_way_in_once_it_has_begun_and_not_before(
    client: Client, act: Act, session: DebriefSession, mentor: Person, leader: Person, asif: Person, path: str
) -> None:
    Attendance.objects.create(session=session, person=leader, answer="cannot")
    client.force_login(leader)
    way = f"/sessions/{session.pk}/live/"
    act("here", mentor)
    assert way not in client.get(path.format(session.group_id)).content.decode()
    act("here", asif)
    act("begin", mentor)
    page = client.get(path.format(session.group_id)).content.decode()
    assert way in page
    assert "You said that you cannot come, and that is fine." in page
    then = timezone.now() - 2 * MINUTE
    DebriefSession.objects.filter(pk=session.pk).update(starts_at=then - 60 * MINUTE, ends_at=then)
    assert way in client.get(path.format(session.group_id)).content.decode()  # it goes on over its time


def test_whoever_cannot_come_to_one_that_goes_on_is_led_first_to_the_one_they_come_to(
    session: DebriefSession, leader: Person
) -> None:
    other = factories.DebriefSessionFactory(starts_at=session.starts_at, ends_at=session.ends_at)
    session.state, session.my_answer, other.my_answer = "live", "cannot", None
    assert come_in([session, other], timezone.now()) == other
    assert come_in([session], timezone.now()) == session


def test_a_forgotten_debrief_ends_by_itself_unless_it_has_moved(
    begun: Now, act: Act, session: DebriefSession, mentor: Person
) -> None:
    live = LiveDebrief.objects.get()
    now = timezone.now()
    assert not forgotten(now).exists()
    act("next", mentor)
    assert not actions.end_forgotten(live=live, moves=begun.moves, now=now)  # it has moved since the job looked
    DebriefSession.objects.filter(pk=session.pk).update(starts_at=now - 300 * MINUTE, ends_at=now - 240 * MINUTE)
    end_forgotten_debriefs()
    end_forgotten_debriefs()
    session.refresh_from_db()
    assert (session.state, state_of(session)) == ("held", {})
    assert AuditEntry.objects.filter(verb="end_debrief").count() == 1


# --- The pages ---


def test_the_page_says_when_the_room_opens_then_where_it_stands_then_that_it_is_over(
    client: Client, session: DebriefSession, mentor: Person, leader: Person, asif: Person, act: Act
) -> None:
    path = f"/sessions/{session.pk}/live/"
    client.force_login(leader)
    DebriefSession.objects.filter(pk=session.pk).update(starts_at=timezone.now() + 30 * MINUTE)
    assert "It opens on" in client.get(path).content.decode()
    DebriefSession.objects.filter(pk=session.pk).update(starts_at=timezone.now())
    assert "I am here" in client.get(path).content.decode()
    page = client.post(f"{path}act/", {"act": "here", "moves": "0"}, follow=True).content.decode()
    assert "Is everything right for you?" in page
    act("here", mentor)
    act("begin", mentor)
    page = client.get(path).content.decode()
    for words in ("Step 1 of 5: ", "How was it?", "Raise my hand", "Two minutes more", "Not here yet"):
        assert words in page
    assert "You lead" not in page
    actions.end_debrief(session=session, by=mentor, moves=1, now=timezone.now())
    assert "This debrief is over" in client.get(path).content.decode()


def test_the_room_leads_back_to_the_debrief_while_it_is_open_and_words_sent_from_there_stay_there(
    client: Client, begun: Now, session: DebriefSession, mentor: Person, leader: Person
) -> None:
    client.force_login(leader)
    room, live = f"/rooms/{session.group.room_id}/", f"/sessions/{session.pk}/live/"
    assert f'href="{live}"' in client.get(room).content.decode()
    assert f'href="{live}"' in client.get(f"{room}minute/").content.decode()
    page = client.get(live).content.decode()
    assert f'name="back" value="{live}"' in page
    assert "The debrief of this group is open now" not in page

    def sent(back: str) -> str:
        words = {"text": "A thought.", "client_id": str(uuid4()), "back": back}
        return str(client.post(f"{room}messages/", words)["Location"])

    for words in ("", "a" * 20_000):
        page = client.post(f"{room}messages/", {"text": words, "client_id": str(uuid4()), "back": live})
        assert page.status_code == 422
        assert f'name="back" value="{live}"' in page.content.decode()  # the way back outlives what was refused
    assert sent(live) == f"{live}#m1"
    assert sent("https://elsewhere.test/") == f"{room}#m2"
    actions.end_debrief(session=session, by=mentor, moves=1, now=timezone.now())
    assert live not in client.get(room).content.decode()
    assert sent(live) == f"{room}#m3"


def test_a_question_can_be_typed_at_a_step_of_questions_and_at_no_other(
    client: Client, begun: Now, session: DebriefSession, leader: Person, asif: Person
) -> None:
    client.force_login(asif)
    live = f"/sessions/{session.pk}/live/"
    debrief = LiveDebrief.objects.get()
    debrief.steps[0]["how"] = "questions"
    debrief.save()
    assert "Type a question" in client.get(live).content.decode()
    words = {"kind": "question", "text": "What would good look like?", "at_step": "0", "next": live}
    client.post(f"/sessions/{session.pk}/learning/write/", words | {"client_id": str(uuid4())})
    # What a page says once is left for the page that shows it by a script that takes only the parts of one.
    for headers, is_said in (({"X-Parts": "only"}, False), ({}, True), ({}, False)):
        assert (
            "Asked. Those at the table can read it." in client.get(live, headers=headers).content.decode()
        ) is is_said
    client.force_login(leader)
    assert "What would good look like?" in client.get(live).content.decode()
    debrief.steps[0]["how"] = "together"
    debrief.save()
    assert "Type a question" not in client.get(live).content.decode()
    client.force_login(asif)
    again = words | {"client_id": str(uuid4()), "text": "And who decides?"}
    page = client.post(f"/sessions/{session.pk}/learning/write/", again).content.decode()
    assert "Not asked: your group is not at its step of questions now." in page
    assert "And who decides?" in page
    assert LearningNote.objects.count() == 1


def test_a_press_that_comes_too_late_says_so_and_shows_where_it_is_now(
    client: Client, begun: Now, act: Act, session: DebriefSession, mentor: Person
) -> None:
    client.force_login(mentor)
    path = f"/sessions/{session.pk}/live/act/"
    for words in ("Step 2 of 5", "The group has moved on"):
        page = client.post(path, {"act": "next", "moves": begun.moves}, follow=True).content.decode()
        assert words in page
    assert client.post(path, {"act": "dance", "moves": "1"}).status_code == 400
    assert client.post(path, {"act": "leave", "moves": "1"}).status_code == 400


def test_the_page_costs_the_same_however_many_sit_at_the_table(
    client: Client, begun: Now, session: DebriefSession, mentor: Person, django_assert_num_queries: Any
) -> None:
    client.force_login(mentor)
    path = f"/sessions/{session.pk}/live/"
    client.get(path)
    with django_assert_num_queries(QUERIES):
        client.get(path)
    for _ in range(3):
        person = factories.MembershipFactory(cohort=session.group.cohort).person
        factories.GroupMembershipFactory(group=session.group, person=person)
    with django_assert_num_queries(QUERIES):
        client.get(path)


def test_only_the_facilitators_page_says_that_somebody_leads(
    client: Client, begun: Now, session: DebriefSession, mentor: Person, leader: Person
) -> None:
    LiveDebrief.objects.update(led_at=None)
    for person, is_led in ((leader, False), (mentor, True)):
        client.force_login(person)
        client.post(f"/sessions/{session.pk}/live/led/")
        assert (LiveDebrief.objects.get().led_at is not None) is is_led


def test_the_others_are_asked_once_the_facilitator_is_gone_for_a_minute(
    client: Client, begun: Now, act: Act, session: DebriefSession, mentor: Person, leader: Person, asif: Person
) -> None:
    client.force_login(leader)
    path = f"/sessions/{session.pk}/live/"
    assert "We have not heard from" not in client.get(path).content.decode()
    then = timezone.now() - 2 * MINUTE
    LiveDebrief.objects.update(led_at=then, opened_at=then)
    DebriefSession.objects.filter(pk=session.pk).update(starts_at=then)
    assert f"We have not heard from {mentor} for a minute" in client.get(path).content.decode()
    act("stand_in", leader)
    assert state_of(session)["facilitator"] == mentor.pk  # one of two is not more than half
    act("confirm", asif)
    assert state_of(session)["facilitator"] == leader.pk
    assert "You lead" in client.get(path).content.decode()
