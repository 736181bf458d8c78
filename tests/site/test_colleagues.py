"""Finding colleagues: only who chose it, only by what the reader may read, and never more than a few pages of them."""

from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.models import Cohort, Membership
from mentoring.models import Match
from tests import factories
from youdesign.colleagues import directory
from youdesign.people import starter
from youdesign.people.actions import save_listing, save_what_i_bring
from youdesign.people.models import Audience, Code, Listing, Person

Reach = Listing.Reach
LIST = "/colleagues/"


@pytest.fixture(autouse=True)
def _lists(db: None) -> None:
    """Load the code lists."""
    starter.load(Path(settings.BASE_DIR) / "youdesign" / "starter")


@pytest.fixture
def friend(cohort: Cohort) -> Person:
    """Asif, in Maureen's programme, who lets every patient leader find him."""
    person = factories.MembershipFactory(cohort=cohort, person__name="Asif Khan").person
    save_listing(person=person, by=person, reach=Reach.COLLEAGUES)
    return person


def code(listing: str, slug: str) -> Code:
    """Return one entry of a list."""
    return Code.objects.get(listing=listing, slug=slug)


def says(person: Person, audience: Audience = Audience.COLLEAGUES, **said: object) -> None:
    """Say these parts of a profile, for this circle."""
    part = {"own_title": "title", "places": "work", "levels": "work", "is_new": "work"}
    save_what_i_bring(person=person, by=person, audiences={part.get(name, name): audience for name in said}, **said)


def found(reader: Person, **wanted: object) -> list[str]:
    """Return the names of those a reader finds."""
    return [str(card.person) for card in directory.find(reader, wanted).cards]


# --- Who finds whom ---


def test_nobody_is_found_who_has_not_chosen_it(leader: Person, cohort: Cohort) -> None:
    quiet = factories.MembershipFactory(cohort=cohort).person
    says(quiet, about_me="I know about minutes")
    assert found(leader) == found(leader, words="minutes") == []
    save_listing(person=quiet, by=quiet, reach=Reach.NOBODY)
    assert found(leader) == []


def test_a_choice_for_the_programme_holds_for_the_programme(
    leader: Person, coordinator: Person, stranger: Person, friend: Person
) -> None:
    assert found(leader) == found(coordinator) == found(stranger) == ["Asif Khan"]
    save_listing(person=friend, by=friend, reach=Reach.PROGRAMME)
    assert found(leader) == found(coordinator) == ["Asif Khan"]
    assert found(stranger) == []


def test_what_she_takes_back_holds_at_once(leader: Person, friend: Person, client: Client) -> None:
    client.force_login(leader)
    assert "Asif Khan" in client.get(LIST).content.decode()
    save_listing(person=friend, by=friend, reach=Reach.NOBODY)
    assert "Asif Khan" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{friend.pk}/").status_code == 404


def test_hosts_and_visitors_and_those_who_left_find_nobody_and_are_not_found(
    leader: Person, host_contact: Person, friend: Person
) -> None:
    visitor = factories.PersonFactory()
    gone = factories.MembershipFactory(state="withdrawn").person
    for nobody in (host_contact, visitor, gone):
        save_listing(person=nobody, by=nobody, reach=Reach.COLLEAGUES)
        assert directory.find(nobody, {}).finds_nobody
    assert found(leader) == ["Asif Khan"]
    friend.is_active = False
    friend.save()
    assert found(leader) == []
    assert directory.colleague_for(leader, friend.pk) is None


def test_a_pause_shows_as_a_break_and_nothing_can_be_asked(leader: Person, friend: Person, client: Client) -> None:
    save_listing(person=friend, by=friend, reach=Reach.COLLEAGUES, can_be_asked=True)
    client.force_login(leader)
    for path in (LIST, f"{LIST}{friend.pk}/"):
        assert "Happy to be asked." in client.get(path).content.decode()
    Membership.objects.filter(person=friend).update(state="paused")
    for path in (LIST, f"{LIST}{friend.pk}/"):
        page = client.get(path).content.decode()
        assert "Taking a break" in page
        assert "Happy to be asked." not in page


def test_the_directory_and_the_page_agree_with_the_circles(
    leader: Person, mentor: Person, stranger: Person, coordinator: Person, host_contact: Person, match: Match
) -> None:
    everybody = (leader, mentor, stranger, coordinator, host_contact)
    for reach in (Reach.PROGRAMME, Reach.COLLEAGUES):
        for person in everybody:
            save_listing(person=person, by=person, reach=reach)
        for reader in everybody:
            in_list = {card.person for card in directory.find(reader, {}).cards}
            circles = {other: directory.circle_on_page(reader, other) for other in everybody if other != reader}
            assert in_list == {other for other, circle in circles.items() if circle}


