"""A meeting buddy for one date: asked, found, briefed, there, looked back with; and every way in which it ends."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.models import LearningGroup, Membership, Programme
from mentoring import actions
from mentoring.buddies import best, candidates
from mentoring.buddy_pages import BuddyPage
from mentoring.models import BuddyAsk, BuddyRequest, Match, MentorOffer
from mentoring.problems import (
    BuddyHasMovedOn,
    CannotBeAsked,
    DateHasGone,
    EnoughBuddiesAsked,
    NotYet,
    SavedElsewhere,
    SomebodyWasQuicker,
)
from mentoring.reasons import spoken
from tests import factories
from youdesign.involvement.actions import move_event, move_involvement
from youdesign.involvement.models import InvolvementEvent
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person
from youdesign.people.models import AccessLog, Audience, Code, Person, Profile

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 1, 4, 9, tzinfo=datetime.UTC)  # a Monday
DAY = datetime.timedelta(days=1)
AT = NOW + 7 * DAY + datetime.timedelta(hours=1)  # the next Monday, 10am
BRIEF = {"what_it_is": "A board.", "to_get_across": "Ask early.", "what_helps": "A nod.", "signals": "My pen."}


@pytest.fixture(autouse=True)
def monday() -> Any:
    """It is Monday morning."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def event(leader: Person) -> InvolvementEvent:
    """Maureen's date of the next week."""
    work = factories.InvolvementFactory(leader=leader, state="under_way")
    return factories.InvolvementEventFactory(involvement=work, title="Discharge board", starts_at=AT, state="coming_up")


@pytest.fixture
def wish(event: InvolvementEvent, leader: Person) -> BuddyRequest:
    """Maureen would like somebody beside her there."""
    return ask_for(event)


def ask_for(event: InvolvementEvent, **more: Any) -> BuddyRequest:
    """Let its leader say that she would like a buddy."""
    said = {"ways": ["in_room", "before"], "words": "My voice goes.", "needs": [], "now": timezone.now()}
    return actions.ask_for_buddy(event=event, by=event.involvement.leader, **said | more)


def would(programme: Programme, name: str = "Nia Bevan", *times: str, **more: Any) -> Person:
    """Return somebody with the role of a buddy who said how and when they would be one."""
    person = factories.PersonFactory(name=name)
    factories.RoleGrantFactory(person=person, programme=programme, role="buddy")
    offer = factories.BuddyOfferFactory(person=person, programme=programme, **more)
    offer.times.set([factories.CodeFactory(listing="easy_time", slug=time) for time in times])
    return person


def ask(wish: BuddyRequest, person: Person) -> BuddyAsk:
    """Let the leader ask somebody."""
    return actions.ask_buddy(wish=wish, by=wish.leader, person=person.pk, now=timezone.now())


def answer(asked: BuddyAsk, *, yes: bool = True, words: str = "") -> BuddyRequest:
    """Let whoever was asked answer."""
    return actions.answer_ask(ask=asked, by=asked.person, is_yes=yes, words=words, now=timezone.now())


def found(wish: BuddyRequest, programme: Programme) -> BuddyRequest:
    """Let somebody have said yes."""
    return answer(ask(wish, would(programme)))


def brief(wish: BuddyRequest, **more: Any) -> BuddyRequest:
    """Let the leader write a brief."""
    words = BRIEF | more
    return actions.write_brief(wish=wish, by=wish.leader, words=words, version=wish.version, now=timezone.now())


def owed(person: Person, state: str = "waiting") -> list[str]:
    """Which messages to this person stand so."""
    rows = Notice.objects.filter(person=person, state=state, kind__startswith="buddy_")
    return list(rows.order_by("due_at", "kind").values_list("kind", flat=True))


def names(wish: BuddyRequest) -> list[str]:
    """Who could be asked, best first."""
    return [each.person.name for each in best(wish)]


# --- Who could be asked, and why ---


