"""Erased means erased: words planted in every field are found nowhere, others' words stay, and a receipt says so."""

import datetime
import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages.storage.session import SessionStorage
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cohorts.models import LearningGroup
from mentoring.models import Match, MentorOffer
from tests import factories
from tests.my_data.planting import address, plant, text_fields, word_for
from tests.my_data.searching import everything
from tests.servers import Mailbox
from youdesign.conversations.actions import post_message
from youdesign.conversations.models import Message
from youdesign.my_data import erasing
from youdesign.my_data.hand_over import to_hand_over
from youdesign.my_data.headings import HEADINGS
from youdesign.notices.actions import owe_notice
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people import concerns
from youdesign.people.actions import ask_to_be_erased, keep_my_account, save_listing, save_what_i_bring
from youdesign.people.audit import because, record
from youdesign.people.models import (
    Audience,
    AuditEntry,
    ErasureReceipt,
    ErasureRequest,
    Listing,
    Person,
    PersonKey,
    SearchWord,
)
from youdesign.people.my_data.erasing import blanks
from youdesign.people.my_data.ties import own_models, ties_of
from youdesign.people.privacy import Erasure

# The receipt says so, and why.
KEPT = {
    "cohorts.agreementversion.text",
    "cohorts.proposedgroup.meets",
    "cohorts.proposedgroup.name",
    "cohorts.proposedgroup.purpose",
    "cohorts.proposedgroup.words",
    "cohorts.sessionrecap.did",
    "cohorts.sessionrecap.learned",
    "cohorts.sessionrecap.next_steps",
    "people.concern.what",
    "people.concern.said",
    "people.concernreply.text",
}


@pytest.fixture
def lead(db: None) -> Person:
    """Amina, who answers what people tell us."""
    person = factories.PersonFactory(name="Amina Yusuf", email="amina@cast.test", is_staff=True)
    person.groups.add(Group.objects.get_or_create(name=concerns.RESPONDERS)[0])
    return person


@pytest.fixture
def now() -> datetime.datetime:
    """A moment after the seven days."""
    return timezone.now() + ErasureRequest.WAITS + datetime.timedelta(minutes=1)


@pytest.fixture
def wish(leader: Person) -> ErasureRequest:
    """Maureen asked to be erased."""
    return ask_to_be_erased(person=leader, by=leader, now=timezone.now())


def left_of_her() -> dict[str, str]:
    """Return each of her words that is still found, and where."""
    words = {field: word_for(field) for field in text_fields()} | {"address": address(), "her name": "maureen"}
    return {field: found for field, word in words.items() if (found := everything(word))}


@pytest.mark.django_db(transaction=True)
def test_of_words_planted_in_every_field_none_is_found_after_erasing(
    leader: Person, group: LearningGroup, offer: MentorOffer, lead: Person, mailbox: Mailbox
) -> None:
    planted = plant(leader, group, offer, lead)
    sealed = (
        "cohorts.reflection.body",
        "cohorts.learningnote.body",
        "cohorts.nextstep.body",
        "involvement.preparation.body",
    )
    assert text_fields() - planted == set(), "plant a word in these too"
    assert "".join(everything(word_for(field)) for field in sealed) == ""
    drain(now=timezone.now())
    wish = ask_to_be_erased(person=leader, by=leader, now=timezone.now())
    now = timezone.now() + ErasureRequest.WAITS
    assert erasing.erase_person(wish.pk, now=now) is not None
    drain(now=now)
    erasing.forget_addresses(now=now)
    left = left_of_her()
    assert set(left) == KEPT, left
    assert not PersonKey.objects.filter(person_id=leader.pk).exists()
    receipt = ErasureReceipt.objects.get()
    assert mailbox.to(address())[-1]["Subject"] == "You are erased: your receipt"
    assert str(receipt.pk) in mailbox.to(address())[-1].as_string()


def test_search_knows_none_of_her_words_any_more_and_keeps_those_that_others_use(
    leader: Person, mentor: Person, wish: ErasureRequest, now: datetime.datetime
) -> None:
    for person, words in ((leader, "Zebras and herons"), (mentor, "Herons")):
        save_what_i_bring(person=person, by=person, about_me=words, audiences={"about_me": Audience.PROGRAMME})
        save_listing(person=person, by=person, reach=Listing.Reach.PROGRAMME)
    assert everything("zebras")
    erasing.erase_person(wish.pk, now=now)
    assert everything("zebras") == ""
    assert set(SearchWord.objects.values_list("word", flat=True)) == {"ruth", "adeyemi", "herons"}


def test_what_others_said_stays_and_her_place_says_someone_who_left(
    leader: Person, mentor: Person, group: LearningGroup, wish: ErasureRequest, now: datetime.datetime, client: Client
) -> None:
    post_message(room=group.room, by=leader, text="My own words.", client_id=uuid4())
    post_message(room=group.room, by=mentor, text="Words of Ruth.", client_id=uuid4())
    erasing.erase_person(wish.pk, now=now)
    client.force_login(mentor)
    page = client.get(f"/rooms/{group.room.pk}/").content.decode()
    assert "Words of Ruth." in page
    assert "Someone who left" in page
    assert "My own words." not in page
    assert "Maureen" not in page
    assert Message.objects.count() == 2


