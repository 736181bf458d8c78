"""Owing people the news about their sessions: one message each, however many sessions it is about."""

import datetime
from collections.abc import Iterable, Sequence

from django.utils import timezone

from cohorts.actions.reminders import owe_reminders_of
from cohorts.models import DebriefSession, SeriesNews, SeriesNewsDate, SessionSeries
from cohorts.rhythm import KINDS_AFTER, KINDS_BEFORE
from cohorts.telling import PLANNED, told_about
from youdesign.notices.actions import Promise, owe_notices, withdraw_all_notices, withdraw_notices
from youdesign.notices.models import Notice
from youdesign.people.models import Person

NOT_SENT = (Notice.State.WAITING, Notice.State.GATHERED, Notice.State.PARKED)  # what is held back when it is renewed
RENEWED = "The dates were changed, and another message has them."


def tell_news(
    series: SessionSeries, what: str, sessions: Sequence[DebriefSession], people: Iterable[Person]
) -> SeriesNews:
    """Owe each person one message about all of these sessions."""
    news, now = SeriesNews.objects.create(series=series, what=what), timezone.now()
    SeriesNewsDate.objects.bulk_create(
        SeriesNewsDate(news=news, session=session, sequence=session.calendar_sequence) for session in sessions
    )
    useful_until = max(session.ends_at for session in sessions)
    kind, key = f"series_{what}", str(news.pk)
    owe_notices([Promise(kind, person, key, "once", now, useful_until) for person in people])
    return news


def tell_of_changes(sessions: Sequence[DebriefSession], *, now: datetime.datetime) -> None:
    """Replace what is owed, and owe those whom a mail had reached the news of what is different."""
    told = told_about(sessions)
    withdraw_all(sessions, "The session was changed.")
    know = told | renew_plans(sessions)
    people = list(sessions[0].group.people())
    owe_reminders_of(sessions, [person for person in people if person.pk in know], now=now)
    owe_reminders_of(sessions, [person for person in people if person.pk not in know], now=now, is_news=True)
    hear = [person for person in people if person.pk in told]
    if len(sessions) == 1:
        owe_notices([changed(sessions[0], person, now) for person in hear])
    else:
        tell_news(sessions[0].series_day.series, SeriesNews.What.CHANGED, sessions, hear)


def changed(session: DebriefSession, person: Person, now: datetime.datetime) -> Promise:
    """Return the news that one session is at another time, or is joined in another way."""
    return Promise(
        "session_changed", person, str(session.pk), str(session.calendar_sequence), now, useful_until=session.starts_at
    )


def renew_plans(sessions: Sequence[DebriefSession]) -> set[int]:
    """Let messages that name these dates as new, and wait, be about what is true now; return who gets them."""
    hear: set[int] = set()
    for news in SeriesNews.objects.filter(what="planned", dates__session__in=sessions).distinct():
        owed = Notice.objects.filter(kind=PLANNED, object_id=str(news.pk), state__in=NOT_SENT)
        owed = owed.exclude(lease_until__gt=timezone.now())  # those are being sent
        people = list(Person.objects.filter(pk__in=owed.values("person")))
        if people:
            withdraw_notices(PLANNED, object_id=news.pk, reason=RENEWED)
            about = DebriefSession.objects.filter(series_news__news=news)
            tell_news(news.series, SeriesNews.What.PLANNED, list(about), people)
            hear |= {person.pk for person in people}
    return hear


def withdraw_all(sessions: Sequence[DebriefSession], reason: str) -> None:
    """Hold back every mail about one of these sessions alone that was not sent yet."""
    withdraw_all_notices(
        (*KINDS_BEFORE, *KINDS_AFTER, "session_changed"), about=[str(each.pk) for each in sessions], reason=reason
    )
