"""What a person wishes about a notice that is due: now, later, gathered in one mail, or not at all."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from youdesign.notices.kinds import Kind, all_kinds
from youdesign.notices.models import Notice, NoticePreference, NoticeTimes
from youdesign.people.models import Person

Frequency = NoticePreference.Frequency
DIGEST = "digest"
TOGETHER = "together"  # what came at once, in place of a day or a week
MOST_AT_ONCE = 3
MOMENT = datetime.timedelta(seconds=5)  # for what other workers hold, so that it comes into the same mail
MORNING = datetime.time(8)
MONDAY = 0
QUIET = "It waits until your quiet hours are over."
RESTING = "It waits, because you asked us to write nothing until {day}."


@dataclass(frozen=True)
class Later:
    """Not before this moment, and why in words its person may read."""

    at: datetime.datetime
    reason: str


@dataclass(frozen=True)
class Gather:
    """Into one mail, with others, at this moment."""

    at: datetime.datetime
    frequency: str


def frequency_of(notice: Notice, kind: Kind) -> str:
    """Return how often its person wants this kind; what has to reach them comes at once."""
    return (notice.wished if kind.can_be_off else None) or Frequency.NOW


def wait_for(notice: Notice, kind: Kind, frequency: str, now: datetime.datetime) -> Later | Gather | None:
    """Return what it waits for; nothing waits so long that it would come too late."""
    person = notice.person
    if person is None or notice.kind == DIGEST:
        return later(person, now, is_digest=True) if person else None
    wait: Later | Gather | None = later(person, now, is_digest=not kind.can_be_off)
    if wait is None and frequency in (Frequency.DAILY, Frequency.WEEKLY):
        wait = Gather(next_morning(person, now, frequency), frequency)
    if wait is None and kind.can_be_off and are_too_many(person, now):
        wait = Gather(now + MOMENT, TOGETHER)
    if wait is not None and notice.useful_until is not None and notice.useful_until <= wait.at:
        return None
    return wait


def are_too_many(person: Person, now: datetime.datetime) -> bool:
    """Whether more than three wait for this person at once, as after a time when nothing was sent.

    What has to reach them comes by itself, and does not count.
    """
    optional = [kind.code for kind in all_kinds().values() if kind.can_be_off]
    is_due = Q(state=Notice.State.WAITING) & (Q(next_try_at__lte=now) | Q(lease_until__gt=now))
    is_with_them = Q(state=Notice.State.GATHERED, digest__object_id=TOGETHER, digest__state=Notice.State.WAITING)
    return Notice.objects.filter(is_due | is_with_them, person=person, kind__in=optional).count() > MOST_AT_ONCE


def later(person: Person, now: datetime.datetime, *, is_digest: bool) -> Later | None:
    """Return until when this person wants no messages: while they rest, and in their quiet hours.

    What has to reach them does not wait for the end of a rest, only of a night.
    """
    times: NoticeTimes | None = getattr(person, "notice_times", None)
    if times is None:
        return None
    local = now.astimezone(person.zone)
    if times.rest_until and local.date() < times.rest_until and not is_digest:
        day = f"{times.rest_until:%-d %B %Y}"
        return Later(morning_of(person, times.rest_until), RESTING.format(day=day))
    over = end_of_quiet(times, local)
    return Later(over, QUIET) if over else None


def times_of(person: Person) -> dict[str, Any]:
    """Return when this person wants no messages, as the form holds it."""
    found = NoticeTimes.objects.filter(person=person).values("quiet_from", "quiet_until", "rest_until").first()
    return dict(found or {})


def end_of_quiet(times: NoticeTimes, local: datetime.datetime) -> datetime.datetime | None:
    """Return when the quiet hours are over, by the wall clock; None outside them. They may go over midnight."""
    begin, end = times.quiet_from, times.quiet_until
    if begin is None or end is None or begin == end:
        return None
    clock = local.time()
    is_inside = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not is_inside:
        return None
    day = local.date() + datetime.timedelta(days=clock >= end)
    return datetime.datetime.combine(day, end, tzinfo=local.tzinfo).astimezone(datetime.UTC)


def next_morning(person: Person, now: datetime.datetime, frequency: str) -> datetime.datetime:
    """Return the next 8am by the person's clock, or the next on a Monday."""
    local = now.astimezone(person.zone)
    day = local.date() + datetime.timedelta(days=local.time() >= MORNING)
    while frequency == Frequency.WEEKLY and day.weekday() != MONDAY:
        day += datetime.timedelta(days=1)
    return morning_of(person, day)


def morning_of(person: Person, day: datetime.date) -> datetime.datetime:
    """Return 8am of that day by the person's clock."""
    return datetime.datetime.combine(day, MORNING, tzinfo=person.zone).astimezone(datetime.UTC)
