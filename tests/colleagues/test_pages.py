"""The pages of colleagues: whatever is asked of them gets one, and each costs the same however much there is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.models import Cohort
from mentoring.models import Match
from tests import factories
from tests.colleagues.finding import LIST, code, says
from youdesign.colleagues import directory
from youdesign.people.actions import save_listing
from youdesign.people.models import Audience, Code, Listing, Person

Reach = Listing.Reach


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