def test_whoever_said_so_and_is_near_can_be_asked(
    wish: BuddyRequest, programme: Programme, group: LearningGroup, offer: MentorOffer, mentor: Person, cohort: Any
) -> None:
    buddy = would(programme)
    factories.BuddyOfferFactory(person=mentor, programme=programme)  # a mentor with space
    at_her_table = factories.GroupMembershipFactory(group=group).person
    factories.BuddyOfferFactory(person=at_her_table, programme=programme)
    only_in_her_programme = factories.MembershipFactory(cohort=cohort).person
    factories.BuddyOfferFactory(person=only_in_her_programme, programme=programme)
    would(factories.ProgrammeFactory())
    silent = factories.PersonFactory()
    factories.RoleGrantFactory(person=silent, programme=programme, role="buddy")
    assert {each.person for each in candidates(wish)} == {buddy, mentor, at_her_table}


def test_a_full_mentor_is_asked_by_those_they_mentor_only(
    match: Match, wish: BuddyRequest, programme: Programme, mentor: Person
) -> None:
    match.offer.places = 1
    match.offer.save()
    factories.BuddyOfferFactory(person=mentor, programme=programme)
    assert names(wish) == ["Ruth Adeyemi"]
    Match.objects.update(state="ended_well")
    MentorOffer.objects.update(state="resting")
    assert names(wish) == []


@pytest.mark.parametrize("why", ["blocks", "blocked", "away", "host", "closed", "off", "elsewhere", "buddy", "ways"])
def test_nobody_is_suggested_who_cannot(
    wish: BuddyRequest, programme: Programme, leader: Person, cohort: Any, why: str
) -> None:
    person = would(programme)
    assert names(wish) == ["Nia Bevan"]
    if why == "blocks":
        block_person(person=leader, by=person)
    elif why == "blocked":
        block_person(person=person, by=leader)
    elif why == "away":
        Membership.objects.create(person=person, cohort=cohort, state="paused")
    elif why == "host":
        factories.HostFactory().contacts.create(person=person, name="Nia", email="nia@host.test")
    elif why == "closed":
        person.buddy_offer.is_open = False
        person.buddy_offer.save()
    elif why == "off":
        Person.objects.filter(pk=person.pk).update(is_active=False)
    elif why == "elsewhere":
        work = factories.InvolvementFactory(leader=person)
        factories.InvolvementEventFactory(involvement=work, starts_at=AT + DAY / 12, state="coming_up")
    elif why == "buddy":
        there = factories.BuddyRequestFactory(buddy=person, state="matched")
        InvolvementEvent.objects.filter(pk=there.event_id).update(starts_at=AT - DAY / 12)
    else:
        person.buddy_offer.ways = ["after"]
        person.buddy_offer.save()
    assert names(wish) == []


def test_the_best_come_first_and_only_three(wish: BuddyRequest, programme: Programme) -> None:
    would(programme, "Other time", "tuesday_evening")
    would(programme, "One way", "monday_morning", ways=["before"])
    would(programme, "Best", "monday_morning")
    would(programme, "Silent")
    assert names(wish)[0] == "Best"
    assert len(names(wish)) == 3


def test_reasons_are_what_both_said(
    wish: BuddyRequest, programme: Programme, leader: Person, event: InvolvementEvent, group: LearningGroup
) -> None:
    person = would(programme, "Nia Bevan", "monday_morning")
    speaks(leader)
    speaks(person)
    region = factories.CodeFactory(listing="region", slug="wales", label="Wales")
    Profile.objects.update(region=region, languages_for=Audience.PROGRAMME, region_for=Audience.PROGRAMME)
    work = event.involvement
    work.level = factories.CodeFactory(listing="level", slug="board", label="A board")
    work.save()
    Profile.objects.update(work_for=Audience.PROGRAMME)
    person.profile.levels.add(work.level)
    earlier = factories.BuddyRequestFactory(buddy=person, state="attended")
    assert earlier.buddy == person
    wish = BuddyRequest.objects.with_all().get(pk=wish.pk)
    [each] = candidates(wish)
    assert [spoken(reason) for reason in each.reasons] == [
        "Nia can be what you asked for: beside you in the room and a call before.",
        "It is at a time that Nia said is easy: Monday morning.",
        "You both know this kind of work: a board.",
        "You can both take part in bsl.",
        "You both live in this area: Wales.",
        "Nia has been a meeting buddy before.",
    ]
    Profile.objects.update(languages_for=Audience.ONLY_ME, region_for=Audience.ONLY_ME, work_for=Audience.ONLY_ME)
    [each] = candidates(wish)
    said = " ".join(spoken(reason) for reason in each.reasons)
    assert "bsl" not in said
    assert "Wales" not in said
    assert "board" not in said


