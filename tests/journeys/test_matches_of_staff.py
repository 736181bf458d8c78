"""The list of matches as staff see it: whole beside its filter, and where it is cut off one sees that it goes on."""

from collections.abc import Callable

from django.contrib.auth.models import Group
from playwright.sync_api import BrowserContext, Page, expect

from mentoring.models import Match, MentorOffer
from tests import factories
from youdesign.people.models import Person

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 320, "height": 700}}
WIDTHS = "list => [list.scrollWidth, list.clientWidth]"
FADES = "list => ['before', 'after'].map(side => getComputedStyle(list).getPropertyValue(`--${side}`))"


def test_the_list_of_matches_fits_beside_its_filter_and_on_a_phone_shows_that_it_goes_on(
    signed_in: Callable[..., BrowserContext], starter_content: None, coordinator: Person, offer: MentorOffer
) -> None:
    coordinator.groups.add(Group.objects.get(name="Coordinators"))
    leader = factories.MembershipFactory(
        cohort__programme=offer.programme, person__name="Farida Rahman-Oyelaran"
    ).person
    Match.objects.create(leader=leader, offer=offer, state="chosen", chosen_at="2026-09-23T10:00Z")

    def results(page: Page) -> list[list[int]]:
        page.goto("/admin/mentoring/match/")
        widths: list[list[int]] = page.locator(".results").evaluate_all(f"lists => lists.map({WIDTHS})")
        return widths

    desk = signed_in(coordinator, **DESK).new_page()
    [[inside, box]] = results(desk)
    assert inside == box
    phone = signed_in(coordinator, **PHONE).new_page()
    [[inside, box]] = results(phone)
    assert inside > box
    there = phone.locator(".results")
    assert there.evaluate(FADES) == ["0px", "32px"]
    there.evaluate("list => { list.scrollLeft = list.scrollWidth; }")
    expect(there).to_have_js_property("scrollLeft", inside - box)
    assert there.evaluate(FADES) == ["32px", "0px"]
