"""What I bring and what I need: nothing required, nothing lost, shared only by a consent that is written down."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from youdesign.people import starter
from youdesign.people.actions import SHARE_NEEDS, record_consent, save_what_i_bring, save_what_i_need
from youdesign.people.models import AccessNeed, Audience, AuditEntry, Code, ConsentEvent, Person, Profile

BRING, NEED = "/me/bring/", "/me/need/"


@pytest.fixture(autouse=True)
def _lists(db: None) -> None:
    """Load the code lists."""
    starter.load(Path(settings.BASE_DIR) / "youdesign" / "starter")


@pytest.fixture
def window(leader: Person, client: Client) -> Client:
    """Maureen's window."""
    client.force_login(leader)
    return client


def code(listing: str, slug: str) -> Code:
    """Return one entry of a list."""
    return Code.objects.get(listing=listing, slug=slug)


def test_she_says_what_she_brings_then_what_she_needs_then_comes_home(window: Client, leader: Person) -> None:
    humour, phone = code("asset", "humour"), code("contact_channel", "phone")
    response = window.post(BRING, {"own_title": "Noisy parent", "assets": [humour.pk], "channels": [phone.pk]})
    assert (response.status_code, response["Location"]) == (302, NEED)
    breaks = code("access_need", "breaks")
    response = window.post(NEED, {"needs": [breaks.pk], "more": "Every half hour."}, follow=True)
    assert response.redirect_chain[0][0] == "/"
    assert "What you need is saved." in response.content.decode()
    profile = Profile.objects.get(person=leader)
    assert (profile.title, list(profile.assets.all()), list(profile.channels.all())) == (
        "Noisy parent",
        [humour],
        [phone],
    )
    assert profile.brought_at
    assert profile.needs_said_at
    said = {need.need.slug: (need.detail, need.is_shared) for need in AccessNeed.objects.filter(person=leader)}
    assert said == {"breaks": ("", False), "other": ("Every half hour.", False)}


def test_nothing_is_required(window: Client, leader: Person) -> None:
    assert window.post(BRING, {}).status_code == 302
    assert window.post(NEED, {}).status_code == 302
    assert not ConsentEvent.objects.exists()
    assert not AccessNeed.objects.exists()


def test_what_is_too_long_comes_back_whole_with_a_sentence(window: Client) -> None:
    text = "a" * 2001
    page = window.post(BRING, {"about_me": text, "own_title": "Kept"}).content.decode()
    assert "Use 2,000 characters or fewer." in page
    assert text in page
    assert 'value="Kept"' in page
    assert "<title>Error: What I bring" in page
    assert not Profile.objects.exists()


def test_an_entry_that_is_switched_off_or_of_another_list_is_not_taken(window: Client) -> None:
    Code.objects.filter(slug="humour").update(is_on=False)
    for wrong in (code("asset", "humour"), code("access_need", "breaks")):
        assert window.post(BRING, {"assets": [wrong.pk]}).status_code == 200
    assert not Profile.objects.exists()


def test_an_entry_that_staff_switched_off_stays_with_those_who_chose_it(window: Client, leader: Person) -> None:
    humour, breaks = code("asset", "humour"), code("access_need", "breaks")
    save_what_i_bring(person=leader, by=leader, assets=[humour])
    save_what_i_need(person=leader, by=leader, needs={breaks: ""})
    Code.objects.filter(slug__in=["humour", "breaks"]).update(is_on=False)
    assert "Humour" in window.get(BRING).content.decode()
    assert window.post(BRING, {"assets": [humour.pk]}).status_code == 302
    assert window.post(NEED, {"needs": [breaks.pk]}).status_code == 302
    assert list(Profile.objects.get(person=leader).assets.all()) == [humour]
    assert AccessNeed.objects.get().need == breaks


def test_saving_some_fields_leaves_the_others_and_who_reads_them(leader: Person) -> None:
    save_what_i_bring(
        person=leader, by=leader, about_me="Kept", pronouns="she", audiences={"about_me": Audience.MENTOR}
    )
    profile = save_what_i_bring(person=leader, by=leader, pronouns="they")
    profile.refresh_from_db()
    assert (profile.about_me, profile.pronouns, profile.about_me_for) == ("Kept", "they", Audience.MENTOR)
    for wrong in ({"is_staff": True}, {"person_id": 1}, {"about_me_for": Audience.COLLEAGUES}):
        with pytest.raises(ValueError, match="Not a part"):
            save_what_i_bring(person=leader, by=leader, **wrong)
    with pytest.raises(ValueError, match="Not a part"):
        save_what_i_bring(person=leader, by=leader, audiences={"email": Audience.COLLEAGUES})


