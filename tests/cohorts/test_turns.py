"""Turns: offered by members, read by the group, picked by it, carried over, and withdrawn with all their words."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.actions import (
    cancel_session,
    carry_over_what_is_past,
    change_turn,
    hold_turn,
    leave_group,
    move_session,
    move_turn_up,
    offer_turn,
    pause_place,
    pick_turn,
    plan_session,
    put_turn_back,
    withdraw_turn,
    write_reflection,
)
from cohorts.models import Attendance, DebriefSession, DebriefTemplate, LearningGroup, Membership, Turn
from cohorts.problems import SessionOver
from cohorts.reflections import plain
from cohorts.turn_problems import TurnChanged, TurnGone, TurnsTaken, TurnWaitsAlready
from cohorts.turns import CLOSED, mark_of, topic_of, turns_at, waits_in
from tests import factories
from tests.at_once import at_once
from tests.cohorts.walls import DAY, HOUR
from youdesign.people.actions import block_person
from youdesign.people.models import AuditEntry, Person, PersonKey
from youdesign.people.states import MoveNotAllowed


@pytest.fixture
def session(group: LearningGroup) -> DebriefSession:
    """A session to come of Maureen's group, led as one of 90 minutes: two turns."""
    call_command("load_starter_content", verbosity=0)
    two = DebriefTemplate.objects.get(slug="group_90")
    return factories.DebriefSessionFactory(group=group, template=two)


@pytest.fixture
def others(group: LearningGroup) -> list[Person]:
    """Three more who sit in it."""
    return [factories.GroupMembershipFactory(group=group).person for _ in range(3)]


@pytest.fixture
def now() -> datetime.datetime:
    """This moment."""
    return timezone.now()


def offer(session: DebriefSession, by: Person, topic: str = "They spoke over me.", **more: Any) -> Turn:
    return offer_turn(session=session, by=by, topic=topic, now=more.pop("now", timezone.now()), **more)


def had_a_turn(person: Person, group: LearningGroup, at: datetime.datetime) -> None:
    Turn.objects.create(group=group, person=person, state="held", held_at=at)


def test_a_turn_is_sealed_and_the_session_collects_topics(session: DebriefSession, leader: Person) -> None:
    turn = offer(session, leader)
    session.refresh_from_db()
    assert session.state == "collecting_topics"
    assert b"spoke" not in bytes(turn.topic)
    assert topic_of(turn) == "They spoke over me."
    assert AuditEntry.objects.filter(verb="offer", noun_id=str(turn.pk), about=leader).exists()


