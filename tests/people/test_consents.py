"""What I agreed to: never ticked for anybody, kept with the words of the day, taken back from the next request on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cohorts.models import Cohort
from tests import factories
from youdesign.people.actions import answer_purpose, record_consent, save_listing
from youdesign.people.forms.consents import NEW_WORDS
from youdesign.people.models import AccessNeed, Audience, AuditEntry, ConsentEvent, Listing, Person
from youdesign.people.purposes import FOUND_BY, PURPOSES, SHARE_NEEDS, Purpose

PAGE = "/my-data/consents/"
FOUND_HERE, FOUND_EVERYWHERE = FOUND_BY[Audience.PROGRAMME], FOUND_BY[Audience.COLLEAGUES]
Reach = Listing.Reach


def answer(purpose: Purpose, said: str, **other: str) -> dict[str, str]:
    """Return what a button of the page sends."""
    return {"purpose": purpose.code, "answer": said, "words": purpose.version, **other}


def is_given(person: Person, purpose: Purpose) -> bool:
    """Whether the last answer to a purpose is yes."""
    return any(event.is_given for event in person.consents.filter(purpose=purpose.code)[:1])


@pytest.fixture
def need(leader: Person) -> AccessNeed:
    """What Maureen needs, shown to nobody."""
    return AccessNeed.objects.create(person=leader, need=factories.CodeFactory(listing="access_need"))


def test_nothing_is_agreed_to_before_a_yes(leader: Person, client: Client) -> None:
    client.force_login(leader)
    page = client.get(PAGE).content.decode()
    assert "You have not said yes." in page
    assert "Whoever runs a session that I may come to" in page
    assert "checked" not in page


def test_a_yes_is_kept_with_its_words_and_taken_back_from_the_next_request_on(
    leader: Person, need: AccessNeed, client: Client
) -> None:
    client.force_login(leader)
    page = client.post(PAGE, answer(SHARE_NEEDS, "yes"), follow=True).content.decode()
    assert "You said yes on" in page
    assert AccessNeed.objects.shared().get() == need
    page = client.post(PAGE, answer(SHARE_NEEDS, "no"), follow=True).content.decode()
    assert "You took it back on" in page
    assert not AccessNeed.objects.shared().exists()
    assert list(ConsentEvent.objects.values_list("is_given", flat=True)) == [False, True]
    assert AuditEntry.objects.filter(verb="consent", about=leader).count() == 2


def test_a_yes_to_earlier_words_is_asked_again(leader: Person, client: Client) -> None:
    record_consent(person=leader, purpose=SHARE_NEEDS.code, version="2020-01", is_given=True)
    client.force_login(leader)
    page = client.get(PAGE).content.decode()
    assert "You said yes to earlier words on" in page
    client.post(PAGE, answer(SHARE_NEEDS, "yes"))
    assert "You said yes on" in client.get(PAGE).content.decode()


def test_a_yes_from_a_page_with_older_words_is_not_kept_and_the_new_ones_are_shown(
    leader: Person, need: AccessNeed, client: Client
) -> None:
    client.force_login(leader)
    for words in ("2020-01", ""):
        page = client.post(PAGE, answer(SHARE_NEEDS, "yes", words=words)).content.decode()
        assert NEW_WORDS in page
        assert "<title>Error: What I agreed to" in page
        assert SHARE_NEEDS.words in page
        assert f'name="words" value="{SHARE_NEEDS.version}"' in page
        assert "checked" not in page
    assert not ConsentEvent.objects.exists()
    assert not AccessNeed.objects.shared().exists()


def test_a_no_counts_whichever_words_were_shown_and_takes_back_the_words_of_the_yes(
    leader: Person, client: Client
) -> None:
    record_consent(person=leader, purpose=SHARE_NEEDS.code, version="2020-01", is_given=True)
    client.force_login(leader)
    client.post(PAGE, answer(SHARE_NEEDS, "no", words="2019-01"))
    assert list(ConsentEvent.objects.values_list("is_given", "version")) == [(False, "2020-01"), (True, "2020-01")]


def test_being_found_stands_there_and_is_taken_back_from_the_next_request_on(
    leader: Person, mentor: Person, cohort: Cohort, client: Client
) -> None:
    factories.MembershipFactory(cohort=cohort, person=mentor)
    save_listing(person=leader, by=leader, reach=Reach.COLLEAGUES, can_be_asked=True)
    window = Client()
    window.force_login(mentor)
    client.force_login(leader)
    assert client.get(PAGE).content.decode().count("You said yes on") == 2
    assert leader.name in window.get("/colleagues/").content.decode()
    page = client.post(PAGE, answer(FOUND_HERE, "no"), follow=True).content.decode()
    assert page.count("You took it back on") == 2
    assert leader.name not in window.get("/colleagues/").content.decode()
    assert Listing.objects.get().can_be_asked is False


def test_each_circle_is_let_in_and_shut_out_by_itself(leader: Person) -> None:
    for purpose, said, reach in (
        (FOUND_HERE, True, Reach.PROGRAMME),
        (FOUND_EVERYWHERE, True, Reach.COLLEAGUES),
        (FOUND_EVERYWHERE, False, Reach.PROGRAMME),
        (FOUND_HERE, False, Reach.NOBODY),
        (FOUND_EVERYWHERE, True, Reach.COLLEAGUES),
        (FOUND_HERE, False, Reach.NOBODY),
    ):
        answer_purpose(purpose=purpose, person=leader, by=leader, is_given=said)
        assert Listing.objects.get(person=leader).reach == reach
        assert is_given(leader, FOUND_HERE) == (reach >= Reach.PROGRAMME)
        assert is_given(leader, FOUND_EVERYWHERE) == (reach == Reach.COLLEAGUES)


def test_nobody_answers_for_somebody_else(leader: Person, coordinator: Person) -> None:
    with pytest.raises(PermissionDenied):
        answer_purpose(purpose=SHARE_NEEDS, person=leader, by=coordinator, is_given=True)


@pytest.mark.parametrize("data", [{}, {"purpose": "x", "answer": "yes"}, answer(SHARE_NEEDS, "on")])
def test_anything_else_is_turned_away_and_changes_nothing(leader: Person, client: Client, data: dict[str, str]) -> None:
    client.force_login(leader)
    assert client.post(PAGE, data).status_code == 400
    assert not ConsentEvent.objects.exists()


def test_every_purpose_says_what_follows_from_yes_and_from_no() -> None:
    for purpose in PURPOSES.values():
        assert purpose.words
        assert purpose.without
        assert purpose.version
