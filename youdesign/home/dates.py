"""What is coming up: sessions, talks and events together."""

import datetime
from dataclasses import dataclass
from operator import attrgetter

from django.urls import reverse

from cohorts.times import clock
from youdesign.home.table import Table


@dataclass(frozen=True)
class Date:
    """Something that is coming up."""

    at: datetime.datetime
    title: str
    href: str
    when: str


def coming_up(table: Table) -> list[Date]:
    """Return the next sessions, talks and events together, soonest first."""
    sessions = [
        Date(
            s.starts_at.astimezone(s.zone),
            f"{s.group}",
            reverse("session-detail", args=[s.pk]),
            f"Debrief, {clock(s.starts_at, s.zone)}",
        )
        for s in table.sessions
    ]
    events = [
        Date(
            e.starts_at.astimezone(e.zone),
            f"{e}, {e.involvement.host}",
            reverse("event-detail", args=[e.pk]),
            ", ".join(filter(None, [clock(e.starts_at, e.zone), e.where])),
        )
        for e in table.events
    ]
    zone = table.person.zone
    talks = [
        Date(
            match.next_talk_at.astimezone(zone),
            f"Talk with {match.other_than(table.person)}",
            reverse("talk-detail", args=[match.next_talk]),
            clock(match.next_talk_at, zone),
        )
        for match in table.pairs
        if match.next_talk_at
    ]
    buddies = [
        Date(
            each.event.starts_at.astimezone(zone),
            f"Meeting buddy for {each.leader}",
            reverse("buddy-detail", args=[each.pk]),
            ", ".join(filter(None, [clock(each.event.starts_at, zone), each.event.where])),
        )
        for each in table.buddies
        if each.is_found and each.buddy_id == table.person.pk and not each.has_begun(table.now)
    ]
    return sorted(sessions + events + talks + buddies, key=attrgetter("at"))[:5]
