"""Asking a colleague: once at a time, answered or not without a reason, and a room for two that begins with it."""

import datetime
import threading
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from cohorts.models import LearningGroup
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.conversations import actions
from youdesign.conversations.models import Ask, Room
from youdesign.conversations.problems import AskedAlready, AskIsOver, AskProblem, CannotBeAsked, TooManyAsks
from youdesign.notices.actions import drain
from youdesign.people.actions import block_person, save_listing
from youdesign.people.models import AuditEntry, Listing, Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def asif(group: LearningGroup) -> Person:
    """Asif, in Maureen's cohort, who is happy to be asked."""
    return offering(factories.MembershipFactory(cohort=group.cohort, person__name="Asif Khan").person)


def offering(person: Person) -> Person:
    save_listing(person=person, by=person, reach=Listing.Reach.COLLEAGUES, can_be_asked=True)
    return person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    return client


def ask(by: Person, person: Person, question: str = "What do you say first?") -> Ask:
    return actions.ask_colleague(person=person, by=by, question=question)


# --- Rules ---


def test_an_answer_opens_a_room_for_the_two_that_begins_with_the_question(leader: Person, asif: Person) -> None:
    room = actions.answer_ask(ask=ask(leader, asif), by=asif, text="Good morning.")
    assert [(m.author, m.text) for m in room.messages.all()] == [
        (leader, "What do you say first?"),
        (asif, "Good morning."),
    ]
    assert room.is_for_two
    asked = Ask.objects.get()
    assert (asked.state, asked.question, asked.room) == ("answered", "", room)


def test_the_next_question_goes_on_in_the_room_they_have(leader: Person, asif: Person) -> None:
    first = actions.answer_ask(ask=ask(leader, asif), by=asif, text="One.")
    second = actions.answer_ask(ask=ask(offering(asif), offering(leader)), by=leader, text="Two.")
    assert first == second
    assert Room.objects.filter(is_for_two=True).count() == 1


def test_nobody_is_asked_who_does_not_offer_it_or_twice_at_a_time(leader: Person, mentor: Person, asif: Person) -> None:
    for person in (mentor, leader):
        with pytest.raises(CannotBeAsked):
            ask(leader, person)
    ask(leader, asif)
    with pytest.raises(AskedAlready):
        ask(leader, asif)


def test_three_at_a_time_and_those_passed_by_do_not_count(leader: Person, asif: Person) -> None:
    others = [offering(factories.PersonFactory()) for _ in range(4)]
    for person in others[:3]:
        ask(leader, person)
    with pytest.raises(TooManyAsks):
        ask(leader, asif)
    with time_machine.travel(timezone.now() + Ask.WAITS + datetime.timedelta(minutes=1), tick=False):
        assert ask(leader, asif).is_open
        assert Ask.objects.get(asked=others[0]).is_passed_by
        actions.answer_ask(ask=Ask.objects.get(asked=others[0]), by=others[0], text="Late, and welcome.")


def test_only_who_was_asked_answers_and_only_who_asked_takes_back(leader: Person, mentor: Person, asif: Person) -> None:
    asked = ask(leader, asif)
    for by in (leader, mentor):
        with pytest.raises(PermissionDenied):
            actions.answer_ask(ask=asked, by=by, text="Mine")
        with pytest.raises(PermissionDenied):
            actions.answer_ask_not_now(ask=asked, by=by)
    with pytest.raises(PermissionDenied):
        actions.take_back_ask(ask=asked, by=asif)


def test_an_answer_to_somebody_who_was_switched_off_comes_back_with_its_words(leader: Person, asif: Person) -> None:
    asked = ask(leader, asif)
    Person.objects.filter(pk=leader.pk).update(is_active=False)
    page = signed_in(asif).post(f"/asks/{asked.pk}/", {"text": "I count to three."})
    assert page.status_code == 200
    assert "or whoever asked has left." in page.content.decode()
    assert "I count to three." in page.content.decode()
    actions.answer_ask_not_now(ask=asked, by=asif)
    assert Ask.objects.get().state == "not_now"


def test_what_is_over_is_over(leader: Person, asif: Person) -> None:
    asked = ask(leader, asif)
    actions.take_back_ask(ask=asked, by=leader)
    assert not Ask.objects.visible_to(asif).exists()
    for again in (
        lambda: actions.answer_ask(ask=asked, by=asif, text="x"),
        lambda: actions.answer_ask_not_now(ask=asked, by=asif),
        lambda: actions.take_back_ask(ask=asked, by=leader),
    ):
        with pytest.raises(AskIsOver):
            again()
    assert Ask.objects.get().question == ""


