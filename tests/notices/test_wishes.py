"""When a person wants their messages: gathered in one mail, not at night, not while they rest, never too late."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.servers import Mailbox
from youdesign.notices.actions import owe_notice, set_preference, set_times
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice, NoticePreference, NoticeTimes
from youdesign.notices.wishes import end_of_quiet
from youdesign.people.models import AuditEntry, Person

pytestmark = pytest.mark.django_db(transaction=True)
LONDON = ZoneInfo("Europe/London")
CHOICES, TIMES = "/notices/choices/", "/notices/times/"


def at(text: str) -> datetime.datetime:
    """Return a moment by the clock in London; 2 December 2026 is a Wednesday."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def owe(person: Person, what: str, when: datetime.datetime, **facts: Any) -> Notice:
    """Owe a reminder."""
    return owe_notice("reminder", object_id=what, due_at=when, person=person, **facts)


def state_of(notice: Notice) -> str:
    """Return how it stands now."""
    notice.refresh_from_db()
    return notice.state


def test_once_a_day_gathers_what_is_true_in_one_mail_at_eight(leader: Person, mailbox: Mailbox) -> None:
    set_preference(by=leader, kind="reminder", frequency="daily")
    kept = [owe(leader, what, at("2026-12-02 10:00")) for what in ("a", "b", "cancelled")]
    drain(now=at("2026-12-02 10:01"))
    assert mailbox.to(leader.email) == []
    assert {state_of(notice) for notice in kept} == {"gathered"}
    drain(now=at("2026-12-03 07:59"))
    assert mailbox.to(leader.email) == []
    for _ in range(2):
        drain(now=at("2026-12-03 08:00"))
    (mail,) = mailbox.to(leader.email)
    assert mail["Subject"] == "Your mail of the day: 2 things"
    assert [state_of(notice) for notice in kept] == ["sent", "sent", "withheld"]
    assert Notice.objects.filter(kind="digest").count() == 1


def test_once_a_week_comes_on_monday(leader: Person, mailbox: Mailbox) -> None:
    set_preference(by=leader, kind="reminder", frequency="weekly")
    owe(leader, "a", at("2026-12-02 10:00"))
    drain(now=at("2026-12-02 10:01"))
    assert Notice.objects.get(kind="digest").due_at == at("2026-12-07 08:00")


def test_what_would_come_too_late_does_not_wait(leader: Person, mailbox: Mailbox) -> None:
    set_preference(by=leader, kind="reminder", frequency="daily")
    nine, seven = datetime.time(21), datetime.time(7)
    set_times(by=leader, quiet_from=nine, quiet_until=seven, rest_until=datetime.date(2026, 12, 9))
    today = owe(leader, "a", at("2026-12-02 22:00"), useful_until=at("2026-12-02 23:30"))
    drain(now=at("2026-12-02 22:01"))
    assert state_of(today) == "sent"


def test_at_night_it_waits_until_the_quiet_hours_are_over_and_says_so(leader: Person, mailbox: Mailbox) -> None:
    set_times(by=leader, quiet_from=datetime.time(21), quiet_until=datetime.time(7), rest_until=None)
    notice = owe(leader, "a", at("2026-12-02 22:00"))
    letter = owe_notice("letter", object_id="1", due_at=at("2026-12-02 22:00"), person=leader)
    drain(now=at("2026-12-02 22:01"))
    assert (state_of(notice), notice.reason, notice.tries) == (
        "waiting",
        "It waits until your quiet hours are over.",
        0,
    )
    assert notice.next_try_at == at("2026-12-03 07:00")
    drain(now=at("2026-12-03 07:00"))
    assert state_of(notice) == state_of(letter) == "sent"


@pytest.mark.parametrize(
    ("begin", "end", "clock", "over"),
    [
        ("21:00", "07:00", "2026-12-02 21:00", "2026-12-03 07:00"),
        ("21:00", "07:00", "2026-12-02 06:59", "2026-12-02 07:00"),
        ("21:00", "07:00", "2026-12-02 07:00", None),
        ("13:00", "14:00", "2026-12-02 13:30", "2026-12-02 14:00"),
        ("13:00", "14:00", "2026-12-02 14:00", None),
        ("22:00", "07:00", "2026-10-24 23:00", "2026-10-25 07:00"),  # the night the clocks go back
    ],
)
def test_quiet_hours_are_wall_time(begin: str, end: str, clock: str, over: str | None) -> None:
    times = NoticeTimes(quiet_from=datetime.time.fromisoformat(begin), quiet_until=datetime.time.fromisoformat(end))
    assert end_of_quiet(times, at(clock)) == (at(over) if over else None)


