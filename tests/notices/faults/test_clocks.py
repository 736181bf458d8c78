"""Clocks: the nights when they change, in London and in Dublin, one that is set back, and two that disagree."""

import datetime
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from cohorts.actions import plan_session
from cohorts.models import LearningGroup
from tests.cohorts.walls import wall
from tests.notices.test_rules import NOW, owe
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import owe_notice, set_preference, set_times
from youdesign.notices.clock import database_time
from youdesign.notices.drain import claim, drain, finish
from youdesign.notices.kinds import all_kinds
from youdesign.notices.models import Notice
from youdesign.notices.tasks import send_due_notices
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

ZONES = [ZoneInfo("Europe/London"), ZoneInfo("Europe/Dublin")]
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
STEP = datetime.timedelta(minutes=10)
# Back on 25 October 2026, forward on 28 March 2027: the night, a morning after it, and two days later.
AUTUMN, SPRING = "2026-10-25", "2027-03-28"


@pytest.fixture
def all_of_them(settings: Any) -> Iterator[None]:
    """The kinds of these tests beside the site's own."""
    settings.NOTICE_KINDS = ["cohorts.notice_kinds", *settings.NOTICE_KINDS]
    all_kinds.cache_clear()
    yield
    all_kinds.cache_clear()


def live_through(begin: datetime.datetime, end: datetime.datetime) -> dict[int, datetime.datetime]:
    """Knock every ten minutes, twice, as two beats do; return when each notice was sent."""
    now, sent = begin, {}
    while now < end:
        with time_machine.travel(now, tick=False):
            for _ in range(2):
                drain(now=now)
        for pk in Notice.objects.filter(state="sent").values_list("pk", flat=True):
            sent.setdefault(pk, now)
        now += STEP
    return sent


def on_the_wall(at: datetime.datetime, zone: ZoneInfo) -> str:
    """Return what the clock on the wall shows."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize(("meets", "two_days_before"), [("2026-10-26", "2026-10-24"), ("2027-03-29", "2027-03-27")])
def test_reminders_over_the_night_come_once_at_the_time_on_the_wall(
    all_of_them: None,
    zone: ZoneInfo,
    meets: str,
    two_days_before: str,
    group: LearningGroup,
    leader: Person,
    coordinator: Person,
    mailbox: Mailbox,
) -> None:
    leader.time_zone = str(zone)
    leader.save()
    starts_at = wall(f"{meets}T10:00", zone)
    with time_machine.travel(starts_at - 5 * DAY, tick=False):
        facts = {"starts_at": starts_at, "ends_at": starts_at + HOUR, "time_zone": str(zone)}
        plan_session(by=coordinator, group=group, **facts)
    live_through(starts_at - 2 * DAY - 3 * HOUR, starts_at + HOUR)
    at = {notice.occurrence: notice.sent_at for notice in Notice.objects.filter(person=leader, state="sent")}
    assert {which: on_the_wall(when, zone) for which, when in at.items()} == {
        "2d.0": f"{two_days_before} 10:00",
        "2h.0": f"{meets} 08:00",
        "15m.0": f"{meets} 09:50",  # the first knock after a quarter to ten
    }
    assert len(mailbox.to(leader.email)) == 3
    assert all("10am to 11am" in text_of(mail) for mail in mailbox.to(leader.email))


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("night", [AUTUMN, SPRING])
def test_quiet_hours_and_the_mail_of_the_day_keep_to_the_wall_in_that_night(
    zone: ZoneInfo, night: str, leader: Person, stranger: Person, mailbox: Mailbox
) -> None:
    for person in (leader, stranger):
        person.time_zone = str(zone)
        person.save()
    set_times(by=leader, quiet_from=datetime.time(22), quiet_until=datetime.time(7), rest_until=None)
    set_preference(by=stranger, kind="reminder", frequency="daily")
    midnight = wall(f"{night}T00:00", zone)
    quiet, gathered = owe(leader, due_at=midnight + HOUR), owe(stranger, due_at=midnight + HOUR)
    live_through(midnight - HOUR, midnight + 12 * HOUR)
    for notice, at in ((quiet, "07:00"), (gathered, "08:00")):
        notice.refresh_from_db()
        assert (notice.state, on_the_wall(notice.sent_at, zone)) == ("sent", f"{night} {at}")
    assert (len(mailbox.to(leader.email)), len(mailbox.to(stranger.email))) == (1, 1)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("night", [AUTUMN, SPRING])
def test_what_is_due_each_half_hour_of_that_night_goes_once_and_in_order(
    zone: ZoneInfo, night: str, leader: Person, mailbox: Mailbox
) -> None:
    midnight = wall(f"{night}T00:00", zone)
    due = [midnight + at * HOUR / 2 for at in range(10)]
    for at, when in enumerate(due):
        owe_notice("letter", object_id=at, due_at=when, person=leader)
    live_through(midnight - HOUR, midnight + 6 * HOUR)
    sent = list(Notice.objects.order_by("due_at").values_list("sent_at", flat=True))
    assert [when.replace(second=0, microsecond=0) for when in sent if when] == due
    assert len(mailbox.to(leader.email)) == len(due)


def test_a_clock_that_is_set_back_sends_nothing_twice(leader: Person, stranger: Person, mailbox: Mailbox) -> None:
    set_preference(by=stranger, kind="reminder", frequency="daily")
    for at in range(6):
        for person in (leader, stranger):
            owe(person, f"r{at}", due_at=NOW + at * HOUR)
    live_through(NOW, NOW + 24 * HOUR)
    before = len(mailbox.messages)
    live_through(NOW - HOUR, NOW + 24 * HOUR)
    assert len(mailbox.messages) == before == 6 + 1
    assert {notice.state for notice in Notice.objects.all()} == {"sent"}


def test_a_clock_that_is_set_back_while_a_mail_is_on_its_way_leaves_it_to_its_worker(
    leader: Person, mailbox: Mailbox
) -> None:
    notice = owe(leader)
    on_its_way = claim(NOW)
    assert on_its_way is not None
    live_through(NOW - 2 * HOUR, NOW)
    assert mailbox.messages == []
    finish(on_its_way, state=Notice.State.SENT, sent_at=NOW - HOUR, reason="")
    live_through(NOW - HOUR, NOW + HOUR)
    notice.refresh_from_db()
    assert (notice.state, notice.tries, mailbox.messages) == ("sent", 1, [])


def test_a_machine_whose_clock_is_an_hour_ahead_leaves_a_mail_to_the_worker_that_sends_it(
    leader: Person, mailbox: Mailbox
) -> None:
    owe(leader, due_at=timezone.now())
    on_its_way = claim(database_time())
    assert on_its_way is not None
    with time_machine.travel(timezone.now() + HOUR, tick=False):
        send_due_notices()
    on_its_way.refresh_from_db()
    assert (on_its_way.tries, mailbox.messages) == (1, [])
