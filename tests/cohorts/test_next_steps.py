"""Next steps: set at a session or just so, read by the table or by nobody, done, changed or let go, never failed."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.actions import (
    change_next_step,
    join_group,
    leave_group,
    move_next_step,
    say_who_was_there,
    set_next_step,
    throw_next_step_away,
)
from cohorts.models import DebriefSession, LearningGroup, NextStep
from cohorts.next_steps import IfThen, steps_of, words_of_step
from cohorts.problems import EnoughWritten, SavedMeanwhile, StepMovedOn
from mentoring.models import NextStep as MentoringStep
from tests import factories
from tests.my_data.searching import everything
from youdesign.home.steps import to_say_how_it_goes
from youdesign.home.table import Table
from youdesign.notices.kinds import Mail, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person
from youdesign.people.blind import as_programme_staff
from youdesign.people.models import Person, PersonKey

WORDS = IfThen("they move on without me: zebra-kettle", "I ask who does what")


@pytest.fixture
def asif(group: LearningGroup) -> Person:
    """Asif, who sits in Maureen's group."""
    person = factories.MembershipFactory(cohort=group.cohort, person__name="Asif Khan").person
    return factories.GroupMembershipFactory(group=group, person=person).person


@pytest.fixture
def session(asif: Person, met: Callable[..., DebriefSession]) -> DebriefSession:
    """The session of a week ago."""
    return met(days=7)


@pytest.fixture
def step(session: DebriefSession, leader: Person) -> NextStep:
    """Maureen's step."""
    return set_next_step(by=leader, session=session, words=WORDS, now=timezone.now())


@pytest.fixture
def maureen(client: Client, leader: Person) -> Client:
    """A browser in which Maureen is signed in."""
    client.force_login(leader)
    return client


def read(session: DebriefSession, reader: Person) -> list[IfThen | None]:
    """Return the words of the steps that somebody reads."""
    return [each.words for each in steps_of(session, reader)]


def text_of(answer: Any) -> str:
    """Return a page as text."""
    return answer.content.decode()


# --- Rules ---


