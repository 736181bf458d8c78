"""Calendar files read back, on both sides of the nights when clocks change."""

import datetime
import uuid
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from youdesign.notices.calendar import CalendarDate, calendar_file

LONDON = ZoneInfo("Europe/London")
UID = uuid.UUID(int=7)


def written(starts_at: datetime.datetime, zone: ZoneInfo = LONDON, **options: object) -> Calendar:
    """Return the file for an event of an hour, read back."""
    facts = {"uid": UID, "sequence": 0, "summary": "Learning group", "ends_at": starts_at + datetime.timedelta(hours=1)}
    return Calendar.from_ical(calendar_file(CalendarDate(**(facts | {"starts_at": starts_at, "zone": zone} | options))))


def event_of(calendar: Calendar) -> dict:
    """Return its only event."""
    (event,) = calendar.walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [("2026-10-24", 9), ("2026-10-25", 10), ("2027-03-27", 10), ("2027-03-28", 9)],
)
def test_ten_in_the_morning_stays_ten_across_clock_changes(day, utc_hour):
    starts_at = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(10), LONDON)
    start = event_of(written(starts_at.astimezone(datetime.UTC)))["DTSTART"]
    assert start.params["TZID"] == "Europe/London"
    assert start.dt.replace(tzinfo=None) == datetime.datetime.fromisoformat(f"{day} 10:00")
    assert start.dt.astimezone(datetime.UTC).hour == utc_hour


def test_the_file_explains_its_own_zone():
    calendar = written(datetime.datetime(2026, 10, 25, 10, tzinfo=datetime.UTC))
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/London"
    known = zone.to_tz(lookup_tzid=False)
    offsets = [datetime.datetime(2026, 10, day, 10, tzinfo=known).utcoffset() for day in (24, 25)]
    assert offsets == [datetime.timedelta(hours=1), datetime.timedelta(0)]


@pytest.mark.parametrize("zone", ["Europe/Dublin", "America/New_York", "Asia/Kolkata"])
def test_other_zones_keep_the_instant(zone):
    starts_at = datetime.datetime(2026, 11, 24, 18, tzinfo=datetime.UTC)
    event = event_of(written(starts_at, ZoneInfo(zone)))
    assert event["DTSTART"].params["TZID"] == zone
    assert event["DTSTART"].dt == starts_at


@pytest.mark.parametrize("utc_hour", [0, 1])
def test_both_half_past_ones_of_the_long_night_are_told_apart(utc_hour):
    starts_at = datetime.datetime(2026, 10, 25, utc_hour, 30, tzinfo=datetime.UTC)
    assert event_of(written(starts_at))["DTSTART"].dt.astimezone(datetime.UTC) == starts_at


def test_a_move_keeps_the_uid_and_raises_the_number_and_a_cancellation_takes_it_away():
    at = datetime.datetime(2026, 11, 24, 18, tzinfo=datetime.UTC)
    first, moved, gone = written(at), written(at, sequence=1), written(at, sequence=2, is_cancelled=True)
    assert {str(event_of(file)["UID"]) for file in (first, moved, gone)} == {f"{UID}@localhost"}
    assert [event_of(file)["SEQUENCE"] for file in (first, moved, gone)] == [0, 1, 2]
    assert [str(file["METHOD"]) for file in (first, moved, gone)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert str(event_of(gone)["STATUS"]) == "CANCELLED"


def test_words_from_people_cannot_add_lines_to_the_file():
    nasty = "Tea\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\nATTENDEE:mailto:x@y.test"
    at = datetime.datetime(2026, 11, 24, 18, tzinfo=datetime.UTC)
    calendar = written(at, summary=nasty, location=nasty, description=nasty, url="https://youdesign.test/sessions/1/")
    assert calendar.walk("VALARM") == []
    event = event_of(calendar)
    assert "ATTENDEE" not in event
    assert str(event["LOCATION"]).startswith("Tea")
    assert str(event["URL"]) == "https://youdesign.test/sessions/1/"


def test_lines_are_no_longer_than_calendars_read():
    at = datetime.datetime(2026, 11, 24, 18, tzinfo=datetime.UTC)
    facts = {"uid": UID, "sequence": 0, "summary": "Tŷ " * 200, "starts_at": at, "ends_at": at, "zone": LONDON}
    assert max(len(line) for line in calendar_file(CalendarDate(**facts)).split(b"\r\n")) <= 75
