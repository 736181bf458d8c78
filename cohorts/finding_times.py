"""Times of the week that suit most of a group: numbers, from easy times that its people let it see; never who."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cohorts.models import DebriefSession, LearningGroup
from cohorts.quiet import paused_among
from cohorts.times import at_wall
from youdesign.people.clock import clock
from youdesign.people.models import Audience, Block, Person, Profile

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS = {"morning": (9, 12), "afternoon": (12, 17), "evening": (17, 21)}  # as the grid of easy times says
USUAL = {"morning": 10 * 60, "afternoon": 14 * 60, "evening": 18 * 60}  # minutes of the day to begin at, if any will do
FEW = 3  # of fewer others nothing is said, so that a number is never about somebody who could be guessed
BEST, LASTS, STEP = 5, 90, 30

Spans = dict[int, list[tuple[int, int]]]  # by weekday, in minutes of the day


@dataclass(frozen=True)
class Asker:
    """Who looks for a time, and how near they stand to the group's people."""

    person: Person
    circle: Audience


@dataclass(frozen=True)
class Week:
    """When is easy for one person, on the clock of where they are."""

    zone: ZoneInfo
    spans: Spans

    def can(self, starts_at: datetime.datetime, ends_at: datetime.datetime) -> bool:
        """Return whether all of it lies in a time that is easy for them."""
        begins, is_over = starts_at.astimezone(self.zone), ends_at.astimezone(self.zone)
        if begins.date() != is_over.date():
            return False
        first, last = (at.hour * 60 + at.minute for at in (begins, is_over))
        return any(start <= first and last <= end for start, end in self.spans.get(begins.weekday(), ()))


@dataclass(frozen=True)
class Suits:
    """One time of the week, the next date of it, and how many of those who said can make it."""

    on: datetime.date
    starts: datetime.time
    ends: datetime.time
    number: int
    of: int

    @property
    def value(self) -> str:
        """Return what the button that takes it sends."""
        return f"{self.on} {self.starts:%H:%M} {self.ends:%H:%M}"

    def __str__(self) -> str:
        return f"{DAYS[self.on.weekday()].capitalize()}s, {clock(self.starts)} to {clock(self.ends)}"


@dataclass(frozen=True)
class Found:
    """What can be said: how many let the group see their times, where that is enough, and the best of the week."""

    said: int
    is_enough: bool
    best: Sequence[Suits] = ()


def last_of(group: LearningGroup) -> DebriefSession | None:
    """Return the latest session of the group."""
    return group.sessions.order_by("-starts_at").first()


def zone_for(group: LearningGroup, last: DebriefSession | None) -> str:
    """Return the zone that the group's last session was kept in, or its facilitator's."""
    return last.time_zone if last else group.facilitator.time_zone


def times_for(group: LearningGroup, person: Person, now: datetime.datetime) -> Found:
    """Return the times of the week that suit most of a group, by the clock that its sessions are kept in."""
    like = last_of(group)
    return find_times(group, asker_of(group, person), like, ZoneInfo(zone_for(group, like)), now)


def asker_of(group: LearningGroup, person: Person) -> Asker:
    """Return how near somebody who plans stands: round the table, or one who runs the programme."""
    is_round_the_table = group.people().filter(pk=person.pk).exists()
    return Asker(person, Audience.GROUP if is_round_the_table else Audience.PROGRAMME)


