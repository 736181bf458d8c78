"""Waiting for a mentor: somebody is told once, says by when they answer, answers, and the wait ends by itself."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cohorts.actions import hand_over_programme
from mentoring import actions
from mentoring.models import MentorOffer, MentorWait
from mentoring.problems import WaitIsOver
from tests import factories
from youdesign.notices.drain import drain
from youdesign.notices.kinds import Withheld, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person, Profile

PAGE = "/mentor/"


@pytest.fixture
def waiting(leader: Person, goal: Any) -> MentorWait:
    """Maureen looked, and nobody fits."""
    actions.suggest_mentors(leader=leader, by=leader)
    return MentorWait.objects.get()


@pytest.fixture
def goal(leader: Person) -> Any:
    """What Maureen wants help with."""
    code = factories.CodeFactory(listing="goal_theme", slug="hard_talk")
    Profile.objects.create(person=leader).goals.set([code])
    return code


@pytest.fixture
def staff(coordinator: Person, programme: Any) -> Client:
    """Priya's window."""
    call_command("load_starter_content", verbosity=0)
    coordinator.groups.add(*coordinator.groups.model.objects.filter(name="Coordinators"))
    window = Client()
    window.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    return window


def page(person: Person, path: str = PAGE) -> str:
    """Return a page as this person reads it."""
    window = Client()
    window.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return window.get(path).content.decode()


def test_the_coordinator_is_told_once_however_often_she_asks(leader: Person, waiting: MentorWait) -> None:
    for _ in range(3):
        actions.suggest_mentors(leader=leader, by=leader)
    assert MentorWait.objects.get() == waiting
    assert Notice.objects.filter(kind="mentor_wanted").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        MentorWait.objects.create(
            leader=leader, programme=waiting.programme, told=waiting.told, answer_by=timezone.now()
        )


def test_when_the_programme_is_handed_over_she_reads_who_answers_now(
    leader: Person, coordinator: Person, waiting: MentorWait
) -> None:
    hand_over_programme(
        programme=waiting.programme, to=factories.PersonFactory(name="Jo Hart", is_staff=True), by=coordinator
    )
    said = page(leader)
    assert "Priya Nair was told on" in said
    assert "from Jo Hart, who runs your programme now." in said
    assert "Jo Hart knows, and answers by" in page(leader, "/")
    kept_back = all_kinds()["mentor_wanted"].compose(Notice.objects.get(kind="mentor_wanted"))
    assert isinstance(kept_back, Withheld)


def test_a_wait_that_is_over_cannot_be_answered_and_the_words_stay_in_the_box(
    coordinator: Person, waiting: MentorWait, staff: Client
) -> None:
    MentorWait.objects.update(over_at=timezone.now())
    with pytest.raises(WaitIsOver):
        actions.answer_wait(wait=waiting, by=coordinator, answer="In May.")
    page = staff.post(f"/admin/mentoring/mentorwait/{waiting.pk}/change/", {"answer": "In May."}).content.decode()
    assert "There is nothing to answer" in page
    assert "In May." in page
    assert MentorWait.objects.get().answer == ""


def test_she_reads_who_was_told_when_and_by_when_there_is_an_answer(leader: Person, waiting: MentorWait) -> None:
    said = page(leader)
    assert "Priya Nair was told on" in said
    assert f"You get an answer by {timezone.localtime(waiting.answer_by):%A} " in said
    assert "Tell Priya that I am waiting" not in said
    assert "Priya Nair knows, and answers by" in page(leader, "/")


def test_an_answer_is_due_on_the_fifth_working_day_at_five(waiting: MentorWait) -> None:
    due, told = timezone.localtime(waiting.answer_by), timezone.localdate(waiting.told_at)
    assert (due.hour, due.minute) == (17, 0)
    after = [told + datetime.timedelta(day) for day in range(1, (due.date() - told).days + 1)]
    assert after[-1].weekday() < 5
    assert sum(day.weekday() < 5 for day in after) == 5


def test_the_coordinator_answers_in_admin_and_she_is_told(
    leader: Person, waiting: MentorWait, staff: Client, mailbox: Any
) -> None:
    listed = staff.get("/admin/mentoring/mentorwait/").content.decode()
    assert "Maureen Webb" in listed
    staff.post(f"/admin/mentoring/mentorwait/{waiting.pk}/change/", {"answer": "Two mentors start in March."})
    waiting.refresh_from_db()
    assert (waiting.answer, str(waiting.answered_by)) == ("Two mentors start in March.", "Priya Nair")
    assert AuditEntry.objects.filter(verb="answer_wait", about=leader).count() == 1
    drain(now=timezone.now())
    mail = mailbox.to(leader.email)[-1]
    assert mail["subject"] == "Priya Nair has answered you about a mentor"
    assert "March" not in str(mail)
    said = page(leader)
    assert "Two mentors start in March." in said
    assert "Tell Priya that I am still waiting" in said
    assert "there is an answer for you" in page(leader, "/")


def test_an_answer_without_words_is_refused(waiting: MentorWait, staff: Client) -> None:
    said = staff.post(f"/admin/mentoring/mentorwait/{waiting.pk}/change/", {"answer": "  "}).content.decode()
    assert "Write what happens next, and when." in said
    waiting.refresh_from_db()
    assert waiting.answered_at is None


def test_after_an_answer_she_may_say_it_again_and_a_new_wait_begins(
    leader: Person, coordinator: Person, waiting: MentorWait
) -> None:
    actions.answer_wait(wait=waiting, by=coordinator, answer="Soon.")
    actions.suggest_mentors(leader=leader, by=leader)
    assert MentorWait.objects.open().get() != waiting
    assert Notice.objects.filter(kind="mentor_wanted").count() == 2


def test_the_wait_is_over_when_somebody_fits(leader: Person, waiting: MentorWait, programme: Any, goal: Any) -> None:
    factories.MentorOfferFactory(programme=programme).helps_with.set([goal])
    assert actions.suggest_mentors(leader=leader, by=leader)
    assert not MentorWait.objects.open().exists()
    drain(now=timezone.now())
    assert Notice.objects.get(kind="mentor_wanted").reason == "They do not wait any more."


def test_saying_none_of_these_is_a_wait_too(leader: Person, offer: MentorOffer, goal: Any) -> None:
    offer.helps_with.set([goal])
    actions.suggest_mentors(leader=leader, by=leader)
    actions.decline_all(leader=leader, by=leader)
    assert MentorWait.objects.open().get().leader == leader


@pytest.mark.parametrize("who", ["leader", "mentor", "stranger", "elsewhere"])
def test_only_a_coordinator_of_the_programme_answers(
    who: str, waiting: MentorWait, mentor: Person, stranger: Person
) -> None:
    people = {"leader": waiting.leader, "mentor": mentor, "stranger": stranger}
    by = people.get(who) or factories.ProgrammeFactory().coordinator
    with pytest.raises(PermissionDenied):
        actions.answer_wait(wait=waiting, by=by, answer="No.")
    assert who == "leader" or not MentorWait.objects.visible_to(by).exists()
