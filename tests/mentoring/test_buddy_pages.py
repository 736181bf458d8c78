"""The pages of meeting buddies: who reads what, what is typed comes back, and home says what waits."""

import datetime
import re
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cohorts.models import LearningGroup, Programme
from mentoring import actions
from mentoring.models import BuddyAnswer, BuddyAsk, BuddyOffer, BuddyRequest
from tests import factories
from tests.at_once import at_once
from tests.mentoring.test_buddies import BRIEF, answer, ask, brief, would
from youdesign.coming_up.dates import dates_of
from youdesign.involvement.models import InvolvementEvent
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person, change_account
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WORDS = "My voice goes when they all look at me."


@pytest.fixture
def event(leader: Person) -> InvolvementEvent:
    """Maureen's date in ten days."""
    work = factories.InvolvementFactory(leader=leader, state="under_way", title="The discharge work")
    at = timezone.now() + 10 * DAY
    return factories.InvolvementEventFactory(involvement=work, title="Discharge board", starts_at=at, state="coming_up")


@pytest.fixture
def nia(programme: Programme) -> Person:
    """Somebody who would be a buddy."""
    return would(programme)


@pytest.fixture
def wish(event: InvolvementEvent, leader: Person) -> BuddyRequest:
    """Maureen would like somebody beside her there."""
    said = {"ways": ["in_room", "before"], "words": WORDS, "needs": [], "now": timezone.now()}
    return actions.ask_for_buddy(event=event, by=leader, **said)


def page(client: Client, person: Person, path: str) -> str:
    """Return what somebody reads there."""
    client.force_login(person)
    answered = client.get(path)
    assert answered.status_code == 200, answered.status_code
    return answered.content.decode()


def post(client: Client, by: Person, name: str, wish: BuddyRequest, **sent: Any) -> str:
    """Return the page that somebody sees after sending a form."""
    client.force_login(by)
    return client.post(reverse(name, args=[wish.pk]), sent, follow=True).content.decode()


def detail(wish: BuddyRequest) -> str:
    """Return the address of its page."""
    return reverse("buddy-detail", args=[wish.pk])


def test_the_date_and_the_page_of_waiting_say_that_a_buddy_is_possible(
    client: Client, leader: Person, event: InvolvementEvent
) -> None:
    assert reverse("buddy-new", args=[event.pk]) in page(client, leader, f"/events/{event.pk}/")
    assert reverse("buddy-list") in page(client, leader, "/mentor/")
    assert reverse("buddy-new", args=[event.pk]) in page(client, leader, "/buddies/")


def test_what_was_typed_comes_back_with_what_to_do(client: Client, leader: Person, event: InvolvementEvent) -> None:
    client.force_login(leader)
    where = reverse("buddy-new", args=[event.pk])
    text = client.post(where, {"words": WORDS}).content.decode()
    assert "Tick at least one." in text
    assert WORDS in text
    sent = client.post(where, {"words": WORDS, "ways": ["before"]})
    wish = BuddyRequest.objects.get()
    assert (sent["Location"], wish.words, wish.ways) == (detail(wish), WORDS, ["before"])
    assert client.get(where)["Location"] == detail(wish)


def test_what_was_written_before_is_there_when_one_asks_again(
    client: Client, leader: Person, wish: BuddyRequest
) -> None:
    actions.cancel_buddy(wish=wish, by=leader, now=timezone.now())
    text = page(client, leader, reverse("buddy-new", args=[wish.event_id]))
    assert WORDS in text
    assert text.count(" checked") == 2


def test_whoever_is_asked_reads_her_words_and_nobody_else(
    client: Client, leader: Person, wish: BuddyRequest, nia: Person, mentor: Person, coordinator: Person
) -> None:
    client.force_login(nia)
    assert client.get(detail(wish)).status_code == 404
    ask(wish, nia)
    text = page(client, nia, detail(wish))
    assert WORDS in text
    assert "Discharge board" in text
    for person in (mentor, coordinator):
        client.force_login(person)
        assert client.get(detail(wish)).status_code == 404


def test_whoever_was_not_needed_reads_no_more_of_it(
    client: Client, wish: BuddyRequest, nia: Person, programme: Programme
) -> None:
    other = would(programme, "Other Person")
    asks = [ask(wish, nia), ask(wish, other)]
    brief(answer(asks[0]))
    text = page(client, other, detail(wish))
    assert "It does not need you any more." in text
    for words in (WORDS, "Discharge board", BRIEF["to_get_across"]):
        assert words not in text
    assert "Somebody is found already" in post(client, other, "buddy-answer", wish, answer="yes", words="Late words.")


