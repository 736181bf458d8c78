"""A coordinator suggests a meeting buddy where nobody was found; the leader chooses, and asks as she asks anybody."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.models import LearningGroup, Programme
from mentoring import actions
from mentoring.buddy_suggesting import to_suggest
from mentoring.models import BuddyAsk, BuddyRequest, BuddySuggestion
from mentoring.problems import BuddyHasMovedOn, CannotBeAsked
from tests import factories
from tests.mentoring.test_agreements import page
from tests.mentoring.test_buddies import BRIEF, ask_for, brief, event, monday, owed, wish, would
from youdesign.involvement.models import InvolvementEvent
from youdesign.my_data.openers import OPENERS
from youdesign.notices.kinds import Mail, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.clock import clock
from youdesign.people.models import AuditEntry, Block, Person
from youdesign.people.my_data.gathering import gather

pytestmark = pytest.mark.django_db
__all__ = ("event", "monday", "wish")
WHY = "She sat in that board for two years."
SECRET = "My voice goes."


@pytest.fixture
def nia(programme: Programme) -> Person:
    """Nia would be a meeting buddy in the programme."""
    return would(programme)


@pytest.fixture
def alone(wish: BuddyRequest, leader: Person) -> BuddyRequest:
    """Nobody was found for Maureen's date."""
    return actions.find_nobody(wish=wish, by=leader, now=timezone.now())


@pytest.fixture
def desk(client: Client, coordinator: Person) -> Client:
    """A browser in which Priya is signed in, with the rights of coordinators."""
    call_command("load_starter_content", verbosity=0)
    coordinator.groups.add(*coordinator.groups.model.objects.filter(name="Coordinators"))
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    return client


def suggest(alone: BuddyRequest, by: Person, person: Person, words: str = WHY) -> BuddySuggestion:
    """Let staff suggest somebody."""
    return actions.suggest_buddy(wish=alone, by=by, person=person.pk, words=words, now=timezone.now())


def ask_them(suggestion: BuddySuggestion, by: Person) -> BuddyAsk:
    """Let somebody ask whom staff suggested."""
    return actions.ask_suggested_buddy(suggestion=suggestion, by=by, now=timezone.now())


def test_she_is_told_and_whoever_is_suggested_hears_nothing_until_she_asks(
    client: Client, alone: BuddyRequest, leader: Person, coordinator: Person, nia: Person
) -> None:
    assert BuddyRequest.objects.to_look_after().get() == alone
    suggestion = suggest(alone, coordinator, nia)
    assert suggest(alone, coordinator, nia, "Again.") == suggestion
    assert not BuddyRequest.objects.to_look_after().exists()
    assert owed(leader) == ["buddy_suggested"]
    assert owed(nia) == []
    mail = all_kinds()["buddy_suggested"].compose(Notice.objects.get(kind="buddy_suggested"))
    assert isinstance(mail, Mail)
    assert nia.name not in f"{mail.subject}{mail.body}"
    read = page(client, leader, "buddy-detail", alone.pk)
    assert WHY in read
    assert f"Ask {nia.get_short_name()}" in read
    page(client, nia, "buddy-detail", alone.pk, status=404)
    assert "Whom a coordinator" not in str(gather(nia, OPENERS))
    assert not any(part.label == "mentoring.buddysuggestion" for part in gather(nia, OPENERS))
    client.force_login(leader)
    client.post(reverse("buddy-suggested-ask", args=[suggestion.pk]))
    asked = BuddyAsk.objects.get(person=nia)
    assert (asked.request.words, asked.request.ways) == (SECRET, alone.ways)
    assert asked.request.pk != alone.pk
    assert owed(nia) == ["buddy_asked"]
    client.post(reverse("buddy-suggested-ask", args=[suggestion.pk]))
    assert BuddyAsk.objects.filter(person=nia).count() == 1
    assert WHY not in page(client, leader, "buddy-detail", alone.pk)  # she has begun anew
    held = [part.rows for part in gather(leader, OPENERS) if part.label == "mentoring.buddysuggestion"]
    assert WHY in str(held)


def test_who_is_kept_apart_away_of_another_programme_or_was_asked_is_not_suggested(
    wish: BuddyRequest, leader: Person, coordinator: Person, programme: Programme, group: LearningGroup
) -> None:
    blocked, busy, elsewhere, no, other_things, fits = (
        would(programme, name) for name in ("Bee", "Cee", "Dee", "Eve", "Fay", "Gwen")
    )
    Block.objects.create(blocker=blocked, blocked=leader)
    busy.buddy_offer.is_open = False
    busy.buddy_offer.save()
    elsewhere.buddy_offer.programme = factories.ProgrammeFactory()
    elsewhere.buddy_offer.save()
    other_things.buddy_offer.ways = ["after"]
    other_things.buddy_offer.save()
    asked = actions.ask_buddy(wish=wish, by=leader, person=no.pk, now=timezone.now())
    actions.answer_ask(ask=asked, by=no, is_yes=False, words="", now=timezone.now())
    alone = actions.find_nobody(wish=wish, by=leader, now=timezone.now())
    assert to_suggest(alone) == [fits]
    for person in (blocked, busy, elsewhere, no, other_things, leader, coordinator):
        with pytest.raises(CannotBeAsked):
            suggest(alone, coordinator, person)


