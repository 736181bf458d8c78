"""Asking to join: who may, what each answer does, whose turn it is, and places that are never given twice."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts import actions
from cohorts.actions.applications import cohorts_to_fill
from cohorts.models import Application, Cohort, Invitation, Membership, Programme
from cohorts.problems import AnsweredAlready, NoPlaceToOffer, NotOpenToAsk, PlacesAreFree, TakesPartAlready
from cohorts.seats import free_places
from cohorts.tasks import fill_free_places
from cohorts.times import today
from tests import factories
from tests.at_once import at_once
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.states import MoveNotAllowed


def ask(person: Person, cohort: Cohort, answer: str = "The food.") -> Application:
    """Ask to join."""
    return actions.ask_to_join(cohort=cohort, by=person, answer=answer)


def askers(cohort: Cohort, many: int) -> list[Application]:
    """Let this many people ask, one after the other."""
    return [ask(factories.PersonFactory(), cohort) for _ in range(many)]


def fill(cohort: Cohort, *, but: int = 0) -> None:
    """Take every place, but these many."""
    for _ in range((free_places(cohort, timezone.now()) or 0) - but):
        factories.MembershipFactory(cohort=cohort)


# --- Asking ---


def test_asking_promises_an_answer_in_five_working_days_and_tells_both(
    nell: Person, open_cohort: Cohort, coordinator: Person
) -> None:
    asked = ask(nell, open_cohort)
    assert (asked.state, asked.question, asked.answer) == ("asked", "What would you like to change?", "The food.")
    assert datetime.timedelta(days=5) <= asked.answer_by - asked.asked_at <= datetime.timedelta(days=10)
    assert set(Notice.objects.values_list("kind", "person")) == {
        ("asking_received", nell.pk),
        ("asking_to_read", coordinator.pk),
    }


def test_asking_twice_is_asking_once(nell: Person, open_cohort: Cohort) -> None:
    assert ask(nell, open_cohort) == ask(nell, open_cohort, "Something else.")
    assert Application.objects.get().answer == "The food."
    assert Notice.objects.count() == 2


@pytest.mark.parametrize(
    "close",
    [
        lambda cohort: Cohort.objects.update(ask_until=today() - datetime.timedelta(days=1)),
        lambda cohort: Cohort.objects.update(ask_until=None),
        lambda cohort: Programme.objects.update(state="closing"),
        lambda cohort: Programme.objects.update(state="draft"),
        lambda cohort: cohort.programme.page.delete(),
    ],
    ids=["too late", "by invitation", "closing", "draft", "no page"],
)
def test_only_what_is_open_can_be_asked_for(nell: Person, open_cohort: Cohort, close: Callable[[Cohort], Any]) -> None:
    close(open_cohort)
    with pytest.raises(NotOpenToAsk):
        ask(nell, open_cohort)


def test_nobody_asks_for_what_they_have(leader: Person, open_cohort: Cohort) -> None:
    with pytest.raises(TakesPartAlready):
        ask(leader, open_cohort)


def test_an_account_that_is_switched_off_cannot_ask(nell: Person, open_cohort: Cohort) -> None:
    nell.is_active = False
    with pytest.raises(PermissionDenied):
        ask(nell, open_cohort)


def test_it_can_be_taken_back_and_asked_again_from_the_end_of_the_queue(nell: Person, open_cohort: Cohort) -> None:
    first = ask(nell, open_cohort)
    actions.take_back_application(application=first, by=nell)
    assert set(Notice.objects.values_list("state", flat=True)) == {"withheld"}
    again = ask(nell, open_cohort, "The beds.")
    assert (again.pk, again.state, again.answer) == (first.pk, "asked", "The beds.")
    assert again.asked_at > first.asked_at
    assert Notice.objects.filter(state="waiting").count() == 2


def test_only_whoever_asked_takes_it_back(nell: Person, open_cohort: Cohort, coordinator: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.take_back_application(application=ask(nell, open_cohort), by=coordinator)


def test_one_person_asks_once_for_a_cohort_whatever_the_code_does(nell: Person, open_cohort: Cohort) -> None:
    asked = ask(nell, open_cohort)
    with pytest.raises(IntegrityError, match="application_is_one_per_cohort"), transaction.atomic():
        Application.objects.create(person=nell, cohort=open_cohort, answer_by=asked.answer_by)
    with pytest.raises(IntegrityError, match="application_state_is_known"), transaction.atomic():
        Application.objects.update(state="ignored")


# --- Answers ---


def test_a_welcome_is_an_invitation_and_a_yes_gives_the_place(
    nell: Person, open_cohort: Cohort, coordinator: Person
) -> None:
    asked = ask(nell, open_cohort)
    invitation = actions.welcome(application=asked, by=coordinator, words="Bring a friend.")
    asked.refresh_from_db()
    assert (asked.state, asked.words, asked.standing(timezone.now())) == ("welcomed", "Bring a friend.", "open")
    actions.accept_invitation(invitation=invitation, by=nell)
    asked.refresh_from_db()
    assert asked.standing(timezone.now()) == "accepted"
    assert nell.memberships.get().state == Membership.State.JOINED


@pytest.mark.parametrize("answer", ["welcome", "put_on_waiting_list", "say_not_this_time"])
def test_only_its_coordinators_answer(nell: Person, open_cohort: Cohort, stranger: Person, answer: str) -> None:
    asked = ask(nell, open_cohort)
    for person in (nell, stranger):
        with pytest.raises(PermissionDenied):
            getattr(actions, answer)(application=asked, by=person)


def test_what_was_answered_is_not_answered_again(nell: Person, open_cohort: Cohort, coordinator: Person) -> None:
    asked = ask(nell, open_cohort)
    actions.say_not_this_time(application=asked, by=coordinator)
    for answer in (actions.welcome, actions.say_not_this_time):
        with pytest.raises(MoveNotAllowed):
            answer(application=asked, by=coordinator)
    with pytest.raises(AnsweredAlready):
        ask(nell, open_cohort)
    with pytest.raises(AnsweredAlready):
        actions.take_back_application(application=asked, by=nell)


def test_a_welcome_that_was_let_go_can_be_asked_for_again(
    nell: Person, open_cohort: Cohort, coordinator: Person
) -> None:
    invitation = actions.welcome(application=ask(nell, open_cohort), by=coordinator)
    assert ask(nell, open_cohort).state == "welcomed"  # it waits for her yes
    actions.decline_invitation(invitation=invitation, by=nell)
    assert ask(nell, open_cohort).state == "asked"


def test_somebody_invited_meanwhile_does_not_wait_for_an_answer_as_well(
    nell: Person, open_cohort: Cohort, coordinator: Person
) -> None:
    asked = ask(nell, open_cohort)
    invitation = actions.invite(by=coordinator, cohort=open_cohort, email=nell.email)
    actions.accept_invitation(invitation=invitation, by=nell)
    asked.refresh_from_db()
    assert (asked.state, asked.standing(timezone.now())) == ("welcomed", "accepted")


def test_a_cohort_without_an_end_of_places_welcomes_everybody_and_lets_nobody_wait(
    nell: Person, open_cohort: Cohort, coordinator: Person
) -> None:
    Cohort.objects.update(places=None)
    fill(open_cohort)
    asked = ask(nell, open_cohort)
    with pytest.raises(PlacesAreFree):
        actions.put_on_waiting_list(application=asked, by=coordinator)
    assert actions.welcome(application=asked, by=coordinator)


# --- Places ---


def test_taken_and_offered_places_are_not_free(open_cohort: Cohort, leader: Person, coordinator: Person) -> None:
    now = timezone.now()
    assert free_places(open_cohort, now) == 7  # Maureen has one
    factories.MembershipFactory(cohort=open_cohort, state="paused")
    factories.MembershipFactory(cohort=open_cohort, state="withdrawn")
    invitation = actions.invite(by=coordinator, cohort=open_cohort, email="a@cast.test")
    actions.invite(by=coordinator, cohort=open_cohort, email="b@cast.test", role="mentor")
    assert free_places(open_cohort, now) == 5
    assert free_places(open_cohort, now + Invitation.LASTS + datetime.timedelta(hours=1)) == 6
    actions.revoke_invitation(invitation=invitation, by=coordinator)
    assert free_places(open_cohort, now) == 6


def test_no_place_is_offered_twice(nell: Person, open_cohort: Cohort, coordinator: Person) -> None:
    fill(open_cohort)
    asked = ask(nell, open_cohort)
    with pytest.raises(NoPlaceToOffer):
        actions.welcome(application=asked, by=coordinator)
    with pytest.raises(NoPlaceToOffer):
        actions.invite(by=coordinator, cohort=open_cohort, email="x@cast.test")
    actions.invite(by=coordinator, cohort=open_cohort, email="x@cast.test", role="mentor")
    asked.refresh_from_db()
    assert (asked.state, asked.invitation) == ("asked", None)


def test_an_invitation_that_ran_out_is_sent_again_only_into_a_free_place(
    open_cohort: Cohort, coordinator: Person
) -> None:
    invitation = actions.invite(by=coordinator, cohort=open_cohort, email="x@cast.test")
    Invitation.objects.update(expires_at=timezone.now())
    fill(open_cohort)
    with pytest.raises(NoPlaceToOffer):
        actions.send_invitation_again(invitation=invitation, by=coordinator)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_welcomed_at_once_eight_have_a_place(open_cohort: Cohort, coordinator: Person, settings: Any) -> None:
    settings.DATABASE_MOST = 60
    asked = askers(open_cohort, 50)
    came_to = at_once(*(lambda one=one: actions.welcome(application=one, by=coordinator) for one in asked))
    assert came_to == ["NoPlaceToOffer"] * 42 + ["won"] * 8
    invitations = list(Invitation.objects.open(timezone.now()))
    assert len(invitations) == 8
    people = {one.invitation_id: one.person for one in Application.objects.exclude(invitation=None)}
    yes = (lambda one=one: actions.accept_invitation(invitation=one, by=people[one.pk]) for one in invitations)
    assert at_once(*yes) == ["won"] * 8
    assert Membership.objects.taking_part().filter(cohort=open_cohort).count() == 8


@pytest.mark.django_db(transaction=True)
def test_fifty_presses_of_one_person_ask_once(nell: Person, open_cohort: Cohort, settings: Any) -> None:
    settings.DATABASE_MOST = 60
    assert at_once(*(lambda: ask(nell, open_cohort) for _ in range(50))) == ["won"] * 50
    assert Application.objects.count() == 1
    assert Notice.objects.count() == 2


# --- The waiting list ---


@pytest.fixture
def waiting(open_cohort: Cohort, coordinator: Person) -> list[Application]:
    """Three people on the waiting list of a full cohort, in the order they asked."""
    fill(open_cohort)
    asked = askers(open_cohort, 3)
    for one in asked:
        actions.put_on_waiting_list(application=one, by=coordinator)
    return asked


def leave(cohort: Cohort, coordinator: Person, many: int = 1) -> None:
    """Let these many people give up their places."""
    for place in Membership.objects.taking_part().filter(cohort=cohort)[:many]:
        actions.move_membership(membership=place, to="withdrawn", by=coordinator)


def states(asked: list[Application]) -> list[str]:
    """Return where each stands now."""
    return [Application.objects.get(pk=one.pk).state for one in asked]


def test_a_free_place_goes_to_who_asked_first(
    waiting: list[Application], open_cohort: Cohort, coordinator: Person
) -> None:
    fill_free_places()
    assert states(waiting) == ["waiting"] * 3
    leave(open_cohort, coordinator)
    fill_free_places()
    fill_free_places()
    assert states(waiting) == ["welcomed", "waiting", "waiting"]
    assert Invitation.objects.get().invited_by == coordinator


def test_a_place_that_nobody_says_yes_to_goes_on_to_the_next(
    waiting: list[Application], open_cohort: Cohort, coordinator: Person
) -> None:
    leave(open_cohort, coordinator)
    fill_free_places()
    Invitation.objects.update(expires_at=timezone.now())
    fill_free_places()
    assert states(waiting) == ["welcomed", "welcomed", "waiting"]
    actions.decline_invitation(invitation=Invitation.objects.open(timezone.now()).get(), by=None)
    fill_free_places()
    assert states(waiting) == ["welcomed"] * 3


def test_who_missed_out_last_time_comes_first_this_time(open_cohort: Cohort, coordinator: Person, nell: Person) -> None:
    earlier = factories.CohortFactory(programme=open_cohort.programme, ask_until=open_cohort.ask_until)
    missed = ask(nell, earlier)
    actions.close_asking(cohort=earlier, by=coordinator)
    fill(open_cohort)
    first, again = ask(factories.PersonFactory(), open_cohort), ask(nell, open_cohort)
    assert (missed.missed_before, first.missed_before, again.missed_before) == (0, 0, 1)
    for one in (first, again):
        actions.put_on_waiting_list(application=one, by=coordinator)
    leave(open_cohort, coordinator)
    fill_free_places()
    assert states([first, again]) == ["waiting", "welcomed"]


def test_a_no_for_another_reason_gives_no_turn_next_time(
    open_cohort: Cohort, coordinator: Person, nell: Person
) -> None:
    earlier = factories.CohortFactory(programme=open_cohort.programme, ask_until=open_cohort.ask_until)
    actions.say_not_this_time(application=ask(nell, earlier), by=coordinator)
    assert ask(nell, open_cohort).missed_before == 0


def test_nothing_is_offered_while_a_programme_takes_nobody_or_to_who_cannot_sign_in(
    waiting: list[Application], open_cohort: Cohort, coordinator: Person
) -> None:
    leave(open_cohort, coordinator, 2)
    Programme.objects.update(state="closing")
    fill_free_places()
    assert states(waiting) == ["waiting"] * 3
    Programme.objects.update(state="running")
    Person.objects.filter(pk=waiting[0].person_id).update(is_active=False)
    fill_free_places()
    assert states(waiting) == ["waiting", "welcomed", "welcomed"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_offer_each_place_once(
    waiting: list[Application], open_cohort: Cohort, coordinator: Person
) -> None:
    leave(open_cohort, coordinator, 2)
    at_once(*(fill_free_places for _ in range(6)))
    assert states(waiting) == ["welcomed", "welcomed", "waiting"]
    assert Invitation.objects.count() == 2


def test_only_cohorts_with_a_list_are_looked_at(
    waiting: list[Application], open_cohort: Cohort, django_assert_num_queries: Any
) -> None:
    factories.CohortFactory(places=3)
    with django_assert_num_queries(1):
        assert cohorts_to_fill() == [open_cohort]


def test_closing_tells_everybody_who_waits_once(
    waiting: list[Application], open_cohort: Cohort, coordinator: Person, nell: Person, stranger: Person
) -> None:
    ask(nell, open_cohort)
    with pytest.raises(PermissionDenied):
        actions.close_asking(cohort=open_cohort, by=stranger)
    assert actions.close_asking(cohort=open_cohort, by=coordinator) == 4
    assert actions.close_asking(cohort=open_cohort, by=coordinator) == 0
    assert Notice.objects.filter(kind="asking_missed_out").count() == 4
    open_cohort.refresh_from_db()
    assert open_cohort.ask_until is None
    assert not Application.objects.unanswered().exists()