def test_late_words_come_back(client: Client, wish: BuddyRequest, nia: Person, leader: Person) -> None:
    ask(wish, nia)
    actions.find_nobody(wish=wish, by=leader, now=timezone.now())
    text = post(client, nia, "buddy-answer", wish, answer="yes", words="Ring me.")
    assert "You had written: “Ring me.”" in text


def test_the_way_from_asking_to_looking_back(client: Client, wish: BuddyRequest, nia: Person, leader: Person) -> None:
    assert "Ask Nia" in page(client, leader, detail(wish))
    assert "Nia Bevan thinks about it" in post(client, leader, "buddy-ask", wish, person=str(nia.pk))
    assert "You are Maureen&#x27;s meeting buddy" in post(
        client, nia, "buddy-answer", wish, answer="yes", words="Ring 0117 496 0100."
    )
    assert "Ring 0117 496 0100." in page(client, leader, detail(wish))
    assert "gets a message" in post(client, leader, "buddy-brief", wish, version="0", **BRIEF)
    assert BRIEF["to_get_across"] in page(client, nia, detail(wish))
    assert "has read your brief" not in page(client, leader, detail(wish))
    post(client, nia, "buddy-read", wish)
    assert "has read your brief" in page(client, leader, detail(wish))
    InvolvementEvent.objects.update(starts_at=timezone.now() - DAY)
    assert "Did it take place" in page(client, nia, detail(wish))
    assert "Look back: three questions" in post(client, nia, "buddy-came", wish, came="yes")
    text = post(client, nia, "buddy-debrief", wish, went_well="She spoke.", was_hard="My knee.", share_went_well="on")
    assert "for yourself alone" in text
    mine = page(client, leader, detail(wish))
    assert "She spoke." in mine
    assert "My knee." not in mine


def test_a_stale_brief_shows_both(client: Client, wish: BuddyRequest, leader: Person) -> None:
    brief(wish)
    client.force_login(leader)
    sent = client.post(reverse("buddy-brief", args=[wish.pk]), {**BRIEF, "signals": "My hat.", "version": "0"})
    text = sent.content.decode()
    assert sent.status_code == 409
    assert "My hat." in text
    assert "My pen." in text


def test_a_press_without_an_answer_says_what_to_do(
    client: Client, wish: BuddyRequest, nia: Person, leader: Person
) -> None:
    ask(wish, nia)
    assert "Say yes, or not this time." in post(client, nia, "buddy-answer", wish)
    assert "Choose whom you would like to ask first." in post(client, leader, "buddy-ask", wish, person="x")
    assert "Say first whether it took place." in post(client, leader, "buddy-came", wish)
    long = post(client, nia, "buddy-answer", wish, answer="yes", words="x" * 501)
    assert "Make it shorter: 500 characters at most." in long


def test_nobody_fits_is_said_honestly(client: Client, wish: BuddyRequest, leader: Person) -> None:
    text = page(client, leader, detail(wish))
    assert "Nobody fits this date yet" in text
    assert "Priya Nair is told" in post(client, leader, "buddy-nobody", wish)
    assert "Ask again for this date" in page(client, leader, detail(wish))


def test_saying_that_one_would_be_one(client: Client, leader: Person) -> None:
    client.force_login(leader)
    assert "Tick at least one." in client.post("/buddies/offer/", {"is_open": "on"}).content.decode()
    sent = client.post("/buddies/offer/", {"ways": ["before"], "is_open": "on"}, follow=True).content.decode()
    assert "You would be one" in sent
    assert BuddyOffer.objects.get().ways == ["before"]


def test_one_who_keeps_the_other_away_is_not_found(
    client: Client, wish: BuddyRequest, nia: Person, leader: Person
) -> None:
    answer(ask(wish, nia))
    block_person(person=nia, by=leader)
    client.force_login(nia)
    assert client.get(detail(wish)).status_code == 404
    assert not dates_of(nia, begins=timezone.now())


def test_the_date_stands_in_the_buddys_calendar(wish: BuddyRequest, nia: Person) -> None:
    answer(ask(wish, nia))
    [date] = dates_of(nia, begins=timezone.now())
    assert (date.title, date.what, date.is_cancelled) == ("Meeting buddy for Maureen Webb", "Discharge board", False)
    actions.cancel_buddy(wish=wish, by=nia, now=timezone.now())
    assert [each.is_cancelled for each in dates_of(nia, begins=timezone.now())] == [True]