def test_one_turn_of_each_person_waits_and_a_second_press_offers_none(session: DebriefSession, leader: Person) -> None:
    turn = offer(session, leader)
    assert offer(session, leader) == turn
    with pytest.raises(TurnWaitsAlready):
        offer(session, leader, "Something else.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(group=session.group, person=leader)


def test_members_offer_and_nobody_else(
    session: DebriefSession, mentor: Person, coordinator: Person, stranger: Person
) -> None:
    for person in (mentor, coordinator, stranger):
        with pytest.raises(PermissionDenied):
            offer(session, person)


def test_nothing_is_offered_for_a_session_that_is_over(session: DebriefSession, leader: Person) -> None:
    with pytest.raises(SessionOver):
        offer(session, leader, now=session.ends_at + HOUR)


def test_only_ones_own_dates_and_debriefs_go_with_it(
    session: DebriefSession, leader: Person, others: list[Person]
) -> None:
    theirs = factories.InvolvementEventFactory(involvement__leader=others[0])
    written = write_reflection(by=others[0], event=None, words=plain("Mine."))
    for more in ({"event": theirs}, {"reflection": written}):
        with pytest.raises(PermissionDenied):
            offer(session, leader, **more)
    assert not Turn.objects.exists()


def test_the_group_reads_it_and_staff_and_strangers_do_not(
    session: DebriefSession, leader: Person, mentor: Person, others: list[Person], coordinator: Person, chief: Person
) -> None:
    turn = offer(session, leader)
    for person in (leader, mentor, others[0]):
        seen = turns_at(session, person, timezone.now())
        assert seen is not None
        assert [line.topic for line in seen.waiting] == ["They spoke over me."]
    for person in (coordinator, chief):
        assert turns_at(session, person, timezone.now()) is None
        assert not Turn.objects.visible_to(person).filter(pk=turn.pk).exists()


def test_from_somebody_blocked_the_words_come_folded(
    session: DebriefSession, leader: Person, others: list[Person], now: datetime.datetime
) -> None:
    offer(session, leader)
    block_person(person=leader, by=others[0])
    folded = {person: turns_at(session, person, now) for person in others[:2]}
    assert [turns.waiting[0].is_folded for turns in folded.values() if turns] == [True, False]


def test_without_its_key_one_topic_is_closed_and_the_others_open(
    session: DebriefSession, leader: Person, others: list[Person], now: datetime.datetime
) -> None:
    offer(session, leader)
    offer(session, others[0], "The papers came late.")
    PersonKey.objects.filter(person=leader).update(wrapped_with="gone")
    seen = turns_at(session, others[1], now)
    assert seen is not None
    assert {line.topic for line in seen.waiting} == {CLOSED, "The papers came late."}


def test_words_saved_elsewhere_are_not_written_over(session: DebriefSession, leader: Person) -> None:
    turn = offer(session, leader)
    seen = mark_of(turn)
    turn = change_turn(turn=turn, by=leader, topic="In the first tab.", mark=seen)
    with pytest.raises(TurnChanged):
        change_turn(turn=turn, by=leader, topic="In the second tab.", mark=seen)
    assert topic_of(Turn.objects.get()) == "In the first tab."


def test_nobody_changes_or_withdraws_what_somebody_else_brings(
    session: DebriefSession, leader: Person, mentor: Person
) -> None:
    turn = offer(session, leader)
    for act in (change_turn, withdraw_turn):
        more = {"topic": "x", "mark": mark_of(turn)} if act is change_turn else {}
        with pytest.raises(PermissionDenied):
            act(turn=turn, by=mentor, **more)  # type: ignore[operator]


@pytest.mark.parametrize("state", ["offered", "picked", "held"])
def test_withdrawn_its_words_are_gone_whatever_came_of_it(
    session: DebriefSession, leader: Person, others: list[Person], state: str, now: datetime.datetime
) -> None:
    written = write_reflection(by=leader, event=None, words=plain("Mine."))
    turn = offer(
        session, leader, event=factories.InvolvementEventFactory(involvement__leader=leader), reflection=written
    )
    if state != "offered":
        pick_turn(turn=turn, session=session, by=leader, now=now)
    if state == "held":
        hold_turn(turn=turn, by=leader, now=now)
    withdraw_turn(turn=turn, by=leader)
    withdraw_turn(turn=turn, by=leader)  # pressed twice
    turn.refresh_from_db()
    assert (bytes(turn.topic), turn.event, turn.reflection, turn.place) == (b"", None, None, None)
    assert not Turn.objects.visible_to(others[0]).exists()
    assert AuditEntry.objects.filter(verb="withdraw", noun_id=str(turn.pk)).count() == 1
    assert [wait.has_had for wait in waits_in(session.group) if wait.person == leader] == [state == "held"]


def test_whoever_was_carried_over_comes_first_then_never_then_longest_ago_then_first_offered(
    session: DebriefSession, leader: Person, others: list[Person], now: datetime.datetime
) -> None:
    had_a_turn(others[0], session.group, now - 30 * DAY)
    had_a_turn(others[1], session.group, now - 60 * DAY)
    for hours, person in enumerate((others[0], others[1], others[2], leader)):
        offer(session, person, now=now - HOUR * (9 - hours))
    seen = turns_at(session, leader, now)
    assert seen is not None
    assert [line.turn.person for line in seen.waiting] == [others[2], leader, others[1], others[0]]
    assert {line.turn.person for line in seen.waiting if line.turn.pk in seen.suggested} == {others[2], leader}
    assert "No turn in this group yet." in seen.waiting[0].why
    assert "Last turn on" in seen.waiting[2].why
    Turn.objects.filter(person=others[0], state="offered").update(state="carried_over")
    again = turns_at(session, leader, now)
    assert again is not None
    assert again.waiting[0].turn.person == others[0]
    assert again.waiting[0].why.startswith("Picked before, so among the first.")


def test_whoever_cannot_come_or_pauses_keeps_the_place_and_the_next_is_suggested(
    session: DebriefSession, leader: Person, others: list[Person], now: datetime.datetime
) -> None:
    for person in (leader, *others):
        offer(session, person)
    Attendance.objects.create(session=session, person=leader, answer="cannot", answered_at=now)
    pause_place(membership=Membership.objects.get(person=others[0], cohort=session.group.cohort), by=others[0])
    seen = turns_at(session, others[1], now)
    assert seen is not None
    assert [line.turn.person for line in seen.waiting][:2] == [leader, others[0]]
    assert {line.turn.person for line in seen.waiting if line.turn.pk in seen.suggested} == {others[1], others[2]}


def test_picked_turns_have_places_and_as_many_as_there_is_time_for(
    session: DebriefSession, leader: Person, others: list[Person], mentor: Person, now: datetime.datetime
) -> None:
    turns = [offer(session, person) for person in (leader, *others[:2])]
    for turn in turns[:2]:
        pick_turn(turn=turn, session=session, by=mentor, now=now)
        pick_turn(turn=turn, session=session, by=others[2], now=now)  # by two
    session.refresh_from_db()
    assert session.state == "confirmed"
    assert [(turn.person, turn.place) for turn in session.turns.picked()] == [(leader, 1), (others[0], 2)]
    with pytest.raises(TurnsTaken):
        pick_turn(turn=turns[2], session=session, by=leader, now=now)
    move_turn_up(turn=turns[1], session=session, by=leader, now=now)
    assert [turn.person for turn in session.turns.picked()] == [others[0], leader]
    put_turn_back(turn=turns[1], session=session, by=leader, now=now)
    assert [(turn.person, turn.place) for turn in session.turns.picked()] == [(leader, 1)]
    withdraw_turn(turn=turns[0], by=leader)
    assert not session.turns.picked().exists()


def test_turns_wait_again_where_a_shorter_time_without_chosen_steps_holds_fewer(
    session: DebriefSession, leader: Person, others: list[Person], mentor: Person, now: datetime.datetime
) -> None:
    session.template, session.ends_at = None, session.starts_at + datetime.timedelta(minutes=90)
    session.save()
    for person in (leader, others[0]):
        pick_turn(turn=offer(session, person), session=session, by=mentor, now=now)
    move_session(session=session, by=mentor, starts_at=session.starts_at, ends_at=session.starts_at + HOUR)
    assert [turn.person for turn in session.turns.picked()] == [leader]
    assert session.turns.get(person=others[0]).state == "carried_over"


def test_two_turns_never_have_one_place(session: DebriefSession, leader: Person, others: list[Person]) -> None:
    one, other = offer(session, leader), offer(session, others[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.filter(pk__in=[one.pk, other.pk]).update(state="picked", place=1)


def test_staff_and_strangers_pick_nothing_nor_does_anybody_what_is_over_or_of_another_group(
    session: DebriefSession, leader: Person, coordinator: Person, stranger: Person, now: datetime.datetime
) -> None:
    turn = offer(session, leader)
    for person in (coordinator, stranger):
        with pytest.raises(PermissionDenied):
            pick_turn(turn=turn, session=session, by=person, now=now)
    with pytest.raises(SessionOver):
        pick_turn(turn=turn, session=session, by=leader, now=session.ends_at + HOUR)
    other = factories.DebriefSessionFactory(group__facilitator=leader)
    with pytest.raises(PermissionDenied):
        pick_turn(turn=turn, session=other, by=leader, now=now)


def test_what_was_withdrawn_meanwhile_is_not_picked(
    session: DebriefSession, leader: Person, mentor: Person, now: datetime.datetime
) -> None:
    turn = offer(session, leader)
    withdraw_turn(turn=turn, by=leader)
    for act in (pick_turn, put_turn_back, move_turn_up):
        with pytest.raises(TurnGone):
            act(turn=turn, session=session, by=mentor, now=now)
    with pytest.raises(MoveNotAllowed):
        hold_turn(turn=turn, by=mentor, now=now)


def test_what_waits_and_what_is_picked_goes_on_to_the_next_session_when_one_is_cancelled(
    session: DebriefSession, leader: Person, others: list[Person], mentor: Person, now: datetime.datetime
) -> None:
    later = factories.DebriefSessionFactory(group=session.group, starts_at=session.starts_at + 7 * DAY)
    picked, waits = offer(session, leader), offer(session, others[0])
    pick_turn(turn=picked, session=session, by=mentor, now=now)
    cancel_session(session=session, by=mentor)
    later.refresh_from_db()
    assert later.state == "collecting_topics"
    for turn in (picked, waits):
        turn.refresh_from_db()
        assert (turn.state, turn.session, turn.place) == ("carried_over", later, None)


def test_without_a_next_session_it_waits_and_goes_along_with_the_one_that_is_planned(
    session: DebriefSession, leader: Person, mentor: Person
) -> None:
    turn = offer(session, leader)
    cancel_session(session=session, by=mentor)
    turn.refresh_from_db()
    assert (turn.state, turn.session) == ("carried_over", None)
    when = {"starts_at": session.starts_at + DAY, "ends_at": session.ends_at + DAY}
    planned = plan_session(by=mentor, group=session.group, **when)
    turn.refresh_from_db()
    planned.refresh_from_db()
    assert (turn.session, planned.state) == (planned, "collecting_topics")


def test_a_day_after_its_time_what_was_left_is_carried_over_once(
    session: DebriefSession, leader: Person, mentor: Person, now: datetime.datetime
) -> None:
    turn = offer(session, leader)
    pick_turn(turn=turn, session=session, by=mentor, now=now)
    assert carry_over_what_is_past(session.ends_at + HOUR) == 0  # whoever ran it has a day to say who had a turn
    DebriefSession.objects.filter(pk=session.pk).update(state="live")
    assert carry_over_what_is_past(session.ends_at + 2 * DAY) == 0  # it goes on in our room
    DebriefSession.objects.filter(pk=session.pk).update(state="confirmed")
    assert carry_over_what_is_past(session.ends_at + 2 * DAY) == 1
    assert carry_over_what_is_past(session.ends_at + 2 * DAY) == 0
    turn.refresh_from_db()
    assert (turn.state, turn.session) == ("carried_over", None)


def test_whoever_leaves_takes_what_waits_along(session: DebriefSession, leader: Person, others: list[Person]) -> None:
    turn = offer(session, leader)
    leave_group(group=session.group, person=leader, by=leader)
    turn.refresh_from_db()
    assert (turn.state, bytes(turn.topic)) == ("withdrawn", b"")


def test_where_staff_end_a_seat_nobody_sees_the_turn_any_more_and_its_words_go_with_the_next_tidying(
    session: DebriefSession, leader: Person, others: list[Person], coordinator: Person, now: datetime.datetime
) -> None:
    first, turn = offer(session, others[0]), offer(session, leader)
    for each in (turn, first):
        pick_turn(turn=each, session=session, by=leader, now=now)
    leave_group(group=session.group, person=leader, by=coordinator)
    assert [(each.person, each.place) for each in session.turns.picked()] == [(others[0], 1)]
    assert not Turn.objects.visible_to(others[0]).filter(pk=turn.pk).exists()
    carry_over_what_is_past(now)
    turn.refresh_from_db()
    assert (turn.state, bytes(turn.topic)) == ("withdrawn", b"")


def test_who_has_waited_longest_stands_first(
    session: DebriefSession, leader: Person, others: list[Person], now: datetime.datetime
) -> None:
    session.group.group_memberships.update(joined_at=now - 90 * DAY)
    had_a_turn(leader, session.group, now - 10 * DAY)
    waits = waits_in(session.group)
    assert waits[-1].person == leader
    assert [wait.has_had for wait in waits] == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_two_who_pick_at_once_take_two_places_and_never_a_third_turn(
    session: DebriefSession, leader: Person, others: list[Person], mentor: Person
) -> None:
    turns = [offer(session, person) for person in (leader, *others[:2])]
    now = timezone.now()
    picks = [lambda turn=turn: pick_turn(turn=turn, session=session, by=mentor, now=now) for turn in turns]
    assert at_once(*picks) == ["TurnsTaken", "won", "won"]
    assert [turn.place for turn in session.turns.picked()] == [1, 2]
