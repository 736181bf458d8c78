"""The group's agreement: written together, said yes to, and looked at again at the third session."""

import datetime
import threading
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from cohorts.actions import agree_with_group, change_agreement, leave_group
from cohorts.agreements import agreement_of
from cohorts.models import AgreementClause, AgreementVersion, AgreementVoice, DebriefSession, LearningGroup
from cohorts.problems import AgreementChanged
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person

pytestmark = pytest.mark.usefixtures("starter")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def starter(db: None) -> None:
    """The lines that groups begin with."""
    call_command("load_starter_content", verbosity=0)


@pytest.fixture
def maureen(client: Client, leader: Person, group: LearningGroup) -> Client:
    """A browser in which Maureen is signed in."""
    client.force_login(leader, BACKEND)
    return client


def mark_of(group: LearningGroup) -> str:
    return AgreementVersion.objects.now_of(group).mark


def address(group: LearningGroup, what: str = "") -> str:
    return f"/groups/{group.pk}/agreement/{what}"


# --- Rules ---


def test_a_group_begins_with_the_starter_lines_and_nobody_has_said_yes(leader: Person, group: LearningGroup) -> None:
    agreement = agreement_of(group, leader, timezone.now())
    assert agreement.version.lines == [clause.text for clause in AgreementClause.objects.all()]
    assert (agreement.yes, agreement.is_mine, agreement.is_again) == ([], False, False)
    assert not AgreementVersion.objects.exists()  # looking stores nothing


def test_a_yes_is_to_these_very_words_and_counts_once(leader: Person, mentor: Person, group: LearningGroup) -> None:
    mark = mark_of(group)
    for _ in range(2):
        agree_with_group(group=group, by=leader, mark=mark)
    assert AgreementVoice.objects.count() == 1
    assert agreement_of(group, mentor, timezone.now()).not_yet == [mentor]


def test_staff_who_reword_the_starter_do_not_change_what_was_agreed(leader: Person, group: LearningGroup) -> None:
    seen = mark_of(group)
    AgreementClause.objects.filter(position=1).update(text="Reworded meanwhile.")
    with pytest.raises(AgreementChanged):
        agree_with_group(group=group, by=leader, mark=seen)
    agree_with_group(group=group, by=leader, mark=mark_of(group))
    AgreementClause.objects.filter(position=1).update(text="Reworded again.")
    assert "Reworded meanwhile." in agreement_of(group, leader, timezone.now()).version.lines


def test_a_change_keeps_the_old_words_and_asks_the_others_again(
    leader: Person, mentor: Person, group: LearningGroup
) -> None:
    agree_with_group(group=group, by=mentor, mark=mark_of(group))
    version = change_agreement(group=group, by=leader, text="We breathe first.", mark=mark_of(group))
    assert [v.number for v in AgreementVersion.objects.all()] == [2, 1]
    agreement = agreement_of(group, mentor, timezone.now())
    assert (agreement.version, agreement.yes) == (version, [leader])
    notice = Notice.objects.get(kind="agreement_changed")
    assert (notice.person, notice.occurrence) == (mentor, "2")


def test_saving_the_same_words_is_a_yes_and_no_new_version(leader: Person, group: LearningGroup) -> None:
    words = AgreementVersion.objects.now_of(group)
    change_agreement(group=group, by=leader, text=words.text, mark=words.mark)
    assert (AgreementVersion.objects.count(), Notice.objects.filter(kind="agreement_changed").count()) == (1, 0)
    assert agreement_of(group, leader, timezone.now()).is_mine


def test_only_those_round_the_table_say_and_change(
    coordinator: Person, stranger: Person, leader: Person, group: LearningGroup
) -> None:
    for person in (coordinator, stranger):
        with pytest.raises(PermissionDenied):
            agree_with_group(group=group, by=person, mark=mark_of(group))
        with pytest.raises(PermissionDenied):
            change_agreement(group=group, by=person, text="Mine.", mark=mark_of(group))
        assert not AgreementVersion.objects.visible_to(person).exists()
    leave_group(group=group, person=leader, by=leader)
    with pytest.raises(PermissionDenied):
        agree_with_group(group=group, by=leader, mark=mark_of(group))


def test_at_the_third_session_everybody_is_asked_again(
    leader: Person, group: LearningGroup, plan: Callable[..., DebriefSession]
) -> None:
    agree_with_group(group=group, by=leader, mark=mark_of(group))
    dates = [timezone.now() + datetime.timedelta(days=10 * n) for n in (1, 2, 3)]
    for starts_at in dates:
        plan(starts_at=starts_at)
    assert agreement_of(group, leader, dates[2] - datetime.timedelta(days=8)).is_mine
    looking = dates[2] - datetime.timedelta(days=6)
    agreement = agreement_of(group, leader, looking)
    assert (agreement.is_again, agreement.is_mine) == (True, False)
    with time_machine.travel(looking, tick=False):
        agree_with_group(group=group, by=leader, mark=mark_of(group))
    assert agreement_of(group, leader, looking).is_mine