def test_switching_an_account_off_frees_the_other(
    wish: BuddyRequest, nia: Person, leader: Person, coordinator: Person
) -> None:
    answer(ask(wish, nia))
    coordinator.is_superuser = True
    coordinator.save()
    nia.is_active = False
    change_account(person=nia, by=coordinator, changed=["is_active"])
    assert BuddyRequest.objects.get().state == "cancelled"
    assert Notice.objects.filter(kind="buddy_cancelled", person=leader).exists()


# --- Home ---


def step(client: Client, person: Person) -> str:
    """Return the next thing on somebody's home page."""
    client.force_login(person)
    found = client.get("/").context["step"]
    return found.title if found else ""


def test_home_says_what_waits(client: Client, wish: BuddyRequest, nia: Person, leader: Person) -> None:
    assert step(client, leader).startswith("Choose a meeting buddy for ")
    asked = ask(wish, nia)
    assert step(client, nia) == "Maureen Webb asks you to be their meeting buddy"
    assert not step(client, leader).startswith("Choose a meeting buddy")
    wish = answer(asked)
    assert step(client, leader) == "Nia is your meeting buddy"
    assert "Nia Bevan is your meeting buddy on" in page(client, leader, "/")
    brief(wish)
    assert step(client, nia) == "Maureen has written a brief for you"
    InvolvementEvent.objects.update(starts_at=timezone.now() - DAY)
    assert step(client, nia) == "Were you there with Maureen?"
    actions.say_buddy_came(wish=wish, by=leader, came=True, now=timezone.now())
    assert step(client, nia) == "Look back with Maureen"
    BuddyAnswer.objects.create(request=wish, author=nia, question="thanks", words="Thank you.")
    assert step(client, nia) != "Look back with Maureen"


# --- Mails ---


def subjects(person: Person, mailoutbox: list[Any]) -> list[str]:
    """Return what is written over the mails to somebody."""
    return [mail.subject for mail in mailoutbox if person.email in mail.to[0]]


def test_mails_say_when_and_never_what(wish: BuddyRequest, nia: Person, leader: Person, mailoutbox: list[Any]) -> None:
    drain(now=timezone.now() + datetime.timedelta(minutes=1))
    asked = ask(wish, nia)
    drain(now=timezone.now() + datetime.timedelta(minutes=1))
    brief(answer(asked, words="Ring me on my phone."))
    drain(now=timezone.now() + datetime.timedelta(minutes=1))
    assert "Maureen Webb asks whether you would be their meeting buddy" in subjects(nia, mailoutbox)
    assert "Nia Bevan is your meeting buddy" in subjects(leader, mailoutbox)
    everything = " ".join(f"{mail.subject} {mail.body}" for mail in mailoutbox)
    for words in (WORDS, "Discharge board", "The discharge work", "Ring me on my phone.", *BRIEF.values()):
        assert words not in everything
    assert re.search(rf"/buddies/{wish.pk}/", everything)


# --- At once ---


@pytest.mark.django_db(transaction=True)
def test_of_two_who_say_yes_at_the_same_moment_one_is_the_buddy(
    wish: BuddyRequest, nia: Person, programme: Programme
) -> None:
    asks = [ask(wish, nia), ask(wish, would(programme, "Other Person"))]
    facts = {"is_yes": True, "words": "", "now": timezone.now()}
    tries = [partial(actions.answer_ask, ask=one, by=one.person, **facts) for one in asks]
    assert at_once(*tries) == ["SomebodyWasQuicker", "won"]
    assert BuddyAsk.objects.filter(state="yes").count() == 1
    assert BuddyRequest.objects.get().buddy == BuddyAsk.objects.get(state="yes").person


def test_the_page_costs_the_same_for_few_and_many(
    client: Client,
    wish: BuddyRequest,
    leader: Person,
    programme: Programme,
    group: LearningGroup,
) -> None:
    client.force_login(leader)
    for number in range(3):
        would(programme, f"Person {number}")
    client.get(detail(wish))
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(detail(wish))
        costs.append(len(queries))
        for number in range(9):
            would(programme, f"More {number}")
    assert costs[0] == costs[1]


def test_both_read_that_the_brief_is_there(client: Client, wish: BuddyRequest, leader: Person, nia: Person) -> None:
    path = reverse("buddy-detail", args=[wish.pk])
    answer(ask(wish, nia))
    wish.refresh_from_db()
    assert "A short brief helps Nia help you." in page(client, leader, path)
    assert "You hear when there is a brief to read." in page(client, nia, path)
    brief(wish)
    assert "Nia said yes, and can read your brief." in page(client, leader, path)
    assert "There is a brief for you to read below." in page(client, nia, path)
    home = page(client, leader, reverse("buddy-list"))
    assert "No other date to ask for" in home