def test_her_name_goes_from_the_title_of_a_room_for_two_and_from_mails_to_others(
    leader: Person, mentor: Person, match: Match, wish: ErasureRequest, now: datetime.datetime
) -> None:
    other = factories.RoomFactory(title="Maureen Webb and Joan")  # another Maureen Webb's
    told = owe_notice("mentor_wanted", object_id="1", due_at=now, person=mentor)
    Notice.objects.filter(pk=told.pk).update(subject="Maureen Webb asks you")
    type(match.room).objects.filter(pk=match.room.pk).update(title="Maureen Webb and Ruth Adeyemi")
    erasing.erase_person(wish.pk, now=now)
    match.room.refresh_from_db()
    told.refresh_from_db()
    other.refresh_from_db()
    assert match.room.title == "Someone who left and Ruth Adeyemi"
    assert told.subject == "Someone who left asks you"
    assert other.title == "Maureen Webb and Joan"


def test_a_name_with_marks_is_taken_out_of_what_staff_did_and_are_about_to_read(
    leader: Person, coordinator: Person, wish: ErasureRequest, now: datetime.datetime, client: Client
) -> None:
    Person.objects.filter(pk=leader.pk).update(name="Zoë Ōkubo")
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SessionStorage.session_key] = json.dumps([["__json_message", 0, 20, "Zoë Ōkubo was changed."]])
    session.save()
    with transaction.atomic(), because("Zoë Ōkubo asked for a change."):
        record("change", leader.memberships.get().cohort, by=coordinator)
    erasing.erase_person(wish.pk, now=now)
    assert AuditEntry.objects.get(verb="change").why == ""
    assert everything(json.dumps("Zoë")[1:-1]) == everything("Zoë") == ""
    assert client.get("/admin/").status_code == 200  # and Priya is still signed in


def test_nothing_happens_before_the_seven_days_are_over(leader: Person, wish: ErasureRequest) -> None:
    early = timezone.now() + ErasureRequest.WAITS - datetime.timedelta(hours=1)
    assert erasing.erase_person(wish.pk, now=early) is None
    assert Person.objects.filter(pk=leader.pk).exists()


def test_she_can_change_her_mind(leader: Person, wish: ErasureRequest, now: datetime.datetime) -> None:
    keep_my_account(person=leader, by=leader, now=timezone.now())
    assert erasing.erase_person(wish.pk, now=now) is None
    assert ask_to_be_erased(person=leader, by=leader, now=timezone.now()).pk != wish.pk
    assert set(AuditEntry.objects.filter(by=leader).values_list("verb", flat=True)) == {
        "ask to be erased",
        "keep my account",
    }


def test_asking_or_erasing_twice_changes_nothing(leader: Person, wish: ErasureRequest, now: datetime.datetime) -> None:
    assert ask_to_be_erased(person=leader, by=leader, now=timezone.now()) == wish
    assert erasing.erase_person(wish.pk, now=now) is not None
    assert erasing.erase_person(wish.pk, now=now) is None
    assert ErasureReceipt.objects.count() == 1


def test_a_facilitator_hands_over_first(mentor: Person, group: LearningGroup, now: datetime.datetime) -> None:
    wish = ask_to_be_erased(person=mentor, by=mentor, now=timezone.now())
    assert to_hand_over(mentor) == ["You look after the group “Tuesday group”. Ask for somebody to take it over."]
    assert erasing.erase_person(wish.pk, now=now) is None
    group.state = LearningGroup.State.ENDED
    group.save()
    assert erasing.erase_person(wish.pk, now=now) is not None
    group.refresh_from_db()
    assert str(group.facilitator) == "Someone who left"
    assert not group.facilitator.is_active


def test_the_coordinator_hands_over_first(coordinator: Person, programme: Any) -> None:
    assert "Leading Together" in to_hand_over(coordinator)[0]


def test_the_address_is_kept_only_until_the_receipt_is_sent(
    leader: Person, wish: ErasureRequest, now: datetime.datetime, mailbox: Mailbox
) -> None:
    erasing.erase_person(wish.pk, now=now)
    erasing.forget_addresses(now=now)
    assert Notice.objects.get().email == "maureen@cast.test"
    Notice.objects.update(state=Notice.State.SENT, sent_at=now)
    assert erasing.forget_addresses(now=now) == 1


def test_everything_that_loses_its_name_can_be_emptied() -> None:
    for model in own_models():
        for tie in ties_of(model):
            if tie.held.erasure is Erasure.ANONYMISE and not tie.leads:
                blanks(model, tie)


def test_every_kind_of_row_about_a_person_has_a_heading() -> None:
    about_people = {model._meta.label_lower for model in own_models() if model is Person or ties_of(model)}
    assert about_people - set(HEADINGS) == set()
    assert set(HEADINGS) - about_people == set()
