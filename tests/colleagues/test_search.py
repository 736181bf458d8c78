"""What colleagues are found by, in which order, and how far the list goes."""

import pytest
import time_machine
from django.test import Client

from cohorts.models import Cohort
from tests import factories
from tests.colleagues.finding import LIST, code, found, says
from youdesign.colleagues import directory
from youdesign.people.actions import save_listing, save_what_i_bring
from youdesign.people.models import Audience, Listing, Person

Reach = Listing.Reach


@pytest.mark.parametrize("words", ["co-production", "coproduction", "Co-Production!", "co production", "coprodction"])
def test_coproduction_is_found_however_it_is_spelt(leader: Person, friend: Person, words: str) -> None:
    for text in ("Coproduction with teeth", "I do co-production", "my coprodction work"):
        says(friend, about_me=text)
        assert found(leader, words=words) == ["Asif Khan"]
    assert found(leader, words="kidney") == []


@pytest.mark.parametrize(
    ("said", "looked_for"),
    [
        ("Zoë, from Llanelli", "zoe"),
        ("naïve questions", "naive"),
        ("peer-led groups", "peer led"),
        ("peer led", "peer-led"),
    ],
)
def test_accents_and_hyphens_make_no_difference(leader: Person, friend: Person, said: str, looked_for: str) -> None:
    says(friend, about_me=said)
    assert found(leader, words=looked_for) == ["Asif Khan"]


def test_a_name_is_found_with_a_slip_of_the_finger(leader: Person, cohort: Cohort) -> None:
    person = factories.MembershipFactory(cohort=cohort, person__name="Gwilym Parry").person
    save_listing(person=person, by=person, reach=Reach.PROGRAMME)
    assert found(leader, words="Gwylym") == found(leader, words="gwilym the parry") == ["Gwilym Parry"]


@pytest.mark.parametrize("slip", ["Maina", "Aimna", "Amnia", "Amian", "aimná"])
def test_two_letters_that_changed_places_are_found_in_a_short_name(leader: Person, cohort: Cohort, slip: str) -> None:
    for name in ("Amina Oz", "Amanda Oz", "Aminata Oz"):
        person = factories.MembershipFactory(cohort=cohort, person__name=name).person
        save_listing(person=person, by=person, reach=Reach.PROGRAMME)
    assert "Amina Oz" in found(leader, words=slip)


def test_a_slip_that_is_undone_comes_before_the_many_words_that_are_only_alike(leader: Person, cohort: Cohort) -> None:
    for name in ("Ruth", *(f"Ruht{end}" for end in "abcdefghij")):
        person = factories.MembershipFactory(cohort=cohort, person__name=name).person
        save_listing(person=person, by=person, reach=Reach.PROGRAMME)
    assert "Ruth" in found(leader, words="Ruht")


def test_search_matches_only_parts_that_the_reader_may_read(leader: Person, stranger: Person, friend: Person) -> None:
    says(friend, Audience.PROGRAMME, about_me="sewing")
    says(friend, Audience.GROUP, own_title="beekeeper")
    assert found(leader, words="sewing") == ["Asif Khan"]
    assert found(stranger, words="sewing") == found(leader, words="beekeeper") == []
    save_what_i_bring(person=friend, by=friend, audiences={"about_me": Audience.ONLY_ME, "title": Audience.COLLEAGUES})
    assert found(leader, words="sewing") == []
    assert found(stranger, words="beekeeper") == ["Asif Khan"]


@pytest.mark.parametrize(
    ("name", "field", "listing", "slug"),
    [
        ("brings", "assets", "asset", "humour"),
        ("place", "places", "place", "voice_user"),
        ("level", "levels", "level", "organisation"),
        ("language", "languages", "language", "bsl"),
    ],
)
def test_a_filter_matches_only_a_part_that_the_reader_may_read(
    leader: Person, stranger: Person, friend: Person, name: str, field: str, listing: str, slug: str
) -> None:
    wanted = code(listing, slug)
    says(friend, Audience.PROGRAMME, **{field: [wanted]})
    assert found(leader, **{name: wanted}) == ["Asif Khan"]
    assert found(stranger, **{name: wanted}) == []