def test_only_who_runs_the_programme_suggests_never_to_themselves_and_only_she_asks(
    alone: BuddyRequest, leader: Person, stranger: Person, coordinator: Person, nia: Person
) -> None:
    other = factories.PersonFactory(is_staff=True)
    factories.ProgrammeFactory(coordinator=other)
    factories.RoleGrantFactory(person=leader, programme=alone.programme, role="coordinator")
    for by in (stranger, other, nia, leader):
        with pytest.raises(PermissionDenied):
            suggest(alone, by, nia)
    suggestion = suggest(alone, coordinator, nia)
    for by in (stranger, coordinator, nia):
        with pytest.raises(PermissionDenied):
            ask_them(suggestion, by)
    assert not BuddyAsk.objects.exists()


def test_it_has_to_stand_where_it_stood(
    client: Client, wish: BuddyRequest, leader: Person, coordinator: Person, nia: Person, event: InvolvementEvent
) -> None:
    with pytest.raises(BuddyHasMovedOn):
        suggest(wish, coordinator, nia)  # she still looks
    alone = actions.find_nobody(wish=wish, by=leader, now=timezone.now())
    suggestion = suggest(alone, coordinator, nia)
    Block.objects.create(blocker=leader, blocked=nia)
    compose = all_kinds()["buddy_suggested"].compose
    assert not isinstance(compose(Notice.objects.get(kind="buddy_suggested")), Mail)
    assert WHY not in page(client, leader, "buddy-detail", alone.pk)
    with pytest.raises(CannotBeAsked):
        ask_them(suggestion, leader)
    assert BuddyRequest.objects.get() == alone  # nothing of it was begun
    Block.objects.all().delete()
    InvolvementEvent.objects.update(state="cancelled")
    assert not isinstance(compose(Notice.objects.get(kind="buddy_suggested")), Mail)
    alone.refresh_from_db()
    with pytest.raises(BuddyHasMovedOn):
        suggest(alone, coordinator, would(alone.programme, "Mair"))


def test_where_she_has_begun_anew_nobody_is_suggested_any_more(
    alone: BuddyRequest, coordinator: Person, nia: Person
) -> None:
    suggestion = suggest(alone, coordinator, nia)
    anew = ask_for(alone.event)
    with pytest.raises(BuddyHasMovedOn):
        suggest(alone, coordinator, would(alone.programme, "Mair"))
    assert ask_them(suggestion, alone.leader).request == anew  # asked for what she says now


def test_the_brief_she_had_written_is_there_for_whoever_says_yes(
    wish: BuddyRequest, leader: Person, coordinator: Person, nia: Person
) -> None:
    written = brief(wish)
    alone = actions.find_nobody(wish=written, by=leader, now=timezone.now())
    asked = ask_them(suggest(alone, coordinator, nia), leader)
    assert {part: getattr(asked.request, part) for part in BuddyRequest.BRIEF} == BRIEF


def test_staff_read_who_would_be_told_before_they_suggest(
    desk: Client, alone: BuddyRequest, leader: Person, nia: Person
) -> None:
    brief_of_hers = "I want to say it once."
    BuddyRequest.objects.filter(pk=alone.pk).update(what_it_is=brief_of_hers)
    where = reverse("admin:mentoring_buddyrequest_suggest", args=[alone.pk])
    assert where in desk.get(reverse("admin:mentoring_buddyrequest_change", args=[alone.pk])).content.decode()
    read = desk.get(where).content.decode()
    assert nia.name in read
    for secret in (SECRET, brief_of_hers, alone.event.title):
        assert secret not in read
    wrong: dict[str, Any] = {"person": leader.pk, "why": ""}
    answer = desk.post(where, wrong).content.decode()
    assert "Say why, in a few words." in answer
    assert "Choose somebody from the list as it is now." in answer
    typed = {"person": nia.pk, "why": WHY}
    seen = desk.post(where, typed).content.decode()
    assert "Somebody who could be your meeting buddy" in seen
    assert leader.name in seen
    assert f"<li>{nia.name}" not in seen
    assert not BuddySuggestion.objects.exists()
    desk.post(where, typed | {"sure": "1"})
    suggestion = BuddySuggestion.objects.get()
    assert (suggestion.person, suggestion.words) == (nia, WHY)
    assert AuditEntry.objects.get(verb="suggest_buddy").why == WHY
    assert AuditEntry.objects.get(verb="suggest_buddy").about == leader


def test_the_page_of_staff_says_what_to_do_where_there_is_nobody_and_is_closed_where_it_does_not_fit(
    desk: Client, alone: BuddyRequest, leader: Person
) -> None:
    where = reverse("admin:mentoring_buddyrequest_suggest", args=[alone.pk])
    assert "Nobody can be suggested now" in desk.get(where).content.decode()
    theirs = factories.BuddyRequestFactory(programme=factories.ProgrammeFactory(), state="not_matched")
    assert desk.get(reverse("admin:mentoring_buddyrequest_suggest", args=[theirs.pk])).status_code == 404
    ask_for(alone.event)
    assert desk.get(where).status_code == 404
    assert where not in desk.get(reverse("admin:mentoring_buddyrequest_change", args=[alone.pk])).content.decode()


def test_staff_read_the_date_as_we_write_it(desk: Client, alone: BuddyRequest) -> None:
    at = timezone.localtime(alone.event.starts_at)
    said = f"{at:%-d %B %Y}, {clock(at)}"
    assert said in desk.get(reverse("admin:mentoring_buddyrequest_change", args=[alone.pk])).content.decode()
    assert said in desk.get(reverse("admin:mentoring_buddyrequest_changelist")).content.decode()