def test_while_resting_nothing_comes_but_what_has_to_and_the_rest_comes_after(leader: Person, mailbox: Mailbox) -> None:
    set_times(by=leader, quiet_from=None, quiet_until=None, rest_until=datetime.date(2026, 12, 9))
    notice = owe(leader, "a", at("2026-12-02 10:00"))
    letter = owe_notice("letter", object_id="1", due_at=at("2026-12-02 10:00"), person=leader)
    drain(now=at("2026-12-02 10:01"))
    assert (state_of(notice), state_of(letter)) == ("waiting", "sent")
    assert "until 9 December 2026" in notice.reason
    drain(now=at("2026-12-09 08:00"))
    assert state_of(notice) == "sent"


def test_ending_the_pause_sends_what_waited(leader: Person, mailbox: Mailbox) -> None:
    set_times(by=leader, quiet_from=None, quiet_until=None, rest_until=datetime.date(2026, 12, 9))
    notice = owe(leader, "a", at("2026-12-02 10:00"))
    drain(now=at("2026-12-02 10:01"))
    set_times(by=leader, quiet_from=None, quiet_until=None, rest_until=None)
    drain(now=at("2026-12-02 10:02"))
    assert state_of(notice) == "sent"
    assert AuditEntry.objects.filter(verb="set_times", by=leader).count() == 2


def test_somebody_elses_wishes_change_nothing_for_me(leader: Person, mentor: Person, mailbox: Mailbox) -> None:
    set_times(by=mentor, quiet_from=None, quiet_until=None, rest_until=datetime.date(2026, 12, 9))
    notice = owe(leader, "a", at("2026-12-02 10:00"))
    drain(now=at("2026-12-02 10:01"))
    assert state_of(notice) == "sent"


def test_the_page_keeps_each_choice_and_shows_it_again(leader: Person, client: Client) -> None:
    owe(leader, "a", at("2026-12-02 10:00"))
    client.force_login(leader)
    assert "Once a week, in one mail" in client.get(CHOICES).content.decode()
    client.post(CHOICES, {"reminder": "weekly"})
    assert NoticePreference.objects.get().frequency == "weekly"
    assert '<option value="weekly" selected>' in client.get(CHOICES).content.decode()
    client.post(TIMES, {"quiet_from": "21:30", "quiet_until": "08:00", "time_zone": "Europe/London"})
    assert NoticeTimes.objects.get().quiet_from == datetime.time(21, 30)
    assert 'value="21:30"' in client.get(CHOICES).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"quiet_from": "21:00"},
        {"quiet_until": "07:00"},
        {"quiet_from": "21:00", "quiet_until": "21:00"},
        {"quiet_from": "25:00", "quiet_until": "07:00"},
        {"quiet_from": "\x00", "quiet_until": "07:00"},
        {"rest_until": "2001-01-01"},
        {"rest_until": "9999-12-31"},
        {"rest_until": "never" * 20_000},
        {"rest_until": "\ud800"},
        {"time_zone": ""},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(leader: Person, client: Client, data: dict[str, str]) -> None:
    client.force_login(leader)
    raw = "&".join(
        f"{name}=" + "".join(f"%{byte:02x}" for byte in value.encode("utf-8", "surrogatepass"))
        for name, value in {"time_zone": "Europe/London", **data}.items()
    )
    response = client.post(TIMES, raw, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert "Error: Which messages, and when" in response.content.decode()
    assert not NoticeTimes.objects.exists()
    leader.refresh_from_db()
    assert leader.time_zone == "Europe/London"


def test_the_time_zone_is_kept_in_the_same_place_and_quiet_hours_follow_it(
    leader: Person, client: Client, mailbox: Mailbox
) -> None:
    client.force_login(leader)
    client.post(TIMES, {"quiet_from": "21:00", "quiet_until": "08:00", "time_zone": "America/New_York"})
    leader.refresh_from_db()
    assert leader.time_zone == "America/New_York"
    assert '<option value="America/New_York" selected>' in client.get(CHOICES).content.decode()
    assert AuditEntry.objects.filter(verb="set time zone", by=leader).count() == 1
    notice = owe(leader, "a", at("2026-12-02 10:00"))  # five in the morning there
    drain(now=at("2026-12-02 10:00"))
    assert state_of(notice) == "waiting"
    drain(now=at("2026-12-02 13:00"))
    assert state_of(notice) == "sent"


def test_a_zone_that_the_list_leaves_out_stays(leader: Person, client: Client) -> None:
    Person.objects.filter(pk=leader.pk).update(time_zone="UTC")
    client.force_login(leader)
    assert '<option value="UTC" selected>' in client.get(CHOICES).content.decode()
    assert client.post(TIMES, {"time_zone": "UTC"}).status_code == 302
    leader.refresh_from_db()
    assert leader.time_zone == "UTC"


@pytest.mark.parametrize("wish", ["hourly", "", "now' OR 1=1", "<b>"])
def test_a_frequency_that_there_is_not_changes_nothing(leader: Person, client: Client, wish: str) -> None:
    owe(leader, "a", at("2026-12-02 10:00"))
    client.force_login(leader)
    assert client.post(CHOICES, {"reminder": wish, "letter": "off", "is_staff": "1"}).status_code == 200
    assert not NoticePreference.objects.exists()