def test_the_words_are_sealed_and_read_by_the_table(
    step: NextStep, session: DebriefSession, leader: Person, asif: Person, mentor: Person, coordinator: Person
) -> None:
    assert everything("zebra-kettle") == ""
    for reader in (leader, asif, mentor):
        assert read(session, reader) == [WORDS]
    for reader in (coordinator, factories.GroupMembershipFactory(group=session.group).person):
        assert read(session, reader) == []
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with as_programme_staff(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cohorts_nextstep")


def test_one_tick_keeps_it_to_oneself_and_outside_a_session_nobody_else_reads_it(
    session: DebriefSession, leader: Person, asif: Person
) -> None:
    mine = set_next_step(by=leader, session=session, words=WORDS, is_shared=False, now=timezone.now())
    alone = set_next_step(by=leader, words=WORDS, now=timezone.now())
    assert read(session, asif) == []
    assert not alone.is_shared
    change_next_step(step=mine, by=leader, words=WORDS, is_shared=True, version=1, now=timezone.now())
    assert read(session, asif) == [WORDS]
    mine.refresh_from_db()
    assert mine.state == "set"  # it says the same as before


def test_it_is_set_changed_done_or_let_go_and_then_stays(step: NextStep, leader: Person) -> None:
    other = IfThen("it is Monday", "I write")
    for version in (1, 2):
        words = IfThen(f"{other.if_words} {version}", other.then_words)
        facts = {"words": words, "is_shared": True, "version": version, "now": timezone.now()}
        step = change_next_step(step=step, by=leader, **facts)
        assert (step.state, step.version) == ("changed", version + 1)
    for _ in range(2):  # pressed twice
        step = move_next_step(step=step, by=leader, to="done", now=timezone.now())
    for refused in (
        lambda: move_next_step(step=step, by=leader, to="let_go", now=timezone.now()),
        lambda: change_next_step(step=step, by=leader, words=other, is_shared=True, version=3, now=timezone.now()),
    ):
        with pytest.raises(StepMovedOn):
            refused()
    assert (step.state, step.MOVES) == ("done", MentoringStep.MOVES)


def test_what_is_let_go_is_ones_own_again(
    step: NextStep, session: DebriefSession, leader: Person, asif: Person
) -> None:
    move_next_step(step=step, by=leader, to="let_go", now=timezone.now())
    assert read(session, asif) == []
    assert read(session, leader) == [WORDS]


def test_nobody_else_changes_it_and_nobody_sets_one_where_they_did_not_sit(
    step: NextStep, session: DebriefSession, asif: Person, coordinator: Person, stranger: Person
) -> None:
    facts = {"step": step, "by": asif}
    with pytest.raises(PermissionDenied):
        change_next_step(words=IfThen("a", "b"), is_shared=True, version=1, now=timezone.now(), **facts)
    with pytest.raises(PermissionDenied):
        move_next_step(to="done", now=timezone.now(), **facts)
    with pytest.raises(PermissionDenied):
        throw_next_step_away(**facts)
    for person in (coordinator, stranger):
        with pytest.raises(PermissionDenied):
            set_next_step(by=person, session=session, words=WORDS, now=timezone.now())
    event = factories.InvolvementEventFactory()
    with pytest.raises(PermissionDenied):
        set_next_step(by=asif, event=event, words=WORDS, now=timezone.now())
    assert NextStep.objects.count() == 1


def test_who_has_left_or_is_kept_apart_reads_no_step_and_keeps_ones_own(
    step: NextStep, session: DebriefSession, leader: Person, asif: Person, mentor: Person, coordinator: Person
) -> None:
    set_next_step(by=asif, session=session, words=IfThen("a", "b"), now=timezone.now())
    block_person(person=asif, by=leader)
    assert read(session, asif) == [IfThen("a", "b")]
    assert len(read(session, mentor)) == 2
    leave_group(group=session.group, person=leader, by=leader)
    join_group(group=session.group, person=leader, by=coordinator)
    assert read(session, leader) == [WORDS]


def test_the_same_press_twice_is_one_step_and_there_is_an_end(
    session: DebriefSession, leader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = uuid4()
    for _ in range(2):
        set_next_step(by=leader, session=session, words=WORDS, client_id=key, now=timezone.now())
    assert NextStep.objects.count() == 1
    monkeypatch.setattr(NextStep, "MOST", 1)
    with pytest.raises(EnoughWritten):
        set_next_step(by=leader, session=session, words=WORDS, now=timezone.now())


def test_two_tabs_never_write_over_one_another(step: NextStep, leader: Person) -> None:
    facts = {"is_shared": True, "version": 1, "now": timezone.now(), "by": leader}
    change_next_step(step=step, words=IfThen("one", "tab"), **facts)
    with pytest.raises(SavedMeanwhile):
        change_next_step(step=step, words=IfThen("other", "tab"), **facts)
    step.refresh_from_db()
    assert words_of_step(step) == IfThen("one", "tab")


def test_reading_costs_the_same_for_one_and_for_many(
    step: NextStep, session: DebriefSession, leader: Person, asif: Person, maureen: Client
) -> None:
    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as reading:
            steps_of(session, leader)
        with CaptureQueriesContext(connection) as page:
            maureen.get("/next-steps/")
        return len(reading), len(page)

    one = cost()
    for at in range(4):
        set_next_step(by=asif, session=session, words=IfThen(f"{at}", "b"), now=timezone.now())
        set_next_step(by=leader, session=session, words=IfThen(f"{at}", "b"), now=timezone.now())
    assert cost() == one
    assert one[0] == 2


# --- The message of a week after ---


def mail_of_a_week_after(session: DebriefSession, person: Person) -> Any:
    """Return what goes to somebody seven days after."""
    facts = {"kind": "session_later", "person": person, "object_id": str(session.pk)}
    return all_kinds()["session_later"].compose(Notice(occurrence=f"later.{session.calendar_sequence}", **facts))


def test_a_week_after_the_message_leads_to_the_steps_and_names_none(
    step: NextStep, session: DebriefSession, leader: Person, maureen: Client
) -> None:
    mail = mail_of_a_week_after(session, leader)
    assert isinstance(mail, Mail)
    assert (mail.link_text, mail.link.endswith("/next-steps/")) == ("Done, changed or let go: say so", True)
    assert "zebra" not in f"{mail}"
    page = text_of(maureen.get("/next-steps/"))
    assert "zebra-kettle" in page
    step.refresh_from_db()
    assert step.state == "set"  # looking records nothing
    assert "Done. Well done." in text_of(maureen.post(f"/next-steps/{step.pk}/move/", {"to": "done"}, follow=True))


def test_whoever_was_not_there_is_asked_only_about_a_step_of_theirs(
    session: DebriefSession, leader: Person, mentor: Person, asif: Person
) -> None:
    was = {leader.pk: "not_there", asif.pk: "there"}
    say_who_was_there(session=session, by=mentor, was=was, now=timezone.now())
    assert not isinstance(mail_of_a_week_after(session, leader), Mail)
    set_next_step(by=leader, session=session, words=WORDS, now=timezone.now())
    mail = mail_of_a_week_after(session, leader)
    assert isinstance(mail, Mail)
    assert mail.subject == "Your next step: how is it going?"


# --- Pages ---


def test_setting_one_at_a_session_and_reading_it_there(maureen: Client, session: DebriefSession, asif: Person) -> None:
    page = f"/sessions/{session.pk}/next-steps/new/"
    assert "those who sit at this table now" in text_of(maureen.get(page))
    answer = maureen.post(page, {"if_words": "it is Monday", "then_words": "I write"})
    assert answer["Location"] == f"/sessions/{session.pk}/#came"
    shown = text_of(maureen.get(f"/sessions/{session.pk}/"))
    assert "it is Monday" in shown
    assert "Let it go" in shown
    other = Client()
    other.force_login(asif)
    shown = text_of(other.get(f"/sessions/{session.pk}/"))
    assert "Next steps of the others" in shown
    assert "it is Monday" in shown
    assert "Let it go" not in shown
    live = f"/sessions/{session.pk}/live/"
    sent = {"if_words": "it rains", "then_words": "I phone", "keep_private": "on", "next": live}
    assert maureen.post(page, sent)["Location"] == live
    assert maureen.post(page, sent | {"next": "//evil.example"})["Location"] == f"/sessions/{session.pk}/#came"
    assert "it rains" not in text_of(other.get(f"/sessions/{session.pk}/"))


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"if_words": "", "then_words": "I write"}, "Write when it would be."),
        ({"if_words": "x" * 200_000, "then_words": "I write"}, "Make it shorter: 300 characters at most."),
        ({"if_words": "a\x00", "then_words": "I write"}, "cannot"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_the_reason(maureen: Client, said: dict[str, str], says: str) -> None:
    page = text_of(maureen.post("/next-steps/new/", said))
    assert says in page
    assert "I write" in page
    assert not NextStep.objects.exists()


def test_letters_of_every_direction_and_html_are_shown_as_typed(maureen: Client) -> None:
    maureen.post("/next-steps/new/", {"if_words": "\u202e<b>\u05d0</b>", "then_words": "& “so”"})
    page = text_of(maureen.get("/next-steps/"))
    assert "&lt;b&gt;\u05d0&lt;/b&gt;" in page


def test_two_tabs_show_both_and_a_step_that_is_done_loses_no_words(maureen: Client, step: NextStep) -> None:
    page = f"/next-steps/{step.pk}/"
    assert maureen.post(page, {"if_words": "one", "then_words": "tab", "version": "1"}).status_code == 302
    answer = maureen.post(page, {"if_words": "other", "then_words": "window", "version": "1"})
    assert answer.status_code == 409
    assert "window" in text_of(answer)
    assert "<b>If</b> one" in text_of(answer)
    maureen.post(f"{page}move/", {"to": "done"})
    answer = maureen.post(page, {"if_words": "late", "then_words": "words", "version": "2"})
    assert answer.status_code == 409
    assert "<b>If</b> late" in text_of(answer)
    assert everything("late words") == ""
    assert maureen.post(f"{page}move/", {"to": "failed"}).status_code == 302
    assert NextStep.objects.get().state == "done"
    maureen.post(f"{page}throw-away/")
    assert not NextStep.objects.exists()


def test_a_key_that_does_not_open_loses_nothing(maureen: Client, step: NextStep) -> None:
    sealed = bytes(step.body)
    PersonKey.objects.update(wrapped=b"x" * 60)
    assert "We cannot open this just now" in text_of(maureen.get("/next-steps/"))
    page = f"/next-steps/{step.pk}/"
    answer = maureen.post(page, {"if_words": "new", "then_words": "words", "version": "1"})
    assert answer.status_code == 503
    assert "<b>If</b> new" in text_of(answer)
    answer = maureen.post("/next-steps/new/", {"if_words": "more", "then_words": "words"})
    assert "We cannot lock your words away safely just now" in text_of(answer)
    assert bytes(NextStep.objects.get().body) == sealed


def test_a_line_that_is_too_long_is_pasted_whole_and_comes_back_with_by_how_much(maureen: Client) -> None:
    assert "maxlength" not in text_of(maureen.get("/next-steps/new/"))
    shown = text_of(maureen.post("/next-steps/new/", {"if_words": "x" * 434, "then_words": "I write"}))
    assert "Make it shorter: 300 characters at most. This is 134 too many." in shown
    assert "x" * 434 in shown


def test_words_of_self_harm_bring_help_to_their_owner_alone(
    maureen: Client, session: DebriefSession, asif: Person
) -> None:
    assert "data-crisis hidden" in text_of(maureen.get("/next-steps/new/"))
    too_long = maureen.post("/next-steps/new/", {"if_words": "I want to die", "then_words": "x" * 301})
    assert "You matter" in text_of(too_long)
    assert "data-crisis hidden" not in text_of(too_long)
    sent = {"if_words": "I want to die", "then_words": "I phone Jo"}
    maureen.post(f"/sessions/{session.pk}/next-steps/new/", sent)
    assert "You matter, and you do not have to carry this alone" in text_of(maureen.get("/next-steps/"))
    assert "You matter" in text_of(maureen.get(f"/sessions/{session.pk}/"))
    other = Client()
    other.force_login(asif)
    assert "You matter" not in text_of(other.get(f"/sessions/{session.pk}/"))


def test_somebody_elses_step_is_not_theirs_to_change(step: NextStep, asif: Person, stranger: Person) -> None:
    for person, status in ((asif, 403), (stranger, 404)):
        other = Client()
        other.force_login(person)
        for path in ("", "move/", "throw-away/"):
            sent = {"to": "done", "if_words": "x", "then_words": "y", "version": "1"}
            assert other.post(f"/next-steps/{step.pk}/{path}", sent).status_code == status
    step.refresh_from_db()
    assert step.changed_at < timezone.now() - datetime.timedelta(0)
    assert (step.state, words_of_step(step)) == ("set", WORDS)


def test_home_asks_after_a_week_how_it_goes_and_not_for_ever(session: DebriefSession, leader: Person) -> None:
    def asked(days: int) -> Any:
        at = timezone.now() - datetime.timedelta(days=days)
        NextStep.objects.filter(pk=step.pk).update(set_at=at, changed_at=at)
        return to_say_how_it_goes(Table(leader, timezone.now()))

    step = set_next_step(by=leader, session=session, words=WORDS, now=timezone.now())
    assert (asked(6), asked(22)) == (None, None)
    shown = asked(8)
    assert (shown.href, "zebra" in f"{shown}") == ("/next-steps/", False)
    move_next_step(step=step, by=leader, to="done", now=timezone.now())
    assert asked(8) is None
