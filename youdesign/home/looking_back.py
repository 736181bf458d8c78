"""What somebody could look back on at home, if they like: a session they were at, or a talk they had, lately."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cohorts.models import Attendance, DebriefSession, Reflection
from mentoring.models import Talk
from youdesign.home.step import Step
from youdesign.home.table import Table

OFFERED_FOR = datetime.timedelta(days=14)
WAS_THERE = (Attendance.Was.THERE, Attendance.Was.PART)
Found = tuple[datetime.datetime | None, Step]


def to_look_back(table: Table) -> Step | None:
    """The newest about which nothing is written, for two weeks and after all that waits: nobody has to."""
    found = [*session_of_late(table), *talk_of_late(table)]
    return max(found, key=lambda each: each[0] or table.now)[1] if found else None


def session_of_late(table: Table) -> Iterator[Found]:
    """Give the last session that this person was at."""
    sat = DebriefSession.objects.visible_to(table.person).sat_at_by(table.person)
    there = sat.filter(state__in=DebriefSession.HELD, attendances__person=table.person, attendances__was__in=WAS_THERE)
    lately = there.filter(starts_at__gt=table.now - OFFERED_FOR).exclude(pk__in=written(table, "session"))
    for session in lately.select_related("group").order_by("-starts_at", "-pk")[:1]:
        yield session.starts_at, offer("session", session.pk, f"your session with {session.group}")


def talk_of_late(table: Table) -> Iterator[Found]:
    """Give the last talk that this person had."""
    held = Talk.objects.visible_to(table.person).held()
    lately = held.filter(starts_at__gt=table.now - OFFERED_FOR).exclude(pk__in=written(table, "talk"))
    for talk in lately.with_both().order_by("-starts_at", "-pk")[:1]:
        yield talk.starts_at, offer("talk", talk.pk, f"your talk with {talk.match.other_than(table.person)}")


def written(table: Table, kind: str) -> QuerySet[Any, Any]:
    """Return the keys of what this person has written about."""
    mine = Reflection.objects.visible_to(table.person).filter(author=table.person)
    return mine.filter(about_kind=kind).values("about_key")


def offer(kind: str, key: int, name: str) -> Step:
    """Offer one thing."""
    return Step(
        f"Look back on {name}?",
        "A few lines are enough, and leaving it is fine. Only you can read them, until you choose.",
        f"{reverse('reflection-new')}?{kind}={key}",
        "Write my debrief",
    )
