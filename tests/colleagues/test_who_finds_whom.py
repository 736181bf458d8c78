"""Who finds whom: only people who chose it, and only by those whom they chose."""

from django.test import Client

from cohorts.models import Cohort, Membership
from mentoring.models import Match
from tests import factories
from tests.colleagues.finding import LIST, found, says
from youdesign.colleagues import directory
from youdesign.people.actions import save_listing
from youdesign.people.models import Listing, Person

Reach = Listing.Reach


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
