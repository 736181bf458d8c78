"""Who has been told what about sessions: by mails about one of them, and by mails about several of a series."""

import datetime
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Q, QuerySet
from django.utils import timezone

from cohorts.models import DebriefSession, SeriesNews, SeriesNewsDate, SessionTime
from cohorts.rhythm import KINDS_BEFORE
from youdesign.notices.models import Notice
from youdesign.people.models import Person

ABOUT_ONE = (*KINDS_BEFORE, "session_changed")
PLANNED, CHANGED = (f"series_{what}" for what in (SeriesNews.What.PLANNED, SeriesNews.What.CHANGED))


def mails_about(sessions: Collection[DebriefSession]) -> QuerySet[Notice]:
    """Return every mail that says when or how one of these sessions is."""
    news = SeriesNewsDate.objects.filter(session__in=sessions).values_list("news", flat=True)
    alone = Q(kind__in=ABOUT_ONE, object_id__in=[str(session.pk) for session in sessions])
    together = Q(kind__in=(PLANNED, CHANGED), object_id__in=[str(key) for key in news])
    return Notice.objects.filter(alone | together, person__isnull=False).order_by()


def told_about(sessions: Collection[DebriefSession]) -> set[int]:
    """Return the people whom a mail about one of these reached, or is being sent to at this moment."""
    reached = Q(state=Notice.State.SENT) | Q(lease_until__gt=timezone.now())
    return set(mails_about(sessions).filter(reached).values_list("person_id", flat=True))


def last_told(person: Person, sessions: Collection[DebriefSession]) -> dict[int, int]:
    """Return by session the number of the latest facts that reached this person; those never told of are left out."""
    sent = mails_about(sessions).filter(person=person, state=Notice.State.SENT)
    rows = list(sent.values_list("kind", "object_id", "occurrence", "sent_at"))
    told = [(int(key), int(which.rpartition(".")[2])) for kind, key, which, _ in rows if kind in ABOUT_ONE]
    news = {int(key): sent_at for kind, key, _, sent_at in rows if sent_at and kind not in ABOUT_ONE}
    found: dict[int, int] = {}
    for session, sequence in [*told, *told_together(news, sessions)]:
        found[session] = max(sequence, found.get(session, -1))
    return found


def told_together(
    news: Mapping[int, datetime.datetime], sessions: Collection[DebriefSession]
) -> Iterator[tuple[int, int]]:
    """Yield each session with the number that news sent then told of it; a change that had moved on was left out."""
    left_behind = {
        (time.session_id, time.sequence): time.set_at for time in SessionTime.objects.filter(session__in=sessions)
    }
    dates = SeriesNewsDate.objects.filter(news__in=news, session__in=sessions)
    for key, what, session, sequence in dates.values_list("news", "news__what", "session", "sequence"):
        moved_on_at = left_behind.get((session, sequence))
        if what != SeriesNews.What.CHANGED or moved_on_at is None or moved_on_at > news[key]:
            yield session, sequence
