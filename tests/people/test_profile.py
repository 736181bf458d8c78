"""What I bring and what I need: nothing required, nothing lost, shared only by a consent that is written down."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from youdesign.people import starter
from youdesign.people.actions import (
    SHARE_NEEDS,
    SHARE_NEEDS_VERSION,
    record_consent,
    save_what_i_bring,
    save_what_i_need,
)
from youdesign.people.forms.consents import NEW_WORDS
from youdesign.people.models import AccessNeed, Audience, AuditEntry, Code, ConsentEvent, Person, Profile
from youdesign.people.sections import SECTIONS
from youdesign.people.views.profiles import FORMS

ABOUT, BRING, WHERE, WHEN, MENTOR, NEED = (f"/me/{section.slug}/" for section in SECTIONS)
YES = {"is_shared": "on", "words": SHARE_NEEDS_VERSION}
ME = "/me/"


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


def answers(path: str, **said: Any) -> dict[str, Any]:
    """Return what the page would send untouched, with these answers."""
    form = FORMS[path.strip("/").rpartition("/")[2]].of(None) if path != NEED else None
    untouched = {name: value for name, value in form.initial.items() if name.endswith(("_for", "zone"))} if form else {}
    return {**untouched, **said}


def test_she_says_it_a_section_at_a_time_and_comes_to_what_others_see(window: Client, leader: Person) -> None:
    humour, phone = code("asset", "humour"), code("contact_channel", "phone")
    monday, breaks = code("easy_time", "monday_morning"), code("access_need", "breaks")
    said = {
        ABOUT: {"own_title": "Noisy parent", "pronouns": "she and her"},
        BRING: {"assets": [humour.pk], "assets_for": Audience.COLLEAGUES.value},
        WHERE: {"is_new": "on"},
        WHEN: {"channels": [phone.pk], "times": [monday.pk], "time_zone": "Europe/Madrid"},
        MENTOR: {"own_must_have": "Someone who signs"},
        NEED: {"needs": [breaks.pk], "more": "Every half hour."},
    }
    pages = [*list(said)[1:], ME]
    for (path, answer), following in zip(said.items(), pages, strict=True):
        response = window.post(path, answers(path, **answer))
        assert (response.status_code, response["Location"]) == (302, following)
    profile = Profile.objects.get(person=leader)
    assert (profile.title, list(profile.assets.all()), list(profile.times.all())) == (
        "Noisy parent",
        [humour],
        [monday],
    )
    assert (profile.assets_for, profile.about_me_for) == (Audience.COLLEAGUES, Audience.GROUP)
    leader.refresh_from_db()
    assert leader.time_zone == "Europe/Madrid"
    assert profile.brought_at
    assert profile.needs_said_at
    needs = {need.need.slug: (need.detail, need.is_shared) for need in AccessNeed.objects.filter(person=leader)}
    assert needs == {"breaks": ("", False), "other": ("Every half hour.", False)}


def test_a_section_can_be_passed_by_left_and_come_back_to(window: Client, leader: Person) -> None:
    assert "Step 1 of 6" in window.get(ABOUT).content.decode()
    assert window.post(ABOUT, answers(ABOUT, **{"pass": "1"}))["Location"] == BRING
    assert Profile.objects.get(person=leader).sections_said == ["about"]
    humour = code("asset", "humour")
    assert window.post(BRING, answers(BRING, **{"pass": "1"}, assets=[humour.pk]))["Location"] == WHERE
    assert list(Profile.objects.get(person=leader).assets.all()) == [humour]  # nothing that was said is lost
    assert window.post(WHEN, answers(WHEN))["Location"] == WHERE  # the first that is left, whatever came out of turn
    assert window.get("/me/nothing/").status_code == 404


def test_each_circle_sees_what_she_lets_it_and_the_preview_shows_just_that(window: Client, leader: Person) -> None:
    save_what_i_bring(
        person=leader,
        by=leader,
        own_title="For the programme",
        about_me="For the group",
        own_must_have="For me alone",
        goals=[code("goal_theme", "hard_talk")],
    )
    words = {
        "colleagues": [],
        "programme": ["For the programme"],
        "group": ["For the programme", "For the group"],
        "mentor": ["For the programme", "For the group", "Handling a hard conversation"],
        "only_me": ["For the programme", "For the group", "Handling a hard conversation", "For me alone"],
    }
    for circle, seen in words.items():
        page = window.get(ME, {"as": circle}).content.decode()
        assert [word for word in words["only_me"] if word in page] == seen, circle


def test_somebody_who_said_nothing_reads_that(window: Client) -> None:
    assert "You have said nothing that these people can read." in window.get(ME).content.decode()


def test_the_week_is_a_table_that_says_day_and_hours(window: Client) -> None:
    Code.objects.filter(slug="sunday_evening").update(is_on=False)
    page = window.get(WHEN).content.decode()
    assert page.count('type="checkbox" name="times"') == 20
    assert '<th scope="row">Sunday</th>' in page
    assert "12 noon to 5pm" in page
    assert "Monday mornings" in page


def test_who_reads_is_one_of_the_circles(window: Client) -> None:
    for wrong in ("15", "", "everyone"):
        page = window.post(ABOUT, answers(ABOUT, about_me="Kept words", about_me_for=wrong)).content.decode()
        assert "Choose who can read this from the list." in page
        assert "Kept words" in page
    assert not Profile.objects.exists()


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC"])
def test_who_lives_elsewhere_is_not_moved_to_london_by_saving(window: Client, leader: Person, zone: str) -> None:
    Person.objects.filter(pk=leader.pk).update(time_zone=zone)
    box = window.get(WHEN).context["form"]["time_zone"]
    assert f'<option value="{zone}" selected>' in str(box)
    window.post(WHEN, answers(WHEN, time_zone=box.value()))
    leader.refresh_from_db()
    assert leader.time_zone == zone
    assert Profile.objects.filter(person=leader).exists()


def test_nothing_is_required(window: Client, leader: Person) -> None:
    for path in (ABOUT, BRING, WHERE, WHEN, MENTOR, NEED):
        assert window.post(path, answers(path)).status_code == 302
    assert not ConsentEvent.objects.exists()
    assert not AccessNeed.objects.exists()


def test_what_is_too_long_comes_back_whole_with_a_sentence(window: Client) -> None:
    text = "a" * 2001
    page = window.post(ABOUT, answers(ABOUT, about_me=text, own_title="Kept")).content.decode()
    assert "Make it shorter: 2,000 characters at most." in page
    assert text in page
    assert 'value="Kept"' in page
    assert "<title>Error: About me" in page
    assert not Profile.objects.exists()


def test_an_entry_that_is_switched_off_or_of_another_list_is_not_taken(window: Client) -> None:
    Code.objects.filter(slug="humour").update(is_on=False)
    for wrong in (code("asset", "humour"), code("access_need", "breaks")):
        assert window.post(BRING, answers(BRING, assets=[wrong.pk])).status_code == 200
    assert not Profile.objects.exists()


def test_an_entry_that_staff_switched_off_stays_with_those_who_chose_it(window: Client, leader: Person) -> None:
    humour, breaks = code("asset", "humour"), code("access_need", "breaks")
    save_what_i_bring(person=leader, by=leader, assets=[humour])
    save_what_i_need(person=leader, by=leader, needs={breaks: ""})
    Code.objects.filter(slug__in=["humour", "breaks"]).update(is_on=False)
    assert "Humour" in window.get(BRING).content.decode()
    assert window.post(BRING, answers(BRING, assets=[humour.pk])).status_code == 302
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


def test_whoever_has_something_left_to_say_finds_where_to_begin_and_to_go_on(window: Client) -> None:
    assert f'href="{ABOUT}">Begin with “About me”' in window.get(ME).content.decode()
    window.post(ABOUT, answers(ABOUT, **{"pass": "1"}))
    assert f'href="{BRING}">Go on with “What I bring”' in window.get(ME).content.decode()
    for path in (BRING, WHERE, WHEN, MENTOR, NEED):
        window.post(path, answers(path, **{"pass": "1"}))
    page = window.get(ME).content.decode()
    assert "Go on with" not in page
    assert "short steps" not in page


def test_every_answer_says_who_reads_it(window: Client) -> None:
    for path, form in FORMS.items():
        page = window.get(f"/me/{path}/").content.decode()
        assert page.count("Who can read this?") == len(form.parts)
    assert window.get(NEED).content.decode().count("Who will read this:") == 2


def test_sharing_is_never_ticked_for_her_and_each_answer_is_written_down(window: Client, leader: Person) -> None:
    breaks = {"needs": [code("access_need", "breaks").pk]}
    assert not window.get(NEED).context["form"]["is_shared"].value()
    for answer in (YES, YES, {}):
        window.post(NEED, {**breaks, **answer})
        assert AccessNeed.objects.get().is_shared == ("is_shared" in answer)
    events = ConsentEvent.objects.filter(person=leader, purpose=SHARE_NEEDS).order_by("pk")
    assert [event.is_given for event in events] == [True, False]
    assert not window.get(NEED).context["form"]["is_shared"].value()


def test_a_tick_beside_older_words_shares_nothing(window: Client) -> None:
    typed = {"needs": [code("access_need", "breaks").pk], "is_shared": "on", "words": "2020-01"}
    page = window.post(NEED, typed)
    assert NEW_WORDS in page.content.decode()
    assert not page.context["form"]["is_shared"].value()
    assert page.context["form"]["words"].value() == YES["words"]
    assert not AccessNeed.objects.exists()


def test_a_yes_to_earlier_words_is_not_ticked_again_for_her(window: Client, leader: Person) -> None:
    save_what_i_need(person=leader, by=leader, needs={code("access_need", "breaks"): ""}, is_shared=True)
    record_consent(person=leader, purpose=SHARE_NEEDS, version="2020-01", is_given=True)
    form = window.get(NEED).context["form"]
    assert form["is_shared"].value() is False
    assert "These words are new" in form["is_shared"].help_text


def test_what_she_said_is_there_when_she_comes_back_and_can_be_taken_out(window: Client, leader: Person) -> None:
    breaks, quiet = code("access_need", "breaks"), code("access_need", "quiet")
    window.post(NEED, {"needs": [breaks.pk, quiet.pk], "more": "Half an hour", **YES})
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
    paths = (BRING, WHEN, NEED, ME)
    few = [len(connection_queries(window, path)) for path in paths]
    save_what_i_bring(
        person=leader, by=leader, assets=of("asset"), channels=of("contact_channel"), times=of("easy_time")
    )
    save_what_i_bring(person=leader, by=leader, goals=of("goal_theme"))
    save_what_i_need(person=leader, by=leader, needs=dict.fromkeys(of("access_need"), "x"))
    for path, queries in zip(paths, few, strict=True):
        cost(path, queries)
    assert max(few) <= 18


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


@pytest.mark.parametrize("path", [ABOUT, NEED])
def test_an_older_window_does_not_overwrite_and_loses_nothing(window: Client, leader: Person, path: str) -> None:
    box = "about_me" if path == ABOUT else "more"
    older = answers(path, seen=window.get(path).context["form"]["seen"].value(), **{box: "From the older window"})
    other = code("access_need", "breaks")
    if path == ABOUT:
        save_what_i_bring(person=leader, by=leader, about_me="From the newer one")
    else:
        save_what_i_need(person=leader, by=leader, needs={other: ""})
    page = window.post(path, older)
    assert "You changed this in another window" in page.content.decode()
    assert "From the older window" in page.content.decode()
    assert not Profile.objects.filter(about_me="From the older window").exists()
    assert not AccessNeed.objects.filter(detail="From the older window").exists()
    again = {**older, "seen": page.context["form"]["seen"].value()}
    assert window.post(path, again).status_code == 302
