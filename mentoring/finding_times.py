"""Times that look easy for both of two people and are free in both their calendars; never why another is not."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from cohorts.finding_times import DAYS, PARTS, USUAL, Spans, Week, add_span
from cohorts.times import at_wall
from mentoring.models import Match
from youdesign.notices import feeds
from youdesign.people.models import Audience, Code, Person, Profile

AHEAD, MOST, STEP = 14, 6, 30
IF_NO_END = datetime.timedelta(hours=1)
BETWEEN = datetime.timedelta(minutes=15)  # to breathe, before and after what else there is

Busy = list[tuple[datetime.datetime, datetime.datetime]]


def times_for_both(match: Match, asker: Person, minutes: int, now: datetime.datetime) -> list[datetime.datetime]:
    """Return up to six times of the next two weeks, spread over its days; none when neither said what is easy."""
    weeks, lasts = weeks_of(match, asker), datetime.timedelta(minutes=minutes)
    if not weeks:
        return []
    busy = [*busy_of(match.leader, now), *busy_of(match.offer.mentor, now)]
    found: list[datetime.datetime] = []
    for starts_at in candidates(asker.zone, now):
        ends_at = starts_at + lasts
        is_new_part = all(abs(starts_at - other) > datetime.timedelta(hours=5) for other in found)
        if is_new_part and all(week.can(starts_at, ends_at) for week in weeks) and is_free(starts_at, ends_at, busy):
            found.append(starts_at)
    return spread(found)


def weeks_of(match: Match, asker: Person) -> list[Week]:
    """Return the easy times of the two: the mentor's as offered, the leader's where the asker may read them."""
    profile = Profile.objects.filter(person=match.leader).first()
    is_seen = profile is not None and (asker.pk == match.leader_id or profile.times_for >= Audience.MENTOR)
    said = (
        (match.leader, profile.times.all() if profile is not None and is_seen else ()),
        (match.offer.mentor, match.offer.times.all()),
    )
    return [Week(person.zone, spans) for person, times in said if (spans := spans_of(times))]


def spans_of(times: Iterable[Code]) -> Spans:
    """Return easy times as spans of each weekday."""
    spans: Spans = defaultdict(list)
    for slug in sorted(code.slug for code in times):
        day, _, part = slug.partition("_")
        if day in DAYS and part in PARTS:
            add_span(spans[DAYS.index(day)], *(hour * 60 for hour in PARTS[part]))
    return spans


def busy_of(person: Person, now: datetime.datetime) -> Busy:
    """Return when something else is in this person's calendar."""
    dates = (date for date in feeds.dates_of(person, now) if not date.is_cancelled)
    return [(date.starts_at, date.ends_at or date.starts_at + IF_NO_END) for date in dates]


def is_free(starts_at: datetime.datetime, ends_at: datetime.datetime, busy: Busy) -> bool:
    """Return whether nothing else is near."""
    return all(ends_at + BETWEEN <= begins or is_over + BETWEEN <= starts_at for begins, is_over in busy)


def candidates(zone: ZoneInfo, now: datetime.datetime) -> Iterator[datetime.datetime]:
    """Yield half hours from tomorrow on, in each part of a day those nearest to its usual time first."""
    tomorrow = now.astimezone(zone).date() + datetime.timedelta(days=1)
    for ahead in range(AHEAD):
        midnight = datetime.datetime.combine(tomorrow + datetime.timedelta(days=ahead), datetime.time())
        for part, (begins, ends) in PARTS.items():
            for minute in nearest(range(begins * 60, ends * 60, STEP), USUAL[part]):
                yield at_wall(midnight + datetime.timedelta(minutes=minute), zone)


def nearest(minutes: Iterable[int], usual: int) -> list[int]:
    """Return minutes of the day, those nearest to the usual one first."""
    return sorted(minutes, key=lambda minute: abs(minute - usual))


def spread(found: Sequence[datetime.datetime]) -> list[datetime.datetime]:
    """Return a few of them: one of each day first, then seconds of the same days."""
    by_day: dict[datetime.date, list[datetime.datetime]] = defaultdict(list)
    for at in sorted(found):
        by_day[at.date()].append(at)
    rounds = (at for turn in range(len(PARTS)) for times in by_day.values() for at in times[turn : turn + 1])
    return sorted(at for at, _ in zip(rounds, range(MOST), strict=False))
