"""The pages about my data: re-authentication first, nothing ticked for anybody, one tap to stay, a receipt for all."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import LearningGroup
from tests.factories import PASSWORD
from tests.my_data.planting import reauthenticated
from youdesign.my_data import erasing
from youdesign.notices.models import Notice
from youdesign.people.actions import ask_to_be_erased
from youdesign.people.models import DataExport, ErasureRequest, Person

ERASE, ASK, WAIT = "/my-data/erase/", "/my-data/ask/", "/my-data/erase/wait/"


@pytest.mark.parametrize("path", [ERASE, ASK])
def test_the_password_is_asked_for_again(leader: Person, client: Client, path: str) -> None:
    client.force_login(leader)
    for response in (client.get(path), client.post(path, {"sure": "on"})):
        assert response["Location"].startswith("/account/reauthenticate/")
    assert not ErasureRequest.objects.exists()
    assert not DataExport.objects.exists()


def test_one_button_asks_for_everything(leader: Person) -> None:
    client = reauthenticated(leader)
    page = client.post(ASK, follow=True).content.decode()
    assert "We are making it." in page
    assert DataExport.objects.get().person == leader


def test_erasing_is_never_ticked_for_anybody_and_needs_the_tick(leader: Person) -> None:
    client = reauthenticated(leader)
    assert "checked" not in client.get(ERASE).content.decode()
    page = client.post(ERASE).content.decode()
    assert "Tick the box if you want us to erase everything about you" in page
    assert "Error: Erase me" in page
    assert not ErasureRequest.objects.exists()


def test_asking_promises_it_in_seven_days_and_writes_at_once(leader: Person) -> None:
    page = reauthenticated(leader).post(ERASE, {"sure": "on"}, follow=True).content.decode()
    wish = ErasureRequest.objects.get()
    assert wish.erase_at - wish.asked_at == datetime.timedelta(days=7)
    assert "Keep my account" in page
    assert Notice.objects.get(kind="erasure_asked").person == leader


def test_a_facilitator_reads_what_to_hand_over_and_cannot_ask(mentor: Person, group: LearningGroup) -> None:
    client = reauthenticated(mentor)
    page = client.post(ERASE, {"sure": "on"}).content.decode()
    assert "First, hand over" in page
    assert "Tuesday group" in page
    assert not ErasureRequest.objects.exists()


def test_signing_in_shows_it_and_one_tap_keeps_the_account(leader: Person, client: Client) -> None:
    ask_to_be_erased(person=leader, by=leader, now=timezone.now())
    page = client.post("/account/login/", {"login": leader.email, "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == WAIT
    assert "Good that you stay" in client.post(WAIT, follow=True).content.decode()
    assert not ErasureRequest.objects.open().exists()
    assert client.get(WAIT).status_code == 302


def test_the_receipt_is_read_signed_out_and_names_nobody(leader: Person, group: LearningGroup, client: Client) -> None:
    wish = ask_to_be_erased(person=leader, by=leader, now=timezone.now())
    receipt = erasing.erase_person(wish.pk, now=wish.erase_at)
    assert receipt is not None
    page = client.get(f"/erased/{receipt.pk}/").content.decode()
    assert "My places in programmes" in page
    assert "Kept without your name, and why" in page
    assert "Maureen" not in page
