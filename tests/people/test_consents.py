"""What I agreed to: never ticked for anybody, kept with the words of the day, taken back from the next request on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests import factories
from youdesign.people.actions import answer_purpose, record_consent
from youdesign.people.models import AccessNeed, AuditEntry, ConsentEvent, Person
from youdesign.people.purposes import PURPOSES, SHARE_NEEDS

PAGE = "/my-data/consents/"


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
    page = client.post(PAGE, {"purpose": SHARE_NEEDS.code, "answer": "yes"}, follow=True).content.decode()
    assert "You said yes on" in page
    assert AccessNeed.objects.shared().get() == need
    page = client.post(PAGE, {"purpose": SHARE_NEEDS.code, "answer": "no"}, follow=True).content.decode()
    assert "You took it back on" in page
    assert not AccessNeed.objects.shared().exists()
    assert list(ConsentEvent.objects.values_list("is_given", flat=True)) == [False, True]
    assert AuditEntry.objects.filter(verb="consent", about=leader).count() == 2


def test_a_yes_to_earlier_words_is_asked_again(leader: Person, client: Client) -> None:
    record_consent(person=leader, purpose=SHARE_NEEDS.code, version="2020-01", is_given=True)
    client.force_login(leader)
    page = client.get(PAGE).content.decode()
    assert "You said yes to earlier words." in page
    client.post(PAGE, {"purpose": SHARE_NEEDS.code, "answer": "yes"})
    assert "You said yes on" in client.get(PAGE).content.decode()


def test_nobody_answers_for_somebody_else(leader: Person, coordinator: Person) -> None:
    with pytest.raises(PermissionDenied):
        answer_purpose(purpose=SHARE_NEEDS, person=leader, by=coordinator, is_given=True)


@pytest.mark.parametrize("data", [{}, {"purpose": "x", "answer": "yes"}, {"purpose": SHARE_NEEDS.code, "answer": "on"}])
def test_anything_else_is_turned_away_and_changes_nothing(leader: Person, client: Client, data: dict[str, str]) -> None:
    client.force_login(leader)
    assert client.post(PAGE, data).status_code == 400
    assert not ConsentEvent.objects.exists()


def test_every_purpose_says_what_follows_from_yes_and_from_no() -> None:
    for purpose in PURPOSES.values():
        assert purpose.words
        assert purpose.without
        assert purpose.version
