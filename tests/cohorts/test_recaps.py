"""What came of a session: written by one, checked by the group, never over somebody else's words, never for staff."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cohorts.actions import agree_recap, check_recap, leave_group, say_who_was_there, write_recap
from cohorts.models import DebriefSession, LearningGroup, RecapCheck, SessionRecap
from cohorts.problems import NotHeldYet, RecapChanged, SavedMeanwhile
from cohorts.recaps import standing_of
from cohorts.rotating import note_holder_of
from tests import factories
from tests.cohorts.walls import HOUR
from tests.servers import Mailbox, text_of
from tests.staff.seen import may
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person

Met: TypeAlias = Callable[..., DebriefSession]
WORDS = {"did": "One turn, about a board.", "learned": "Ask for papers early.", "next_steps": ""}


def write(session: DebriefSession, by: Person, *, seen: int = 0, **words: str) -> SessionRecap:
    """Write it."""
    return write_recap(session=session, by=by, seen=seen, now=timezone.now(), **{**WORDS, **words})


def check(session: DebriefSession, by: Person, *, seen: int = 1, words: str = "") -> RecapCheck:
    """Say that it is right, or what one would change."""
    said = {"is_right": not words, "words": words}
    return check_recap(session=session, by=by, seen=seen, now=timezone.now(), **said)


@pytest.fixture
def others(group: LearningGroup, leader: Person) -> list[Person]:
    """Two who sit in the group beside Maureen."""
    return [factories.GroupMembershipFactory(group=group).person for _ in range(2)]


@pytest.fixture
def held(met: Met, mentor: Person, others: list[Person]) -> DebriefSession:
    """A session that took place yesterday."""
    session = met()
    return say_who_was_there(session=session, by=mentor, was={}, now=timezone.now())


def test_whoever_runs_it_and_whoever_held_the_notes_write_it(
    held: DebriefSession, mentor: Person, leader: Person, others: list[Person], coordinator: Person
) -> None:
    for slug in ("timekeeper", "note_holder"):
        factories.CodeFactory(listing="debrief_role", slug=slug, position=len(slug))
    holder = note_holder_of(held)
    assert holder is not None
    for person in {leader, *others, coordinator} - {holder}:
        with pytest.raises(PermissionDenied):
            write(held, person)
    assert write(held, holder).version == 1
    assert write(held, mentor, seen=1, did="Two turns.").version == 2


def test_it_is_not_written_before_the_session(plan: Callable[..., DebriefSession], mentor: Person) -> None:
    with pytest.raises(PermissionDenied):
        write(plan(), mentor)


def test_two_windows_never_overwrite_each_other(held: DebriefSession, mentor: Person) -> None:
    write(held, mentor)
    with pytest.raises(SavedMeanwhile):
        write(held, mentor, did="Other words.")
    assert SessionRecap.objects.get().did == WORDS["did"]
    assert write(held, mentor).version == 1  # pressed twice
    assert AuditEntry.objects.filter(verb="write", noun="cohorts.sessionrecap").count() == 1


def test_the_group_reads_it_late_joiners_too_and_staff_never(
    held: DebriefSession, mentor: Person, leader: Person, coordinator: Person, stranger: Person
) -> None:
    recap = write(held, mentor)
    late = factories.GroupMembershipFactory(group=held.group).person
    for person in (leader, mentor, late):
        assert SessionRecap.objects.visible_to(person).get() == recap
    for person in (coordinator, stranger):
        assert not SessionRecap.objects.visible_to(person).exists()
    leave_group(group=held.group, person=leader, by=leader)
    assert not SessionRecap.objects.visible_to(leader).exists()
    for table in ("cohorts_sessionrecap", "cohorts_recapcheck"):
        assert not may(f"SELECT id FROM {table}")


def test_an_edit_after_people_said_yes_asks_again(held: DebriefSession, mentor: Person, leader: Person) -> None:
    check_these = write(held, mentor)
    check(held, leader)
    assert standing_of(check_these, mentor).right == 1
    again = write(held, mentor, seen=1, learned="Ask for papers five days early.")
    assert standing_of(again, mentor).right == 0
    assert standing_of(again, leader).mine is None
    assert Notice.objects.filter(kind="recap_to_check", person=leader).count() == 2
    with pytest.raises(RecapChanged):
        check(held, leader, seen=1)
    check(held, leader, seen=2)
    assert standing_of(again, mentor).right == 1


def test_what_somebody_would_change_is_read_by_who_wrote_it_and_who_runs_the_group(
    held: DebriefSession, mentor: Person, leader: Person, others: list[Person], coordinator: Person
) -> None:
    recap = write(held, mentor)
    check(held, leader, words="Leave out the board.")
    assert [each.words for each in standing_of(recap, mentor).changes] == ["Leave out the board."]
    assert standing_of(recap, others[0]).changes == []
    assert not RecapCheck.objects.visible_to(others[0]).exists()
    assert not RecapCheck.objects.visible_to(coordinator).exists()
    check(held, leader)  # after all
    assert standing_of(recap, mentor).changes == []


def test_only_members_check_and_not_whoever_wrote_it(
    held: DebriefSession, mentor: Person, coordinator: Person, stranger: Person
) -> None:
    write(held, mentor)
    for person in (mentor, coordinator, stranger):
        with pytest.raises(PermissionDenied):
            check(held, person)


def test_the_facilitator_says_that_it_stands_and_the_session_moves_on_once(
    held: DebriefSession, mentor: Person, leader: Person
) -> None:
    write(held, mentor)
    with pytest.raises(PermissionDenied):
        agree_recap(session=held, by=leader, seen=1, now=timezone.now())
    for _ in range(2):
        agree_recap(session=held, by=mentor, seen=1, now=timezone.now())
    held.refresh_from_db()
    assert held.state == "summary_agreed"
    changed = write(held, mentor, seen=1, did="Two turns.")
    assert changed.agreed_at is None
    agree_recap(session=held, by=mentor, seen=2, now=timezone.now())
    assert AuditEntry.objects.filter(verb="agree").count() == 2


def test_it_cannot_stand_before_somebody_said_who_was_there(met: Met, mentor: Person) -> None:
    session = met()
    write(session, mentor)
    with pytest.raises(NotHeldYet):
        agree_recap(session=session, by=mentor, seen=1, now=timezone.now())
    assert SessionRecap.objects.get().agreed_at is None


@pytest.mark.django_db(transaction=True)
def test_several_changes_in_a_row_are_one_mail_without_the_words(
    held: DebriefSession, mentor: Person, leader: Person, others: list[Person], mailbox: Mailbox
) -> None:
    write(held, mentor)
    write(held, mentor, seen=1, learned="Ask for papers.")
    check(held, others[0], seen=2)
    drain(now=timezone.now() + HOUR)
    (mail,) = mailbox.to(leader.email)
    assert "is it right?" in mail["Subject"]
    assert f"/sessions/{held.pk}/recap/" in text_of(mail)
    assert "papers" not in text_of(mail)
    assert mailbox.to(others[0].email) == []


@pytest.mark.django_db(transaction=True)
def test_what_somebody_would_change_is_told_to_who_can_change_it_without_the_words(
    held: DebriefSession, mentor: Person, leader: Person, others: list[Person], mailbox: Mailbox
) -> None:
    write(held, mentor)
    check(held, leader, words="Leave out the board.")
    drain(now=timezone.now())
    (mail,) = mailbox.to(mentor.email)
    assert mail["Subject"] == "Somebody would change what your group learned"
    assert f"/sessions/{held.pk}/recap/" in text_of(mail)
    assert "board" not in text_of(mail)
    assert not any(
        "would change" in each["Subject"] for person in (leader, *others) for each in mailbox.to(person.email)
    )


@pytest.mark.django_db(transaction=True)
def test_it_is_not_told_once_the_words_moved_on_or_are_right_after_all(
    held: DebriefSession, mentor: Person, leader: Person, others: list[Person], mailbox: Mailbox
) -> None:
    write(held, mentor)
    check(held, leader, words="Leave out the board.")
    check(held, leader)
    drain(now=timezone.now())
    check(held, others[0], words="Leave out the board.")
    write(held, mentor, seen=1, did="Two turns.")
    drain(now=timezone.now())
    told = Notice.objects.filter(kind="recap_change_wanted", state="withheld").order_by("pk")
    assert [each.reason for each in told] == ["They said since that it is right.", "The words were changed since."]
    assert mailbox.to(mentor.email) == []