def test_what_does_not_fit_is_said_too(wish: BuddyRequest, programme: Programme) -> None:
    would(programme, "Nia Bevan", "tuesday_evening", ways=["before"])
    [each] = candidates(wish)
    assert [spoken(reason) for reason in each.reasons if not reason["fits"]] == [
        "Not the same: Nia does not offer this: beside you in the room.",
        "Less sure: Nia has said other times are easy. They may still say yes.",
    ]


def speaks(person: Person) -> None:
    """Let somebody say that they can take part in English and in sign language."""
    languages = [factories.CodeFactory(listing="language", slug=slug) for slug in ("bsl", "english")]
    Profile.objects.update_or_create(person=person)[0].languages.set(languages)


def test_finding_costs_the_same_for_few_and_many(wish: BuddyRequest, programme: Programme) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            best(BuddyRequest.objects.with_all().get(pk=wish.pk))
        return len(queries)

    speaks(would(programme, "One", "monday_morning"))
    few = cost()
    for number in range(6):
        speaks(would(programme, f"Person {number}", "monday_morning"))
    assert cost() == few


# --- Asking and answering ---


def test_only_the_leader_asks_and_only_for_a_date_to_come(event: InvolvementEvent, stranger: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.ask_for_buddy(event=event, by=stranger, ways=["before"], words="", needs=[], now=NOW)
    with pytest.raises(DateHasGone):
        ask_for(event, now=AT)
    event.state = "cancelled"
    event.save()
    with pytest.raises(DateHasGone):
        ask_for(event)


def test_pressing_twice_asks_once(wish: BuddyRequest, event: InvolvementEvent, programme: Programme) -> None:
    assert ask_for(event) == wish
    person = would(programme)
    assert ask(wish, person) == ask(wish, person)
    assert owed(person) == ["buddy_asked"]


def test_three_think_about_it_at_most(wish: BuddyRequest, programme: Programme) -> None:
    first, *more = [would(programme, f"Person {number}") for number in range(4)]
    asks = [ask(wish, person) for person in (first, *more[:2])]
    with pytest.raises(EnoughBuddiesAsked):
        ask(wish, more[2])
    answer(asks[0], yes=False)
    assert ask(wish, more[2]).is_open


def test_only_whoever_could_is_asked(wish: BuddyRequest, stranger: Person, leader: Person, mentor: Person) -> None:
    for person in (stranger, leader):
        with pytest.raises(CannotBeAsked):
            ask(wish, person)
    with pytest.raises(PermissionDenied):
        actions.ask_buddy(wish=wish, by=mentor, person=stranger.pk, now=NOW)


def test_the_first_yes_counts_and_the_others_are_free(wish: BuddyRequest, programme: Programme, leader: Person) -> None:
    first, second = would(programme, "First"), would(programme, "Second")
    asks = [ask(wish, first), ask(wish, second)]
    wish = answer(asks[0], words="Ring me on 0117 496 0100.")
    assert (wish.state, wish.buddy) == ("matched", first)
    assert owed(second) == ["buddy_closed"]
    assert owed(second, "withheld") == ["buddy_asked"]
    with pytest.raises(SomebodyWasQuicker):
        answer(asks[1])
    assert owed(leader) == ["buddy_found", "buddy_day_before", "buddy_after"]
    assert owed(first) == ["buddy_day_before", "buddy_after"]
    assert answer(asks[0]) == wish  # twice is once
    with pytest.raises(BuddyHasMovedOn):
        answer(asks[0], yes=False)


def test_not_this_time_owes_no_reason(wish: BuddyRequest, programme: Programme, leader: Person) -> None:
    asked = ask(wish, would(programme))
    answer(asked, yes=False, words="Because of my back.")
    asked.refresh_from_db()
    assert (asked.state, asked.words) == ("not_this_time", "")
    assert owed(leader) == ["buddy_not_this_time"]
    assert BuddyRequest.objects.get().is_looking


def test_nobody_answers_for_another(wish: BuddyRequest, programme: Programme, leader: Person) -> None:
    asked = ask(wish, would(programme))
    with pytest.raises(PermissionDenied):
        actions.answer_ask(ask=asked, by=leader, is_yes=True, words="", now=NOW)
    block_person(person=asked.person, by=leader)
    with pytest.raises(PermissionDenied):
        answer(asked)


def test_needs_are_shown_by_choice_and_written_down(
    event: InvolvementEvent, programme: Programme, leader: Person
) -> None:
    mine = leader.access_needs.create(need=factories.CodeFactory(listing="access_need", slug="captions"))
    theirs = factories.PersonFactory().access_needs.create(need=mine.need)
    wish = ask_for(event, needs=[mine, theirs])
    assert list(wish.needs.all()) == [mine]
    wish = found(wish, programme)
    look = AccessLog.objects.get(about=leader)
    assert (look.by, look.what) == (wish.buddy, "needs")


# --- The brief ---


def test_a_brief_is_written_by_the_leader_and_read_by_the_buddy(wish: BuddyRequest, programme: Programme) -> None:
    wish = brief(found(wish, programme))
    assert "buddy_brief" in owed(wish.buddy)
    with pytest.raises(PermissionDenied):
        actions.write_brief(wish=wish, by=wish.buddy, words=BRIEF, version=wish.version, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.read_brief(wish=wish, by=wish.leader, now=NOW)
    wish = actions.read_brief(wish=wish, by=wish.buddy, now=NOW)
    assert (wish.state, wish.read_at) == ("briefed", NOW)
    assert actions.read_brief(wish=wish, by=wish.buddy, now=NOW + DAY).read_at == NOW


def test_an_empty_brief_is_not_read(wish: BuddyRequest, programme: Programme) -> None:
    wish = found(wish, programme)
    with pytest.raises(BuddyHasMovedOn):
        actions.read_brief(wish=wish, by=wish.buddy, now=NOW)


def test_a_brief_written_before_the_yes_is_told_with_it(wish: BuddyRequest, programme: Programme) -> None:
    wish = found(brief(wish), programme)
    assert "buddy_brief" in owed(wish.buddy)


def test_an_older_page_does_not_write_over_a_newer_brief(wish: BuddyRequest) -> None:
    brief(wish)
    with pytest.raises(SavedElsewhere):
        brief(wish, signals="Another.")
    assert BuddyRequest.objects.get().signals == "My pen."


# --- How it ends ---


def test_nobody_by_two_days_before_is_said_and_a_coordinator_told(
    wish: BuddyRequest, programme: Programme, leader: Person, coordinator: Person
) -> None:
    person = would(programme)
    ask(wish, person)
    assert actions.settle_buddies(now=AT - 2 * DAY - datetime.timedelta(minutes=1)) == 0
    assert actions.settle_buddies(now=AT - 2 * DAY) == 1
    assert BuddyRequest.objects.get().state == "not_matched"
    assert owed(leader) == ["buddy_none"]
    assert owed(coordinator) == ["buddy_wanted"]
    assert owed(person) == ["buddy_closed"]
    assert list(BuddyRequest.objects.to_look_after()) == [wish]
    actions.look_after_request(wish=wish, by=coordinator, now=NOW)
    assert not BuddyRequest.objects.to_look_after()
    with pytest.raises(PermissionDenied):
        actions.look_after_request(wish=wish, by=leader, now=NOW)


def test_for_a_date_that_is_near_half_of_the_time_is_left_to_answer(event: InvolvementEvent) -> None:
    wish = ask_for(event, now=AT - datetime.timedelta(hours=12))
    assert wish.answer_by == AT - datetime.timedelta(hours=6)


def test_the_leader_says_herself_that_nobody_fits(wish: BuddyRequest, leader: Person, coordinator: Person) -> None:
    wish = actions.find_nobody(wish=wish, by=leader, now=NOW)
    assert wish.state == "not_matched"
    assert owed(leader) == []
    assert owed(coordinator) == ["buddy_wanted"]
    assert ask_for(wish.event) != wish  # and begins anew when she likes


@pytest.mark.parametrize("who", ["leader", "buddy"])
def test_either_cancels_and_the_other_is_told(wish: BuddyRequest, programme: Programme, who: str) -> None:
    wish = found(wish, programme)
    by, other = (wish.leader, wish.buddy) if who == "leader" else (wish.buddy, wish.leader)
    wish = actions.cancel_buddy(wish=wish, by=by, now=NOW)
    assert wish.state == "cancelled"
    assert owed(other) == ["buddy_cancelled"]
    assert owed(by) == []
    assert ask_for(wish.event).is_looking


def test_an_outsider_cancels_nothing(wish: BuddyRequest, programme: Programme, mentor: Person) -> None:
    ask(wish, would(programme, "Asked"))
    for person in (mentor, Person.objects.get(name="Asked")):
        with pytest.raises(PermissionDenied):
            actions.cancel_buddy(wish=wish, by=person, now=NOW)


@pytest.mark.parametrize("state", ["cancelled", "missed"])
def test_a_date_that_does_not_take_place_frees_the_buddy(
    wish: BuddyRequest, programme: Programme, leader: Person, state: str
) -> None:
    wish = found(wish, programme)
    move_event(event=wish.event, to=state, by=leader)
    wish.refresh_from_db()
    assert wish.state == "cancelled"
    assert owed(wish.buddy) == ["buddy_cancelled"]


def test_leaving_the_work_frees_the_buddy(wish: BuddyRequest, programme: Programme, leader: Person) -> None:
    wish = found(wish, programme)
    move_involvement(involvement=wish.event.involvement, to="paused", by=leader)
    assert BuddyRequest.objects.get().is_found
    move_involvement(involvement=wish.event.involvement, to="stepped_back", by=leader)
    assert BuddyRequest.objects.get().state == "cancelled"


@pytest.mark.parametrize("who", ["leader", "buddy"])
def test_two_who_are_kept_apart_have_nothing_planned(wish: BuddyRequest, programme: Programme, who: str) -> None:
    wish = found(wish, programme)
    one, other = (wish.leader, wish.buddy) if who == "leader" else (wish.buddy, wish.leader)
    block_person(person=other, by=one)
    assert actions.settle_buddies(now=NOW) == 1
    assert owed(wish.buddy if who == "leader" else wish.leader)[-1:] == ["buddy_cancelled"]
    assert "buddy_cancelled" not in owed(one)
    assert not BuddyRequest.objects.visible_to(wish.buddy)


# --- Afterwards ---


def test_either_says_that_it_took_place(wish: BuddyRequest, programme: Programme) -> None:
    wish = found(wish, programme)
    with pytest.raises(NotYet):
        actions.say_buddy_came(wish=wish, by=wish.buddy, came=True, now=NOW)
    wish = actions.say_buddy_came(wish=wish, by=wish.buddy, came=True, now=AT + DAY)
    assert wish.state == "attended"
    assert owed(wish.leader) == []
    assert actions.say_buddy_came(wish=wish, by=wish.leader, came=True, now=AT + DAY) == wish


def test_a_buddy_reads_nothing_more_once_it_is_cancelled(wish: BuddyRequest, programme: Programme) -> None:
    wish = found(wish, programme)
    buddy = wish.buddy
    wish = actions.cancel_buddy(wish=wish, by=wish.leader, now=NOW)
    page = BuddyPage(wish, buddy, NOW)
    assert (page.can_read, page.needs, page.brief) == (False, [], [])
    assert page.standing == "This is cancelled, so you are free. Thank you for saying yes."


def test_that_it_did_not_is_nobodys_fault(wish: BuddyRequest, programme: Programme) -> None:
    wish = found(wish, programme)
    wish = actions.say_buddy_came(wish=wish, by=wish.leader, came=False, now=AT + DAY)
    assert wish.state == "cancelled"


def test_each_answers_for_themselves_or_for_both(wish: BuddyRequest, programme: Programme, mentor: Person) -> None:
    wish = found(wish, programme)
    with pytest.raises(BuddyHasMovedOn):
        look_back(wish, wish.leader)
    wish = actions.say_buddy_came(wish=wish, by=wish.leader, came=True, now=AT)
    wish = look_back(wish, wish.leader, shared={"went_well": True}, went_well="I spoke.", was_hard="The chair.")
    assert wish.state == "attended"
    assert owed(wish.buddy) == ["buddy_debrief"]
    seen = wish.answers.model.objects.visible_to(wish.buddy)
    assert [each.words for each in seen] == ["I spoke."]
    wish = look_back(wish, wish.buddy, thanks="Thank you for letting me.")
    assert wish.state == "debriefed"
    assert {each.words for each in wish.answers.model.objects.visible_to(wish.leader)} == {
        "I spoke.",
        "The chair.",
        "Thank you for letting me.",
    }
    assert not wish.answers.model.objects.visible_to(mentor)
    look_back(wish, wish.leader)  # taken back
    assert not wish.answers.filter(author=wish.leader).exists()
    with pytest.raises(PermissionDenied):
        look_back(wish, mentor)


def look_back(wish: BuddyRequest, by: Person, shared: dict[str, bool] | None = None, **words: str) -> BuddyRequest:
    """Let one of the two look back."""
    mark = wish.answers.filter(author=by).mark()
    return actions.debrief_with_buddy(wish=wish, by=by, words=words, shared=shared or {}, mark=mark, now=AT + DAY)


# --- Being one ---


def test_a_coordinator_opens_it_to_the_programme(
    cohort: Any, coordinator: Person, wish: BuddyRequest, leader: Person
) -> None:
    person = factories.MembershipFactory(cohort=cohort).person
    offer = actions.offer_to_be_buddy(by=person, ways=["before"], times=[], is_open=True)
    assert offer.programme == cohort.programme
    assert names(wish) == []
    with pytest.raises(PermissionDenied):
        actions.make_buddy(offer=offer, by=leader)
    actions.make_buddy(offer=offer, by=coordinator)
    assert names(wish) == [person.name]


def test_only_peers_offer(coordinator: Person, host_contact: Person) -> None:
    for person in (coordinator, host_contact):
        with pytest.raises(PermissionDenied):
            actions.offer_to_be_buddy(by=person, ways=["before"], times=[], is_open=True)


def test_saying_it_again_takes_the_place_of_what_was_said(leader: Person) -> None:
    time = factories.CodeFactory(listing="easy_time", slug="monday_morning")
    actions.offer_to_be_buddy(by=leader, ways=["before"], times=[time], is_open=True)
    offer = actions.offer_to_be_buddy(by=leader, ways=["after"], times=[], is_open=False)
    assert (offer.ways, offer.is_open, list(offer.times.all())) == (["after"], False, [])
    assert Code.objects.filter(pk=time.pk).exists()