def find_times(
    group: LearningGroup, asker: Asker, like: DebriefSession | None, zone: ZoneInfo, now: datetime.datetime
) -> Found:
    """Return the times of the week that suit most of the group, on the clock of this zone."""
    weeks = weeks_of(group, asker)
    others = len(weeks.keys() - {asker.person.pk})
    if others < FEW:
        return Found(others, is_enough=False)
    lasts = int((like.ends_at - like.starts_at).total_seconds() // 60) if like else LASTS
    usual = minutes_of(like.starts_at.astimezone(zone)) if like else None
    can = [suits(on, begins, lasts, zone, weeks, asker) for on, begins in candidates(zone, now, usual)]
    return Found(others, is_enough=True, best=best_of([each for each in can if each], usual))


def weeks_of(group: LearningGroup, asker: Asker) -> dict[int, Week]:
    """Return the easy times of those in the group who let the asker's circle see them, and the asker's own."""
    people = dict(group.people().values_list("pk", "time_zone"))
    left_out = paused_among(people) | set(Block.objects.keep_apart(asker.person))
    rows = Profile.times.through.objects.filter(profile__person__in=people, code__listing="easy_time")
    spans: dict[int, Spans] = defaultdict(lambda: defaultdict(list))
    for person, circle, slug in rows.values_list("profile__person", "profile__times_for", "code__slug").order_by(
        "code__position", "code"
    ):
        day, _, part = slug.partition("_")
        is_seen = person == asker.person.pk or (circle >= asker.circle and person not in left_out)
        if is_seen and day in DAYS and part in PARTS:
            add_span(spans[person][DAYS.index(day)], *(hour * 60 for hour in PARTS[part]))
    return {person: Week(ZoneInfo(people[person]), found) for person, found in spans.items()}


def add_span(spans: list[tuple[int, int]], start: int, end: int) -> None:
    """Add a part of a day; one that goes on where another ends makes it longer."""
    joined = [span for span in spans if span[0] <= end and start <= span[1]]
    for span in joined:
        spans.remove(span)
    spans.append((min([start, *(span[0] for span in joined)]), max([end, *(span[1] for span in joined)])))


def candidates(zone: ZoneInfo, now: datetime.datetime, usual: int | None) -> Iterator[tuple[datetime.date, int]]:
    """Yield every half hour of the next week's days that a session could begin at, and the minute it usually does."""
    tomorrow = now.astimezone(zone).date() + datetime.timedelta(days=1)
    starts = sorted({*range(7 * 60, 22 * 60, STEP), *([usual] if usual is not None else [])})
    for number in range(7):
        for begins in starts:
            yield tomorrow + datetime.timedelta(days=number), begins


def suits(
    on: datetime.date, begins: int, lasts: int, zone: ZoneInfo, weeks: Mapping[int, Week], asker: Asker
) -> Suits | None:
    """Return how many can make a time, unless it would be about so few that one of them could be guessed."""
    starts_at = at_wall(datetime.datetime.combine(on, datetime.time()) + datetime.timedelta(minutes=begins), zone)
    ends_at = starts_at + datetime.timedelta(minutes=lasts)
    can = {person for person, week in weeks.items() if week.can(starts_at, ends_at)}
    if len(can - {asker.person.pk}) < FEW:
        return None
    first, last = (at.astimezone(zone).time() for at in (starts_at, ends_at))
    return Suits(on, first, last, len(can), len(weeks))


def best_of(found: Collection[Suits], usual: int | None) -> list[Suits]:
    """Return the best few: one for each part of a day, the nearest to when the group usually meets."""
    by_part: dict[tuple[datetime.date, str], Suits] = {}
    for each in sorted(found, key=lambda each: (-each.number, oddness(each, usual))):
        by_part.setdefault((each.on, part_of(each)), each)
    ranked = sorted(by_part.values(), key=lambda each: (-each.number, oddness(each, usual), each.on))
    return ranked[:BEST]


def part_of(each: Suits) -> str:
    """Return which part of the day it begins in."""
    hour = each.starts.hour
    return next((part for part, (_, end) in PARTS.items() if hour < end), "evening")


def oddness(each: Suits, usual: int | None) -> int:
    """Return how far it is from when the group usually meets, or from the middle of its part of the day."""
    begins = minutes_of(each.starts)
    return abs(begins - usual) if usual is not None else abs(begins - USUAL[part_of(each)])


def minutes_of(at: datetime.datetime | datetime.time) -> int:
    """Return the minute of the day."""
    return at.hour * 60 + at.minute
