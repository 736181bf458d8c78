"""Who has been told what about sessions: by mails about one of them, and by mails about several of a series."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from cohorts.models import DebriefSession, SeriesNews, SeriesNewsDate
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
    rows = list(sent.values_list("kind", "object_id", "occurrence"))
    told = [(int(key), int(which.rpartition(".")[2])) for kind, key, which in rows if kind in ABOUT_ONE]
    news = [int(key) for kind, key, _ in rows if kind not in ABOUT_ONE]
    dates = SeriesNewsDate.objects.filter(news__in=news, session__in=sessions)
    found: dict[int, int] = {}
    for session, sequence in [*told, *dates.values_list("session", "sequence")]:
        found[session] = max(sequence, found.get(session, -1))
    return found