# --- By what ---


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


# --- The order, and how far ---


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


# --- Pages ---


@pytest.mark.parametrize(
    "words",
    ["a\x00b", "x" * 100_000, "' | !*:(&", "!!!", "%%%", "___", "a & b | !c:*", "\\", "the of and", "<b>", "\ud800"],
)
def test_whatever_is_typed_gets_a_page(leader: Person, friend: Person, client: Client, words: str) -> None:
    client.force_login(leader)
    page = client.get(LIST, {"words": words.encode("utf-8", "surrogatepass")})
    assert page.status_code == 200
    if len(words) > 100:
        assert "Use 100 characters or fewer" in page.content.decode()


@pytest.mark.parametrize(
    "query", ["brings=0", "brings=x", "place=99999999999999999999", "after=99999", "page=-1", "region=1&region=2"]
)
def test_absurd_filters_and_pages_get_a_page(leader: Person, friend: Person, client: Client, query: str) -> None:
    client.force_login(leader)
    assert client.get(f"{LIST}?{query}").status_code == 200


def test_a_filter_takes_no_entry_of_another_list(leader: Person, friend: Person, client: Client) -> None:
    client.force_login(leader)
    page = client.get(LIST, {"brings": code("access_need", "breaks").pk}).content.decode()
    assert "<title>Error: Colleagues" in page
    assert "Asif Khan" not in page


@pytest.mark.parametrize("pk", ["0", "999999999", "99999999999999999999999"])
def test_nobody_there_is_not_found(leader: Person, client: Client, pk: str) -> None:
    client.force_login(leader)
    assert client.get(f"{LIST}{pk}/").status_code == 404


def test_an_empty_result_says_what_to_do(leader: Person, friend: Person, client: Client) -> None:
    client.force_login(leader)
    assert "Try fewer words" in client.get(LIST, {"words": "zebra"}).content.decode()
    save_listing(person=friend, by=friend, reach=Reach.NOBODY)
    assert "Somebody has to be first." in client.get(LIST).content.decode()


def test_a_host_is_told_for_whom_this_is(host_contact: Person, friend: Person, client: Client) -> None:
    client.force_login(host_contact)
    page = client.get(LIST).content.decode()
    assert "Colleagues are for people in a programme" in page
    assert "Asif" not in page


@pytest.mark.parametrize("query", ["", "?words=minutes", "?words=mintues&can_be_asked=on"])
def test_the_list_costs_the_same_however_many_there_are(
    leader: Person, cohort: Cohort, client: Client, query: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST + query).status_code == 200
        return len(captured)

    client.force_login(leader)
    humour = code("asset", "humour")

    def add(number: int) -> None:
        for place in factories.MembershipFactory.create_batch(number, cohort=cohort):
            save_listing(person=place.person, by=place.person, reach=Reach.PROGRAMME, can_be_asked=True)
            says(place.person, about_me="minutes", assets=[humour], region=code("region", "wales"))

    add(2)
    few = cost()
    add(6)
    assert cost() == few
    assert few <= 22


def test_a_page_costs_the_same_however_much_it_says(leader: Person, friend: Person, client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{LIST}{friend.pk}/").status_code == 200
        return len(captured)

    client.force_login(leader)
    says(friend, assets=[code("asset", "humour")])
    few = cost()
    says(
        friend,
        assets=list(Code.objects.filter(listing="asset")),
        languages=list(Code.objects.filter(listing="language")),
    )
    assert cost() == few
    assert few <= 32


def test_a_leader_opens_her_mentors_page_but_not_what_is_for_the_mentors_own_mentor(
    leader: Person, mentor: Person, match: Match
) -> None:
    says(mentor, Audience.MENTOR, about_me="For my own mentor")
    says(leader, Audience.MENTOR, about_me="For my mentor")
    for state in ("chosen", "accepted"):
        Match.objects.filter(pk=match.pk).update(state=state)
        hers, theirs = directory.colleague_for(leader, mentor.pk), directory.colleague_for(mentor, leader.pk)
        assert hers is not None
        assert theirs is not None
        assert (hers.near, [part.words for part in hers.parts]) == ("mentor", [])
        assert [part.words for part in theirs.parts] == [["For my mentor"]]