def test_every_box_says_who_reads_it(window: Client) -> None:
    assert window.get(BRING).content.decode().count("Who will read this:") == 6
    assert window.get(NEED).content.decode().count("Who will read this:") == 4


def test_sharing_is_never_ticked_for_her_and_each_answer_is_written_down(window: Client, leader: Person) -> None:
    breaks = {"needs": [code("access_need", "breaks").pk]}
    assert not window.get(NEED).context["form"]["is_shared"].value()
    for answer in ({"is_shared": "on"}, {"is_shared": "on"}, {}):
        window.post(NEED, {**breaks, **answer})
        assert AccessNeed.objects.get().is_shared == ("is_shared" in answer)
    events = ConsentEvent.objects.filter(person=leader, purpose=SHARE_NEEDS).order_by("pk")
    assert [event.is_given for event in events] == [True, False]
    assert not window.get(NEED).context["form"]["is_shared"].value()


def test_what_she_said_is_there_when_she_comes_back_and_can_be_taken_out(window: Client, leader: Person) -> None:
    breaks, quiet = code("access_need", "breaks"), code("access_need", "quiet")
    window.post(NEED, {"needs": [breaks.pk, quiet.pk], "more": "Half an hour", "is_shared": "on"})
    form = window.get(NEED).context["form"]
    assert set(form["needs"].value()) == {need.need_id for need in AccessNeed.objects.all()}
    assert (form["more"].value(), form["is_shared"].value()) == ("Half an hour", True)
    window.post(NEED, {"needs": [quiet.pk]})
    assert [need.need for need in AccessNeed.objects.all()] == [quiet]


def test_each_change_has_its_audit_row_without_her_words(leader: Person) -> None:
    save_what_i_bring(person=leader, by=leader, about_me="Secret words")
    save_what_i_need(person=leader, by=leader, needs={code("access_need", "breaks"): "Secret detail"}, is_shared=True)
    rows = AuditEntry.objects.filter(about=leader, by=leader)
    assert {row.verb for row in rows} == {"say what I bring", "say what I need", "consent"}
    assert "Secret" not in "".join(str(row.facts) for row in rows)


def test_nobody_says_it_for_her(leader: Person, coordinator: Person) -> None:
    with pytest.raises(PermissionDenied):
        save_what_i_bring(person=leader, by=coordinator)
    with pytest.raises(PermissionDenied):
        save_what_i_need(person=leader, by=coordinator)


def test_the_pages_cost_the_same_however_much_was_said(
    window: Client, leader: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def cost(path: str, queries: int) -> None:
        with django_assert_num_queries(queries):
            window.get(path)

    everything = list(Code.objects.all())

    def of(listing: str) -> list[Code]:
        return [entry for entry in everything if entry.listing == listing]

    save_what_i_bring(person=leader, by=leader, assets=of("asset")[:1])
    save_what_i_need(person=leader, by=leader, needs={of("access_need")[0]: ""})
    few = [len(connection_queries(window, path)) for path in (BRING, NEED)]
    save_what_i_bring(
        person=leader, by=leader, assets=of("asset"), channels=of("contact_channel"), times=of("easy_time")
    )
    save_what_i_need(person=leader, by=leader, goals=of("goal_theme"), needs=dict.fromkeys(of("access_need"), "x"))
    for path, queries in zip((BRING, NEED), few, strict=True):
        cost(path, queries)
    assert few[0] <= 14
    assert few[1] <= 14


def connection_queries(window: Client, path: str) -> list[dict[str, str]]:
    """Return the queries of one page."""
    with CaptureQueriesContext(connection) as captured:
        window.get(path)
    return list(captured)


def test_starter_content_never_overwrites_what_staff_reworded() -> None:
    Code.objects.filter(slug="humour").update(label="Making people laugh", is_on=False)
    Code.objects.filter(slug="breaks").delete()
    assert starter.load(Path(settings.BASE_DIR) / "youdesign" / "starter") == 1
    assert (code("asset", "humour").label, code("asset", "humour").is_on) == ("Making people laugh", False)
    assert {"host_kind", "easy_time", "mentor_style", "place"} <= set(Code.objects.values_list("listing", flat=True))


def test_two_answers_at_once_leave_one_profile(leader: Person) -> None:
    for _ in range(2):
        save_what_i_bring(person=leader, by=leader)
    assert Profile.objects.filter(person=leader).count() == 1
    assert record_consent(person=leader, purpose="x", version="1", is_given=False) is None