def test_region_and_new_and_asked_are_filters_too(leader: Person, stranger: Person, friend: Person) -> None:
    says(friend, Audience.PROGRAMME, region=code("region", "wales"), is_new=True)
    assert found(leader, region=code("region", "wales"), is_new=True) == ["Asif Khan"]
    assert found(stranger, region=code("region", "wales")) == found(stranger, is_new=True) == []
    assert found(leader, can_be_asked=True) == []
    save_listing(person=friend, by=friend, reach=Reach.COLLEAGUES, can_be_asked=True)
    assert found(leader, can_be_asked=True) == found(stranger, can_be_asked=True) == ["Asif Khan"]


def test_a_card_and_a_page_show_only_what_the_reader_may_read(
    leader: Person, stranger: Person, friend: Person, client: Client
) -> None:
    says(friend, Audience.PROGRAMME, own_title="Noisy carer", about_me="Sewing")
    says(friend, Audience.GROUP, pronouns="they")
    for reader, reads in ((leader, True), (stranger, False)):
        client.force_login(reader)
        pages = client.get(LIST).content.decode() + client.get(f"{LIST}{friend.pk}/").content.decode()
        assert ("Noisy carer" in pages, "Sewing" in pages, "they</p>" in pages) == (reads, reads, False)


def test_the_best_match_comes_first(leader: Person, friend: Person, cohort: Cohort) -> None:
    says(friend, about_me="A long story, and at the end a word about minutes.")
    other = factories.MembershipFactory(cohort=cohort, person__name="Bev Osei").person
    save_listing(person=other, by=other, reach=Reach.COLLEAGUES)
    says(other, own_title="Keeper of minutes")
    assert found(leader, words="minutes") == ["Bev Osei", "Asif Khan"]


def many(cohort: Cohort, number: int) -> None:
    """Let this many people be found."""
    for place in factories.MembershipFactory.create_batch(number, cohort=cohort):
        save_listing(person=place.person, by=place.person, reach=Reach.PROGRAMME)


def test_each_day_has_an_order_of_its_own_that_stays_all_day(leader: Person, cohort: Cohort) -> None:
    many(cohort, 8)
    with time_machine.travel("2026-11-26T08:00Z"):
        morning = found(leader)
    with time_machine.travel("2026-11-26T20:00Z"):
        assert found(leader) == morning
    with time_machine.travel("2026-11-27T08:00Z"):
        assert found(leader) != morning
        assert sorted(found(leader)) == sorted(morning)


def test_pages_hold_everybody_once_and_end(leader: Person, cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    many(cohort, 7)
    monkeypatch.setattr(directory, "PAGE", 3)
    seen, after = [], ""
    for _ in range(3):
        page = directory.find(leader, {}, after)
        seen += [card.person.pk for card in page.cards]
        after = page.after
    assert (len(seen), len(set(seen)), after) == (7, 7, "")
    monkeypatch.setattr(directory, "PAGES_AT_MOST", 2)
    second = directory.find(leader, {}, directory.find(leader, {}).after)
    assert (second.after, second.is_last_allowed) == ("", True)


def test_a_place_in_a_list_is_good_for_that_reader_and_that_search_only(
    leader: Person, stranger: Person, friend: Person, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(cohort, 4)
    monkeypatch.setattr(directory, "PAGE", 2)
    first = directory.find(leader, {})
    for after in ("nonsense", "9" * 5000, first.after[:-2] + "xx"):
        assert directory.find(leader, {}, after).cards == first.cards
    other = directory.find(leader, {"can_be_asked": False}, first.after)
    assert other.cards == first.cards
    assert directory.find(stranger, {}, first.after).cards == directory.find(stranger, {}).cards


def test_looking_too_often_asks_for_a_little_patience(leader: Person, friend: Person, client: Client) -> None:
    client.force_login(leader)
    answers = [client.get(path).status_code for path in [LIST, f"{LIST}{friend.pk}/"] * 31]
    assert answers[:60] == [200] * 60
    assert answers[60:] == [429, 429]
