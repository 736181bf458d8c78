"""During a pause only what has to reach somebody is sent: about their safety, their account and their data."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.actions import come_back, take_a_pause
from cohorts.models import Membership
from mentoring import actions
from mentoring.matching import best, wishes_of
from mentoring.models import Match, MentorOffer
from mentoring.problems import MentorHasNoSpace
from tests import factories
from youdesign.notices.actions import owe_notice
from youdesign.notices.drain import drain
from youdesign.notices.kinds import all_kinds
from youdesign.notices.models import Notice, NoticePreference
from youdesign.people.actions import answer_concern, raise_concern
from youdesign.people.models import Person, Profile

PAUSED = "You are taking a pause, so we keep quiet."


def outcome(notice: Notice) -> tuple[str, str]:
    """Send what is due, and return what became of one."""
    drain(now=timezone.now())
    notice.refresh_from_db()
    return notice.state, notice.reason


@pytest.fixture
def pausing(leader: Person) -> Person:
    """Maureen takes a pause."""
    take_a_pause(by=leader)
    return leader


@pytest.mark.parametrize("code", sorted(kind.code for kind in all_kinds().values() if kind.can_be_off))
def test_what_can_be_switched_off_keeps_quiet(pausing: Person, code: str) -> None:
    owed = owe_notice(code, object_id=1, due_at=timezone.now(), person=pausing)
    assert outcome(owed) == ("withheld", PAUSED)


def test_an_answer_about_safety_still_comes(leader: Person, coordinator: Person) -> None:
    concern = raise_concern(by=leader, contact="", what="It worried me.", page="", responder=coordinator)
    take_a_pause(by=leader)
    answer_concern(concern=concern, by=coordinator, text="I rang them.")
    owed = owe_notice("concern_answered", object_id=concern.pk, due_at=timezone.now(), person=leader)
    assert outcome(owed)[0] == "sent"


@pytest.mark.parametrize("often", ["daily", "weekly"])
def test_a_mail_of_the_day_or_the_week_is_quiet_too(pausing: Person, often: str) -> None:
    NoticePreference.objects.create(person=pausing, kind="match_accepted", frequency=often)
    owed = owe_notice("match_accepted", object_id=1, due_at=timezone.now(), person=pausing)
    assert outcome(owed) == ("withheld", PAUSED)


def test_what_was_gathered_before_the_pause_is_not_sent_in_it(match: Match, leader: Person) -> None:
    NoticePreference.objects.create(person=leader, kind="match_accepted", frequency="daily")
    owed = owe_notice("match_accepted", object_id=match.pk, due_at=timezone.now(), person=leader)
    assert outcome(owed)[0] == "gathered"
    take_a_pause(by=leader)
    drain(now=timezone.now() + datetime.timedelta(days=2))
    owed.refresh_from_db()
    assert (owed.state, owed.reason) == ("withheld", PAUSED)


def test_who_has_come_back_hears_again(pausing: Person, match: Match) -> None:
    come_back(by=pausing)
    owed = owe_notice("match_accepted", object_id=match.pk, due_at=timezone.now(), person=pausing)
    assert outcome(owed)[0] == "sent"


def test_a_place_that_goes_on_is_not_a_pause_from_everything(pausing: Person, match: Match) -> None:
    factories.MembershipFactory(person=pausing)
    owed = owe_notice("match_accepted", object_id=match.pk, due_at=timezone.now(), person=pausing)
    assert outcome(owed)[0] == "sent"


def test_the_list_of_messages_says_so(pausing: Person, client: Client) -> None:
    owe_notice("match_accepted", object_id=1, due_at=timezone.now() + datetime.timedelta(days=1), person=pausing)
    client.force_login(pausing)
    page = client.get("/notices/").content.decode()
    assert PAUSED in page
    assert "You are taking a pause. Only what has to reach you is sent." in page


def test_nobody_is_shown_or_asks_a_mentor_who_takes_a_pause(leader: Person, offer: MentorOffer) -> None:
    goal = factories.CodeFactory(listing="goal_theme", slug="hard_talk")
    offer.helps_with.set([goal])
    Profile.objects.create(person=leader).goals.set([goal])
    suggested = actions.suggest_mentors(leader=leader, by=leader)
    assert [match.offer for match in suggested] == [offer]
    factories.MembershipFactory(person=offer.mentor, state=Membership.State.PAUSED)
    with pytest.raises(MentorHasNoSpace):
        actions.choose_mentor(match=suggested[0], by=leader)
    assert list(best(wishes_of(leader))) == []
