"""A place or a role ends, and nothing is left hanging: waits, suggestions and questions end with it, kindly."""

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.actions import end_role, grant_role, move_membership
from cohorts.models import Cohort, Membership, Programme
from mentoring import actions
from mentoring.models import Match, MentorOffer, MentorWait
from mentoring.problems import AlreadyAnswered, MentorHasStopped
from tests import factories
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.audit import because
from youdesign.people.models import AuditEntry, Person


@pytest.fixture
def another(programme: Programme, offer: MentorOffer) -> MentorOffer:
    """Joan, who fits Maureen as well as Ruth does."""
    joan = factories.MentorOfferFactory(mentor__name="Joan Bell", programme=programme)
    joan.helps_with.set(offer.helps_with.all())
    return joan


def words_on_her_page(leader: Person) -> str:
    """Return what the page about mentors says to her."""
    window = Client()
    window.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    return window.get("/mentor/").content.decode()


def sent_to(person: Person, kind: str) -> list[str]:
    """Send what is due, and return what this person got of one kind."""
    drain(now=timezone.now())
    return list(Notice.objects.filter(person=person, kind=kind, state="sent").values_list("subject", flat=True))


# --- A leader's place ends ---


@pytest.mark.parametrize("end", [Membership.State.WITHDRAWN, Membership.State.COMPLETED])
def test_whoever_has_no_place_waits_no_more(leader: Person, coordinator: Person, end: str) -> None:
    actions.suggest_mentors(leader=leader, by=leader)
    assert MentorWait.objects.open().count() == 1
    move_membership(membership=leader.memberships.get(), to=end, by=coordinator)
    assert MentorWait.objects.open().count() == 0


def test_with_another_place_in_the_programme_she_waits_on(leader: Person, cohort: Cohort, coordinator: Person) -> None:
    factories.MembershipFactory(person=leader, cohort__programme=cohort.programme)
    actions.suggest_mentors(leader=leader, by=leader)
    move_membership(membership=leader.memberships.get(cohort=cohort), to="withdrawn", by=coordinator)
    assert MentorWait.objects.open().count() == 1


def test_nobody_is_asked_by_somebody_who_has_left(
    asked: Match, looking: Person, mentor: Person, coordinator: Person
) -> None:
    move_membership(membership=looking.memberships.get(), to="withdrawn", by=coordinator)
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    with pytest.raises(AlreadyAnswered):
        actions.accept_match(match=asked, by=mentor)
    drain(now=timezone.now())
    told = Notice.objects.get(kind="match_chosen")
    assert (told.state, told.reason) == ("withheld", "They have left the programme.")


# --- A mentor stops ---


def end_the_role(offer: MentorOffer, by: Person) -> None:
    """End the mentor's role in the programme."""
    grant = grant_role(person=offer.mentor, programme=offer.programme, role="mentor", by=by)
    end_role(grant=grant, by=by)


def step_down(offer: MentorOffer, by: Person) -> None:
    """Step down from the offer itself."""
    actions.move_offer(offer=offer, to="stepped_down", by=by)


WAYS = pytest.mark.parametrize("stop", [end_the_role, step_down])


@WAYS
def test_a_question_to_a_mentor_who_stops_lapses_and_its_leader_is_told(
    stop, asked: Match, looking: Person, offer: MentorOffer, coordinator: Person
) -> None:
    stop(offer, coordinator)
    asked.refresh_from_db()
    offer.refresh_from_db()
    assert (asked.state, offer.state) == ("lapsed", "stepped_down")
    assert sent_to(looking, "mentor_stopped") == ["Ruth Adeyemi is not a mentor any more"]
    assert sent_to(offer.mentor, "match_chosen") == []
    assert "Ruth Adeyemi is not a mentor any more" in words_on_her_page(looking)


@WAYS
def test_a_suggestion_of_a_mentor_who_stops_is_put_away(
    stop, suggestion: Match, looking: Person, offer: MentorOffer, coordinator: Person
) -> None:
    stop(offer, coordinator)
    suggestion.refresh_from_db()
    assert suggestion.state == "not_chosen"
    assert sent_to(looking, "mentor_stopped") == ["Ruth Adeyemi is not a mentor any more"]
    assert "Ruth helps with" not in words_on_her_page(looking)


def test_whoever_is_left_with_nobody_waits_and_the_coordinator_knows(
    asked: Match, looking: Person, offer: MentorOffer, coordinator: Person
) -> None:
    step_down(offer, coordinator)
    assert MentorWait.objects.open().get().leader == looking
    assert sent_to(coordinator, "mentor_wanted") == ["Maureen Webb is waiting for a mentor"]


def test_whoever_has_others_to_choose_from_does_not_wait(
    looking: Person, another: MentorOffer, offer: MentorOffer, coordinator: Person
) -> None:
    suggested = actions.suggest_mentors(leader=looking, by=looking)
    ruth = next(match for match in suggested if match.offer == offer)
    actions.choose_mentor(match=ruth, by=looking)
    step_down(offer, coordinator)
    assert not MentorWait.objects.open().exists()
    assert "Joan Bell" in words_on_her_page(looking)


def test_why_a_mentor_stopped_is_no_business_of_the_leaders(
    asked: Match, looking: Person, offer: MentorOffer, coordinator: Person
) -> None:
    with because("Ruth is moving to Leeds."):
        step_down(offer, coordinator)
    assert AuditEntry.objects.get(verb="move_offer").why == "Ruth is moving to Leeds."
    about_her = AuditEntry.objects.filter(about=looking).values_list("why", flat=True)
    assert set(about_her) == {"", "Ruth is not a mentor any more."}


def test_whoever_has_stopped_cannot_say_yes(asked: Match, offer: MentorOffer, mentor: Person) -> None:
    MentorOffer.objects.filter(pk=offer.pk).update(state="stepped_down")  # in the same moment, in another window
    with pytest.raises(MentorHasStopped):
        actions.accept_match(match=asked, by=mentor)
    asked.refresh_from_db()
    assert (asked.state, asked.room) == ("chosen", None)


def test_other_roles_end_without_touching_the_offer(offer: MentorOffer, coordinator: Person) -> None:
    grant = grant_role(person=offer.mentor, programme=offer.programme, role="buddy", by=coordinator)
    end_role(grant=grant, by=coordinator)
    offer.refresh_from_db()
    assert offer.state == "available"


def test_nobody_is_said_to_wait_who_has_another_hello_open(
    asked: Match, looking: Person, another: MentorOffer, mentor: Person
) -> None:
    other = actions.choose_mentor(match=Match.objects.create(leader=looking, offer=another), by=looking)
    Match.objects.filter(leader=looking, state="suggested").delete()
    actions.move_offer(offer=asked.offer, to="stepped_down", by=mentor)
    assert other.is_asked
    assert not MentorWait.objects.exists()
