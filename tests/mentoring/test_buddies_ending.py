"""What frees a meeting buddy, or whoever asked for one: a role or a place that ends, keeping apart, another date."""

import datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.actions import end_role, leave_programme, move_membership
from cohorts.models import Cohort, Membership, Programme, RoleGrant
from mentoring import actions
from mentoring.models import BuddyAnswer, BuddyAsk, BuddyOffer, BuddyRequest
from mentoring.problems import HasAnotherDate, NoBuddyAnyMore, SavedElsewhere, SomebodyWasQuicker
from tests import factories
from tests.at_once import at_once
from tests.mentoring.test_buddies import answer, ask, ask_for, owed, would
from tests.mentoring.test_buddy_pages import WORDS, detail, event, nia, page, wish
from youdesign.involvement.models import InvolvementEvent
from youdesign.notices.kinds import Mail, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person
from youdesign.people.models import Person

__all__ = ["event", "nia", "wish"]
pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def mail(kind: str, person: Person) -> Mail:
    """Return what somebody is told of a kind, as it is true now."""
    composed = all_kinds()[kind].compose(Notice.objects.get(kind=kind, person=person))
    assert isinstance(composed, Mail)
    return composed


def end_her_role(person: Person, by: Person, role: str = "buddy") -> None:
    """End somebody's role."""
    end_role(grant=RoleGrant.objects.current().get(person=person, role=role), by=by)


# --- A role or a place ends ---


def test_whoever_loses_the_role_is_nobodys_buddy_and_both_are_told(
    wish: BuddyRequest, nia: Person, leader: Person, coordinator: Person
) -> None:
    answer(ask(wish, nia))
    end_her_role(nia, coordinator)
    assert BuddyRequest.objects.get().state == "cancelled"
    assert not BuddyOffer.objects.get(person=nia).is_open
    assert "Nia Bevan cannot be there" in mail("buddy_cancelled", leader).body
    assert "You are not one here any more, so Maureen knows that you do not come." in mail("buddy_cancelled", nia).body


def test_with_a_place_of_their_own_the_role_still_counted(
    wish: BuddyRequest, nia: Person, leader: Person, coordinator: Person
) -> None:
    factories.MembershipFactory(person=nia)  # in another programme, far from Maureen
    answer(ask(wish, nia))
    end_her_role(nia, coordinator)
    assert BuddyRequest.objects.get().state == "cancelled"
    assert BuddyOffer.objects.get(person=nia).is_open
    assert "You are not one here any more" in mail("buddy_cancelled", nia).body


def test_whoever_sits_at_her_table_stays_her_buddy_without_the_role(
    wish: BuddyRequest, nia: Person, group: Any, coordinator: Person
) -> None:
    factories.GroupMembershipFactory(group=group, person=nia)
    factories.MembershipFactory(person=nia, cohort=group.cohort)
    answer(ask(wish, nia))
    end_her_role(nia, coordinator)
    assert BuddyRequest.objects.get().is_found


def test_a_mentor_who_is_none_any_more_is_no_buddy(
    wish: BuddyRequest, offer: Any, mentor: Person, programme: Programme, coordinator: Person
) -> None:
    factories.BuddyOfferFactory(person=mentor, programme=programme)
    factories.RoleGrantFactory(person=mentor, programme=programme, role="mentor")
    answer(ask(wish, mentor))
    end_her_role(mentor, coordinator, "mentor")
    assert BuddyRequest.objects.get().state == "cancelled"


def test_a_place_that_ends_frees_the_leader_who_counted_on_it(
    wish: BuddyRequest, group: Any, programme: Programme, leader: Person
) -> None:
    place = factories.MembershipFactory(cohort=group.cohort)
    factories.GroupMembershipFactory(group=group, person=place.person)
    factories.BuddyOfferFactory(person=place.person, programme=programme)
    answer(ask(wish, place.person))
    leave_programme(membership=place, by=place.person)
    assert BuddyRequest.objects.get().state == "cancelled"
    assert owed(leader) == ["buddy_cancelled"]
    assert owed(place.person) == []