@pytest.mark.django_db(transaction=True)
def test_four_who_change_at_once_lose_no_words(leader: Person, group: LearningGroup) -> None:
    people = [leader, *(factories.GroupMembershipFactory(group=group).person for _ in range(3))]
    mark, start, outcomes = mark_of(group), threading.Barrier(4), []

    def change(person: Person) -> None:
        start.wait()
        try:
            change_agreement(group=group, by=person, text=f"Words of {person.pk}", mark=mark)
            outcomes.append("saved")
        except AgreementChanged:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "told", "told", "told"]
    assert AgreementVersion.objects.filter(group=group).count() == 2


# --- Pages ---


def test_saying_yes_on_the_page(maureen: Client, leader: Person, group: LearningGroup) -> None:
    shown = maureen.get(address(group)).content.decode()
    assert "Say yes if you can live with it." in shown
    assert mark_of(group) in shown
    answer = maureen.post(address(group, "agree/"), {"mark": mark_of(group)}, follow=True).content.decode()
    assert "Your group can see that you agree." in answer
    assert "You have said yes to these words." in answer


def test_a_page_from_before_a_change_says_so_and_keeps_the_words(
    maureen: Client, mentor: Person, group: LearningGroup
) -> None:
    old = mark_of(group)
    change_agreement(group=group, by=mentor, text="Ruth was quicker.", mark=old)
    answer = maureen.post(address(group, "change/"), {"mark": old, "text": "Maureen's line"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Maureen&#x27;s line" in html
    assert "Ruth was quicker." in html
    assert "Somebody in your group changed the words" in html
    again = maureen.post(
        address(group, "change/"), {"mark": mark_of(group), "text": "Ruth was quicker.\nMaureen's line"}
    )
    assert again.status_code == 302
    assert AgreementVersion.objects.now_of(group).lines == ["Ruth was quicker.", "Maureen's line"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Keep at least one line."),
        ("  \n \n", "Keep at least one line."),
        ("\n".join(f"Line {n}" for n in range(21)), "You have 21 lines."),
        ("x" * 301, "Make this line shorter"),
        ("x" * 100_000, "This is too long."),
        ("a\x00b", "There is a character in this that cannot be kept."),
    ],
)
def test_what_is_no_agreement_is_said_and_nothing_changes(
    maureen: Client, group: LearningGroup, text: str, said: str
) -> None:
    answer = maureen.post(address(group, "change/"), {"mark": mark_of(group), "text": text})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not AgreementVersion.objects.exists()


def test_what_it_was_before_shows_what_came_and_what_went(
    maureen: Client, leader: Person, group: LearningGroup
) -> None:
    words = AgreementVersion.objects.now_of(group)
    change_agreement(group=group, by=leader, text="\n".join([*words.lines[1:], "We laugh."]), mark=words.mark)
    html = maureen.get(address(group, "before/")).content.decode()
    assert html.index("Came in") < html.index("We laugh.") < html.index("Went out") < html.index("How it began")


def test_it_stands_on_the_groups_page_and_at_each_session(
    maureen: Client, leader: Person, group: LearningGroup, plan: Callable[..., DebriefSession]
) -> None:
    change_agreement(group=group, by=leader, text="We laugh.", mark=mark_of(group))
    assert "1 of 2 have said yes" in maureen.get(f"/groups/{group.pk}/").content.decode()
    assert "We laugh." in maureen.get(f"/sessions/{plan().pk}/").content.decode()


def test_coordinators_read_no_word_of_it(
    client: Client, coordinator: Person, leader: Person, group: LearningGroup
) -> None:
    change_agreement(group=group, by=leader, text="Just among us.", mark=mark_of(group))
    client.force_login(coordinator, BACKEND)
    assert "Just among us." not in client.get(f"/groups/{group.pk}/").content.decode()
    assert client.get(address(group)).status_code == 403


def test_the_pages_take_as_many_queries_for_eight_as_for_two(
    maureen: Client, group: LearningGroup, django_assert_num_queries: Callable[..., object]
) -> None:
    for count in (0, 5):
        for _ in range(count):
            stay = factories.GroupMembershipFactory(group=group)
            agree_with_group(group=group, by=stay.person, mark=mark_of(group))
        with django_assert_num_queries(9):
            maureen.get(address(group))


# --- The message ---


def test_those_who_have_not_said_yes_are_told_once_of_the_last_words(
    leader: Person, mentor: Person, group: LearningGroup, mailbox: Mailbox
) -> None:
    for text in ("First try.", "Second try."):
        change_agreement(group=group, by=leader, text=text, mark=mark_of(group))
    drain(now=timezone.now())
    assert mailbox.to(mentor.email) == []  # several changes in a row are one message
    drain(now=timezone.now() + datetime.timedelta(minutes=16))
    [mail] = mailbox.to(mentor.email)
    assert mail["Subject"] == "Tuesday group has new words for what you agree"
    assert "Second try." not in text_of(mail)
    assert address(group) in text_of(mail)
    assert mailbox.to(leader.email) == []
