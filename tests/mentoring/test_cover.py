"""A mentor who needs cover, and what staff see of load and of what stands still."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring import actions
from mentoring.models import Match, MentorOffer, PairTask
from tests import factories
from tests.mentoring.test_actions import composed, owed, recorded
from tests.mentoring.test_admin import MATCHES, OFFERS, desk, read
from tests.mentoring.test_pages import send
from youdesign.notices.kinds import Mail, Withheld
from youdesign.people.models import Person

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def test_cover_is_one_tap_and_one_task_and_the_coordinator_is_told(
    client: Client, match: Match, mentor: Person, coordinator: Person
) -> None:
    assert "Priya Nair knows, and gets in touch with you. Nobody asks why." in send(
        client, mentor, "match-cover", match.pk
    )
    send(client, mentor, "match-cover", match.pk)
    task = PairTask.objects.get()
    assert (task.about, task.why) == (mentor, "cover")
    assert owed() == [("cover_wanted", "Priya Nair")]
    mail = composed("cover_wanted")
    assert isinstance(mail, Mail)
    assert mail.subject == "Ruth Adeyemi needs cover"
    assert recorded("could_do_with_a_hand").about == mentor
    actions.say_looked_after(task=task, by=coordinator, now=timezone.now())
    assert composed("cover_wanted") == Withheld("This is not so any more.")


def test_whoever_asked_for_cover_reads_that_it_is_asked_for_until_somebody_was_in_touch(
    client: Client, match: Match, mentor: Person, leader: Person, coordinator: Person
) -> None:
    button, asked = ">I need cover</button>", "You asked for cover on "
    where = reverse("match-detail", args=[match.pk])
    client.force_login(mentor)
    assert button in (before := read(client, where))
    assert asked not in before
    after = send(client, mentor, "match-cover", match.pk)
    assert f"{asked}{timezone.localdate():%-d %B %Y}. Priya Nair gets in touch with you." in after
    assert button not in after
    client.force_login(leader)
    assert asked not in read(client, where)
    actions.say_looked_after(task=PairTask.objects.get(), by=coordinator, now=timezone.now())
    client.force_login(mentor)
    assert button in read(client, where)


def test_only_the_mentor_asks_for_it_while_it_goes_on(match: Match, leader: Person, mentor: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.ask_for_cover(match=match, by=leader, now=timezone.now())
    actions.end_match(match=match, by=leader)
    with pytest.raises(PermissionDenied):
        actions.ask_for_cover(match=match, by=mentor, now=timezone.now())


def test_staff_find_mentors_by_load(desk: Client, match: Match) -> None:
    factories.MentorOfferFactory(programme=match.offer.programme, mentor__name="Joan Bell")
    assert "Joan Bell" not in read(desk, f"{OFFERS}?load=some")
    assert "Ruth Adeyemi" not in read(desk, f"{OFFERS}?load=none")
    MentorOffer.objects.update(places=1)
    assert "Ruth Adeyemi" in read(desk, f"{OFFERS}?load=full")


@pytest.mark.parametrize(
    ("stuck", "facts"),
    [
        ("unanswered", {"state": "chosen", "decided_at": None, "chosen_at": 5}),
        ("undecided", {"state": "accepted", "decided_at": None, "answered_at": 22}),
        ("unsigned", {"state": "met", "decided_at": 22}),
    ],
)
def test_staff_find_what_stands_still(
    desk: Client, match: Match, leader: Person, stuck: str, facts: dict[str, object]
) -> None:
    assert "Maureen Webb" not in read(desk, f"{MATCHES}?stuck={stuck}")
    now = timezone.now()
    ago = {
        name: now - datetime.timedelta(days=value) if isinstance(value, int) else value for name, value in facts.items()
    }
    Match.objects.update(**ago)
    assert "Maureen Webb" in read(desk, f"{MATCHES}?stuck={stuck}")


def test_staff_see_how_long_a_question_waits(desk: Client, asked: Match) -> None:
    ends = timezone.localtime(timezone.now() + datetime.timedelta(days=7))
    assert f"0 days, ends by itself on {ends:%-d %B}" in read(desk, MATCHES)
