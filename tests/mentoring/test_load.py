"""How is my load? Asked once a week where a mentor chose so, answered with one tap, seen by whom the mentor lets."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cohorts.models import Membership
from mentoring import actions
from mentoring.load import token_for
from mentoring.models import LoadSaid, Match, MentorOffer, PairTask
from tests import factories
from tests.mentoring.test_pages import page, send
from youdesign.notices.drain import drain
from youdesign.notices.kinds import Mail, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.models import Code, Person

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2027, 1, 4)
NOW = datetime.datetime(2027, 1, 4, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def monday() -> Any:
    """It is Monday morning."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked(match: Match) -> MentorOffer:
    """Ruth, who mentors Maureen, chose to be asked."""
    return actions.choose_load_check(offer=match.offer, by=match.offer.mentor, asked="mine")


def say(offer: MentorOffer, value: int = 4, week: datetime.date = MONDAY) -> LoadSaid:
    """Let the mentor say so."""
    return actions.say_load(offer=offer, by=offer.mentor, week=week, value=value, now=NOW)


def owed() -> list[tuple[str, str]]:
    """Return what is owed about the load: which week, and when."""
    rows = Notice.objects.filter(kind="load_check", state="waiting").order_by("pk")
    return [(row.occurrence, f"{row.due_at:%a %H:%M}") for row in rows]


def composed() -> Any:
    """Write the mail."""
    return all_kinds()["load_check"].compose(Notice.objects.get(kind="load_check"))


# --- Being asked ---


def test_nobody_is_asked_who_did_not_choose_it(match: Match) -> None:
    assert actions.ask_how_load_is(now=NOW) == 0
    assert owed() == []


def test_who_chose_it_is_asked_once_a_week_and_not_late(asked: MentorOffer) -> None:
    for days in range(8):
        actions.ask_how_load_is(now=NOW + days * DAY)
    assert owed() == [("2027-01-04", "Thu 10:00"), ("2027-01-11", "Thu 10:00")]


@pytest.mark.parametrize("state", ["resting", "stepped_down", "preparing"])
def test_nobody_is_asked_while_they_rest(asked: MentorOffer, state: str) -> None:
    actions.ask_how_load_is(now=NOW)
    MentorOffer.objects.update(state=state)
    assert composed().reason == "You rest, mentor nobody just now, or chose not to be asked."
    assert actions.ask_how_load_is(now=NOW + 7 * DAY) == 0


def test_nobody_is_asked_in_a_pause_or_without_anybody_to_mentor(asked: MentorOffer, match: Match) -> None:
    place = factories.MembershipFactory(person=asked.mentor, state=Membership.State.PAUSED)
    assert actions.ask_how_load_is(now=NOW) == 0
    place.delete()
    assert actions.ask_how_load_is(now=NOW) == 1
    actions.end_match(match=match, by=match.leader)
    assert actions.ask_how_load_is(now=NOW) == 0


def test_off_is_off_at_once(asked: MentorOffer) -> None:
    actions.ask_how_load_is(now=NOW)
    actions.choose_load_check(offer=asked, by=asked.mentor, asked="")
    assert owed() == []


def test_only_the_mentor_chooses_and_says(asked: MentorOffer, leader: Person, coordinator: Person) -> None:
    for person in (leader, coordinator):
        with pytest.raises(PermissionDenied):
            actions.choose_load_check(offer=asked, by=person, asked="mine")
        with pytest.raises(PermissionDenied):
            actions.say_load(offer=asked, by=person, week=MONDAY, value=4, now=NOW)


# --- Saying it ---


def test_a_low_answer_asks_a_person_to_get_in_touch_and_a_good_one_does_not(asked: MentorOffer) -> None:
    say(asked, 3)
    assert not PairTask.objects.exists()
    say(asked, 2)
    task = PairTask.objects.get()
    assert (task.about, task.why, task.words) == (asked.mentor, "load", "")
    say(asked, 1)
    assert PairTask.objects.count() == LoadSaid.objects.count() == 1


def test_the_link_in_the_mail_says_nothing_until_it_is_pressed(asked: MentorOffer) -> None:
    actions.ask_how_load_is(now=NOW)
    mail = composed()
    assert isinstance(mail, Mail)
    assert "“What I am carrying feels OK.” How far do you agree?" in mail.body
    assert "Priya Nair is asked to get in touch with you, and does not see what you chose." in mail.body
    browser = Client()
    read = browser.get(mail.link).text
    assert "What I am carrying feels OK." in read
    assert "If you disagree, Priya Nair is asked to get in touch with you" in read
    assert not LoadSaid.objects.exists()
    assert "Thank you" in browser.post(mail.link, {"value": "4"}, follow=True).text
    said = LoadSaid.objects.get()
    assert (said.week, said.value) == (MONDAY, 4)
    assert composed().reason == "You have said so already."


@pytest.mark.parametrize("sent", [{}, {"value": "6"}, {"value": "0"}, {"value": "lots"}])
def test_what_is_no_answer_is_not_kept(asked: MentorOffer, sent: dict[str, str]) -> None:
    link = reverse("load-link", args=[token_for(asked, MONDAY)])
    assert Client().post(link, sent).status_code == 400
    assert not LoadSaid.objects.exists()