@pytest.mark.django_db(transaction=True)
def test_of_six_tabs_that_ask_at_once_one_question_goes(leader: Person, asif: Person) -> None:
    start, outcomes = threading.Barrier(6), []

    def ask_at_once() -> None:
        start.wait()
        try:
            ask(leader, asif)
            outcomes.append("asked")
        except AskProblem as problem:
            outcomes.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask_at_once) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [*["AskedAlready"] * 5, "asked"]


def test_each_step_leaves_its_row_without_a_word(leader: Person, asif: Person) -> None:
    actions.take_back_ask(ask=ask(leader, asif, "secret-words"), by=leader)
    actions.answer_ask_not_now(ask=ask(leader, asif, "secret-words"), by=asif)
    actions.answer_ask(ask=ask(leader, asif, "secret-words"), by=asif, text="secret-answer")
    rows = AuditEntry.objects.filter(noun="conversations.ask")
    assert set(rows.values_list("verb", flat=True)) == {"ask", "take back", "not_now", "answered"}
    assert "secret" not in str(list(AuditEntry.objects.values()))


# --- Pages and mails ---


def test_from_the_page_to_the_answer(leader: Person, asif: Person, mailbox: Mailbox) -> None:
    hers, his = signed_in(leader), signed_in(asif)
    assert f"/colleagues/{asif.pk}/ask/" in hers.get(f"/colleagues/{asif.pk}/").content.decode()
    hers.post(f"/colleagues/{asif.pk}/ask/", {"question": "Who takes minutes?"})
    drain(now=timezone.now())
    mail = mailbox.to(asif.email)[-1]
    assert mail["Subject"] == "Maureen Webb asks you something"
    assert "Who takes minutes?" not in text_of(mail)
    path = f"/asks/{Ask.objects.get().pk}/"
    assert path in text_of(mail)
    assert "Maureen Webb asks you something" in his.get("/").content.decode()
    assert "Who takes minutes?" in his.get(path).content.decode()
    room = his.post(path, {"text": "I do."}, follow=True)
    assert "I do." in room.content.decode()
    drain(now=timezone.now())
    assert mailbox.to(leader.email)[-1]["Subject"] == "Asif Khan has answered you"
    assert "Answered" in hers.get("/asks/").content.decode()


def test_not_now_is_kind_and_asks_no_reason(leader: Person, asif: Person, mailbox: Mailbox) -> None:
    asked = ask(leader, asif)
    signed_in(asif).post(f"/asks/{asked.pk}/not-now/")
    drain(now=timezone.now())
    assert "it says nothing about you" in text_of(mailbox.to(leader.email)[-1])
    assert "cannot answer just now" in signed_in(leader).get(f"/asks/{asked.pk}/").content.decode()


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "Write your question first."), ("x" * 1001, "Make it shorter"), ("x" * 100_000, "Make it shorter")],
)
def test_a_question_that_cannot_go_comes_back(leader: Person, asif: Person, question: str, said: str) -> None:
    answer = signed_in(leader).post(f"/colleagues/{asif.pk}/ask/", {"question": question})
    assert said in answer.content.decode()
    assert question[:900] in answer.content.decode()
    assert not Ask.objects.exists()


def test_a_second_question_is_kept_in_the_box_with_the_reason(leader: Person, asif: Person) -> None:
    ask(leader, asif)
    page = signed_in(leader).post(f"/colleagues/{asif.pk}/ask/", {"question": "And another."}).content.decode()
    assert "And another." in page
    assert "You have asked this person something already." in page


def test_who_does_not_offer_it_or_takes_a_break_has_no_page(leader: Person, mentor: Person, asif: Person) -> None:
    assert signed_in(leader).get(f"/colleagues/{mentor.pk}/ask/").status_code == 404
    asif.memberships.update(state="paused")
    assert signed_in(leader).get(f"/colleagues/{asif.pk}/ask/").status_code == 404


def test_a_letter_about_a_question_between_people_kept_apart_is_not_sent(
    leader: Person, asif: Person, mailbox: Mailbox
) -> None:
    ask(leader, asif)
    block_person(person=leader, by=asif)
    drain(now=timezone.now())
    assert mailbox.to(asif.email) == []


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    leader: Person, asif: Person, django_assert_num_queries
) -> None:
    client = signed_in(leader)
    for count in (1, 8):
        for _ in range(count):
            asked = Ask.objects.create(asker=leader, asked=factories.PersonFactory(), question=str(uuid4()))
            assert asked.is_open
        with django_assert_num_queries(6):
            client.get("/asks/")