def test_nobody_waits_for_the_answer_of_somebody_without_the_role(
    wish: BuddyRequest, nia: Person, leader: Person, coordinator: Person
) -> None:
    asked = ask(wish, nia)
    end_her_role(nia, coordinator)
    assert BuddyAsk.objects.get().state == "closed"
    assert owed(nia) == []
    assert "Nia Bevan cannot be there" in mail("buddy_not_this_time", leader).body
    with pytest.raises(SomebodyWasQuicker):
        answer(asked)


def test_what_has_been_is_still_theirs_to_say(wish: BuddyRequest, nia: Person, coordinator: Person) -> None:
    answer(ask(wish, nia))
    InvolvementEvent.objects.update(starts_at=timezone.now() - DAY)
    end_her_role(nia, coordinator)
    assert BuddyRequest.objects.get().is_found


def test_another_role_that_ends_changes_nothing(
    wish: BuddyRequest, nia: Person, programme: Programme, coordinator: Person
) -> None:
    answer(ask(wish, nia))
    factories.MembershipFactory(person=nia)
    RoleGrant.objects.filter(person=nia).delete()  # she stands where Maureen could not ask her now, and said yes
    factories.RoleGrantFactory(person=nia, programme=programme, role="coordinator")
    end_her_role(nia, coordinator, "coordinator")
    assert BuddyRequest.objects.get().is_found


def test_whoever_is_no_buddy_any_more_says_no_yes(wish: BuddyRequest, nia: Person) -> None:
    asked = ask(wish, nia)
    RoleGrant.objects.filter(person=nia).update(ended_at=timezone.now())  # in the same moment, in another window
    with pytest.raises(NoBuddyAnyMore):
        answer(asked)
    assert answer(asked, yes=False).is_looking


def test_a_leader_whose_place_ended_reads_nothing_of_a_buddy_who_cannot(
    wish: BuddyRequest, nia: Person, leader: Person, coordinator: Person
) -> None:
    answer(ask(wish, nia))
    move_membership(membership=leader.memberships.get(), to=Membership.State.WITHDRAWN, by=coordinator)
    assert BuddyRequest.objects.get().state == "cancelled"
    assert owed(leader) == []
    assert "Maureen Webb needs no buddy for it now." in mail("buddy_cancelled", nia).body


# --- Kept apart ---


@pytest.mark.parametrize("who", ["leader", "asked"])
def test_whoever_is_kept_apart_holds_no_place_among_the_three(
    wish: BuddyRequest, nia: Person, leader: Person, programme: Programme, who: str
) -> None:
    ask(wish, nia)
    one, other = (leader, nia) if who == "leader" else (nia, leader)
    block_person(person=other, by=one)
    ask(wish, would(programme, "Other Person"))
    assert actions.settle_buddies(now=timezone.now()) == 1
    assert BuddyAsk.objects.get(person=nia).state == "closed"
    assert BuddyAsk.objects.exclude(person=nia).get().is_open
    assert owed(leader) == owed(nia) == []
    assert actions.settle_buddies(now=timezone.now()) == 0


# --- Two dates at one hour ---


@pytest.fixture
def both(wish: BuddyRequest, nia: Person, cohort: Cohort) -> list[BuddyAsk]:
    """Nia is asked for two dates at about one hour."""
    other = factories.MembershipFactory(cohort=cohort).person
    work = factories.InvolvementFactory(leader=other)
    at = wish.event.starts_at + datetime.timedelta(hours=1)
    theirs = factories.InvolvementEventFactory(involvement=work, starts_at=at, state="coming_up")
    return [ask(wish, nia), ask(ask_for(theirs), nia)]


def test_nobody_says_yes_to_two_dates_at_one_hour(client: Client, both: list[BuddyAsk], nia: Person) -> None:
    answer(both[0])
    with pytest.raises(HasAnotherDate):
        answer(both[1])
    client.force_login(nia)
    sent = {"answer": "yes", "words": "Ring me."}
    read = client.post(reverse("buddy-answer", args=[both[1].request_id]), sent, follow=True).text
    assert "You have another date at about that time" in read
    assert "You had written: “Ring me.”" in read
    assert answer(both[1], yes=False).is_looking