def test_a_link_ends_after_a_week_and_with_the_choice(asked: MentorOffer) -> None:
    link = reverse("load-link", args=[token_for(asked, MONDAY)])
    assert Client().get(link).status_code == 200
    with time_machine.travel(NOW + 8 * DAY):
        old = Client().post(link, {"value": "4"})
        assert (old.status_code, "The link was for one week, and that week is over." in old.text) == (410, True)
    actions.choose_load_check(offer=asked, by=asked.mentor, asked="")
    off = Client().post(link, {"value": "4"})
    assert (off.status_code, "You rest, mentor nobody just now, or chose not to be asked." in off.text) == (410, True)
    torn = Client().get(link[:-2] + "x/")
    assert (torn.status_code, "A piece of the link got lost on the way." in torn.text) == (410, True)
    assert not LoadSaid.objects.exists()


def test_a_mentor_says_so_on_their_page_and_sees_their_last_weeks(
    client: Client, asked: MentorOffer, mentor: Person
) -> None:
    say(asked, 2, MONDAY - 7 * DAY)
    read = send(client, mentor, "offer-load-say", asked.pk, value="5")
    assert "Thank you, it is kept." in read
    assert "Week of 28 December 2026" in read
    assert "Week of 4 January 2027" in read
    assert LoadSaid.objects.get(week=MONDAY).value == 5


def test_who_is_not_asked_is_told_that_nothing_was_kept(client: Client, match: Match, mentor: Person) -> None:
    read = send(client, mentor, "offer-load-say", match.offer_id, value="5")
    assert "You are not asked just now, so nothing was kept." in read
    assert not LoadSaid.objects.exists()


# --- Who sees it ---


def test_only_the_mentor_sees_it_until_they_share_it_with_whoever_supports_them(
    client: Client, asked: MentorOffer, coordinator: Person, mentor: Person, leader: Person
) -> None:
    supervisor = factories.PersonFactory(name="Sue Lane")
    MentorOffer.objects.update(supervised_by=supervisor)
    say(asked, 2)
    seen = reverse("load-seen", args=[asked.pk])

    def who_can() -> list[str]:
        people = []
        for person in (supervisor, coordinator, leader, mentor):
            client.force_login(person)
            people += [person.name] if client.get(seen).status_code == 200 else []
        return people

    assert who_can() == []
    assert "sees my answers too" in page(client, mentor, reverse("offer-load", args=[asked.pk]))
    send(client, mentor, "offer-load", asked.pk, asked="shared")
    assert who_can() == ["Sue Lane"]
    assert "Nothing said yet." in page(client, supervisor, seen)  # what was said for oneself alone stays that
    asked.refresh_from_db()
    say(asked, 2)
    assert "Week of 4 January 2027" in page(client, supervisor, seen)
    assert "Lets you see how their load is." in page(client, supervisor, reverse("mentor-suggestions"))
    send(client, mentor, "offer-load", asked.pk, asked="mine")
    assert who_can() == []


def test_what_was_shared_when_it_was_said_is_seen_again_only_while_it_is_shared(
    asked: MentorOffer, mentor: Person
) -> None:
    supervisor = factories.PersonFactory()
    MentorOffer.objects.update(supervised_by=supervisor, load_asked="shared")
    say(asked, 4, MONDAY - 7 * DAY)
    MentorOffer.objects.update(load_asked="mine")
    say(asked, 2)
    assert not LoadSaid.objects.visible_to(supervisor).exists()
    MentorOffer.objects.update(load_asked="shared")
    assert [said.value for said in LoadSaid.objects.visible_to(supervisor)] == [4]
    assert LoadSaid.objects.visible_to(mentor).count() == 2


def test_a_coordinator_who_mentors_reads_who_gets_in_touch_with_her(
    client: Client, asked: MentorOffer, coordinator: Person
) -> None:
    MentorOffer.objects.update(mentor=coordinator)
    factories.RoleGrantFactory(programme=asked.programme, role="coordinator", person__name="Sue Lane")
    assert "If you disagree, Sue Lane is asked" in page(client, coordinator, reverse("offer-load", args=[asked.pk]))
    mine = MentorOffer.objects.get()
    read = Client().get(reverse("load-link", args=[token_for(mine, MONDAY)])).text
    assert "If you disagree, Sue Lane is asked to get in touch with you" in read


def test_nobody_shares_with_a_supervisor_they_do_not_have(client: Client, asked: MentorOffer, mentor: Person) -> None:
    read = send(client, mentor, "offer-load", asked.pk, asked="shared")
    assert "Choose one from the list." in read
    asked.refresh_from_db()
    assert asked.load_asked == "mine"


def test_staff_reword_the_statement(asked: MentorOffer) -> None:
    Code.objects.update_or_create(listing="mentor_check", slug="load", defaults={"label": "It is not too much."})
    assert "It is not too much." in Client().get(reverse("load-link", args=[token_for(asked, MONDAY)])).text


def test_the_mail_goes_out_on_thursday(asked: MentorOffer, mailbox: Any) -> None:
    actions.ask_how_load_is(now=NOW)
    drain(now=NOW)
    assert mailbox.to(asked.mentor.email) == []
    with time_machine.travel(NOW + 3 * DAY + datetime.timedelta(hours=2), tick=False):
        drain(now=NOW + 3 * DAY + datetime.timedelta(hours=2))
    assert [str(mail["Subject"]) for mail in mailbox.to(asked.mentor.email)] == ["How is your load this week?"]
