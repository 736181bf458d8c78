"""Two taps on a phone, with scripts or without: from a date that is over into the room, where another comes in."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from tests import factories, pages
from youdesign.people.models import Person

PHONE = {"viewport": {"width": 320, "height": 700}}


@pytest.mark.usefixtures("starter_content", "group")
@pytest.mark.parametrize("has_scripts", [True, False])
def test_two_taps_open_the_room_and_home_calls_the_other_in(
    signed_in: Callable[..., BrowserContext], leader: Person, mentor: Person, has_scripts: bool
) -> None:
    past = {"involvement__leader": leader, "starts_at": timezone.now() - datetime.timedelta(hours=1)}
    event = factories.InvolvementEventFactory(**past)
    hers = signed_in(leader, java_script_enabled=has_scripts, **PHONE).new_page()
    hers.goto(f"/events/{event.pk}/")
    hers.get_by_role("link", name="Debrief straight after").click()
    if has_scripts:
        assert pages.faults_of(hers) == []
    hers.get_by_role("button", name="Open the room now").click()
    expect(hers.get_by_role("heading", name="Is everything right for you?")).to_be_visible()
    his = signed_in(mentor, java_script_enabled=has_scripts, **PHONE).new_page()
    his.goto("/")
    expect(his.get_by_role("heading", name="The room for your debrief is open")).to_be_visible()
    his.get_by_role("main").get_by_role("link", name="Come in").click()
    his.get_by_role("button", name="I am here").click()
    expect(his.get_by_role("button", name="I am here")).to_have_count(0)