def test_nor_where_they_have_a_date_of_their_own(wish: BuddyRequest, nia: Person) -> None:
    asked = ask(wish, nia)
    work = factories.InvolvementFactory(leader=nia)
    factories.InvolvementEventFactory(involvement=work, starts_at=wish.event.starts_at, state="coming_up")
    with pytest.raises(HasAnotherDate):
        answer(asked)


@pytest.mark.django_db(transaction=True)
def test_in_two_tabs_one_of_two_dates_at_one_hour_counts(both: list[BuddyAsk]) -> None:
    facts = {"is_yes": True, "words": "", "now": timezone.now()}
    tries = [partial(actions.answer_ask, ask=each, by=each.person, **facts) for each in both]
    assert at_once(*tries) == ["HasAnotherDate", "won"]


# --- An older tab ---


def test_an_older_tab_does_not_lose_what_was_typed(
    client: Client, wish: BuddyRequest, event: InvolvementEvent, leader: Person
) -> None:
    client.force_login(leader)
    where, sent = reverse("buddy-new", args=[event.pk]), {"ways": ["before"], "words": "Sit on my left."}
    read = client.post(where, sent, follow=True)
    assert read.redirect_chain == [(detail(wish), 302)]
    assert "You had asked for this date already" in read.text
    assert "You had written: “Sit on my left.”" in read.text
    assert BuddyRequest.objects.get().words == WORDS
    same = client.post(where, sent | {"words": WORDS}, follow=True)
    assert "You had asked for this date already" not in same.text
    BuddyRequest.objects.all().delete()
    InvolvementEvent.objects.update(starts_at=timezone.now() - DAY)
    read = client.post(where, sent)
    assert "Sit on my left." in read.text
    assert not BuddyRequest.objects.exists()


@pytest.fixture
def been(wish: BuddyRequest, nia: Person, leader: Person) -> BuddyRequest:
    """It took place."""
    answer(ask(wish, nia))
    InvolvementEvent.objects.update(starts_at=timezone.now() - DAY)
    return actions.say_buddy_came(wish=wish, by=leader, came=True, now=timezone.now())


def test_an_older_page_of_looking_back_shows_both_and_loses_nothing(
    client: Client, been: BuddyRequest, leader: Person
) -> None:
    where = reverse("buddy-debrief", args=[been.pk])
    client.force_login(leader)
    first = {"mark": "", "went_well": "I spoke.", "was_hard": "The chair.", "share_went_well": "on"}
    assert client.post(where, first).status_code == 302
    again = client.post(where, first)  # pressed twice
    assert again.status_code == 302
    older = client.post(where, {"mark": "", "went_well": "Coffee.", "share_was_hard": "on"})
    assert older.status_code == 409
    for words in ("Coffee.", "I spoke.", "The chair.", "What is saved now"):
        assert words in older.text
    assert set(BuddyAnswer.objects.values_list("words", "is_shared")) == {("I spoke.", True), ("The chair.", False)}
    mark = older.context["form"]["mark"].value()
    assert client.post(where, {"mark": mark, "went_well": "Coffee."}).status_code == 302
    assert list(BuddyAnswer.objects.values_list("words", flat=True)) == ["Coffee."]
    assert "Coffee." in page(client, leader, where)


def test_what_was_all_taken_out_meanwhile_is_said(client: Client, been: BuddyRequest, leader: Person) -> None:
    facts: dict[str, Any] = {"wish": been, "by": leader, "shared": {}, "now": timezone.now()}
    actions.debrief_with_buddy(**facts, words={"went_well": "I spoke."}, mark="")
    mark = BuddyAnswer.objects.mark()
    actions.debrief_with_buddy(**facts, words={}, mark=mark)
    with pytest.raises(SavedElsewhere):
        actions.debrief_with_buddy(**facts, words={"went_well": "Coffee."}, mark=mark)
    client.force_login(leader)
    read = client.post(reverse("buddy-debrief", args=[been.pk]), {"mark": mark, "went_well": "Coffee."})
    assert "It was all taken out." in read.text
