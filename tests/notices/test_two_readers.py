"""Two readers that know nothing of each other read the same, also on the nights when clocks change."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as some
from icalendar import Calendar

from youdesign.notices.calendar import CalendarDate, calendar_file, feed_file

NIGHTS = [
    datetime.datetime(2026, 10, 24, 23, 30, tzinfo=datetime.UTC),
    datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC),  # 1:30 for the first time
    datetime.datetime(2026, 10, 25, 1, 30, tzinfo=datetime.UTC),  # 1:30 again
    datetime.datetime(2026, 10, 25, 10, tzinfo=datetime.UTC),
    datetime.datetime(2027, 3, 28, 0, 30, tzinfo=datetime.UTC),  # half an hour before the clocks go forward
    datetime.datetime(2027, 3, 28, 1, tzinfo=datetime.UTC),  # 2:00, an hour that began at 1:00
    datetime.datetime(2027, 3, 28, 9, tzinfo=datetime.UTC),
]
HOUR = datetime.timedelta(hours=1)
Read = dict[str, tuple[datetime.datetime, datetime.datetime | None, int, str, str]]


def one(at: datetime.datetime, zone: str = "Europe/London", **facts: object) -> CalendarDate:
    """Return a date of an hour."""
    said = {"uid": at.isoformat(), "sequence": 3, "summary": "Group", "ends_at": at + HOUR, "zone": ZoneInfo(zone)}
    return CalendarDate(starts_at=at, **(said | facts))


def by_icalendar(content: bytes) -> Read:
    """Return what icalendar reads: each name with its instants, number, state and title."""
    return {
        str(event["UID"]): (
            event["DTSTART"].dt.astimezone(datetime.UTC),
            event["DTEND"].dt.astimezone(datetime.UTC) if "DTEND" in event else None,
            int(event["SEQUENCE"]),
            str(event["STATUS"]),
            str(event["SUMMARY"]),
        )
        for event in Calendar.from_ical(content).walk("VEVENT")
    }


def by_vobject(content: bytes) -> Read:
    """Return what vobject reads; it takes the clocks from the file itself."""
    calendar = vobject.readOne(content.decode())
    return {
        event.uid.value: (
            event.dtstart.value.astimezone(datetime.UTC),
            event.dtend.value.astimezone(datetime.UTC) if "dtend" in event.contents else None,
            int(event.sequence.value),
            event.status.value,
            event.summary.value,
        )
        for event in calendar.contents.get("vevent", [])
    }


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Dublin"])
def test_both_read_the_same_instants_on_both_nights(zone: str) -> None:
    dates = [one(at, zone) for at in NIGHTS]
    meant = {f"{date.uid}@localhost": (date.starts_at, date.ends_at, 3, "CONFIRMED", "Group") for date in dates}
    assert by_icalendar(feed_file(dates)) == meant
    assert by_vobject(feed_file(dates)) == meant


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Dublin"])
def test_each_file_by_itself_says_the_same_as_the_feed(zone: str) -> None:
    for at in NIGHTS:
        for is_cancelled in (False, True):
            date = one(at, zone, is_cancelled=is_cancelled)
            file, feed = calendar_file(date), feed_file([date])
            assert by_icalendar(file) == by_icalendar(feed) == by_vobject(file) == by_vobject(feed)


def test_a_cancelled_date_stays_in_the_feed_and_says_so() -> None:
    content = feed_file([one(NIGHTS[0], is_cancelled=True)])
    [(*_, state, title)] = by_vobject(content).values()
    assert (state, title) == ("CANCELLED", "Cancelled: Group")


def test_dates_of_many_zones_and_without_an_end_stand_in_one_feed() -> None:
    zones = ("Europe/London", "Asia/Kolkata", "America/New_York", "UTC", "Pacific/Chatham")
    dates = [one(NIGHTS[3], zone, uid=zone, ends_at=None) for zone in zones]
    read = by_vobject(feed_file(dates))
    assert read == by_icalendar(feed_file(dates))
    assert {(start, end) for start, end, *_ in read.values()} == {(NIGHTS[3], None)}


def test_a_feed_of_nothing_can_be_read() -> None:
    assert by_icalendar(feed_file([])) == by_vobject(feed_file([])) == {}


def test_a_feed_says_its_name_and_when_to_look_again() -> None:
    calendar = Calendar.from_ical(feed_file([one(NIGHTS[0])]))
    assert str(calendar["X-WR-CALNAME"]) == "You Design"
    assert calendar["REFRESH-INTERVAL"].dt == HOUR
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


@settings(deadline=None)  # a busy machine is no fault
@given(some.text(some.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))), some.text())
def test_any_words_come_back_as_they_were_and_none_can_add_a_line(plain: str, any_text: str) -> None:
    try:
        any_text.encode()
    except UnicodeEncodeError:
        any_text = ""
    content = feed_file([one(NIGHTS[0], summary=plain, location=any_text, description=f"{any_text}\r\nBEGIN:VALARM")])
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == plain
    assert not event.subcomponents
    [(*_, title)] = by_vobject(content).values()
    assert title == plain
