"""Several sessions of a series are planned, changed or called off: one message that names each date."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cohorts.calendars import sessions_file
from cohorts.joining import ways_to_join
from cohorts.models import DebriefSession, SeriesNews, SessionTime
from cohorts.notice_kinds.owed import BEGUN, CANCELLED, CHANGED, GONE, LEFT, greeting, is_paused, is_round_a_table
from cohorts.telling import last_told
from cohorts.times import span
from youdesign.notices.kinds import Attachment, Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.notices.quiet import PAUSED
from youdesign.people.models import Person


def still_owed(notice: Notice) -> tuple[SeriesNews, Person] | Withheld:
    """Return the news and the person, or why it is not for this person any more."""
    found = SeriesNews.objects.select_related("series__group__facilitator").filter(pk=notice.object_id)
    news, person = found.first(), notice.person
    if news is None or person is None:
        return GONE
    group = news.series.group
    if not group.people().filter(pk=person.pk).exists():
        return LEFT
    return PAUSED if is_paused(person, group) else (news, person)


def sessions_of(news: SeriesNews) -> QuerySet[DebriefSession]:
    """Return the sessions that it is about, soonest first."""
    found = DebriefSession.objects.filter(series_news__news=news).select_related("group__facilitator")
    return found.order_by("starts_at", "pk")


def to_come(sessions: Iterable[DebriefSession]) -> list[DebriefSession]:
    """Return those that have not begun."""
    now = timezone.now()
    return [session for session in sessions if session.starts_at > now]


def series_planned(notice: Notice) -> Mail | Withheld:
    """Name the new dates as they stand; those that were called off or have begun are left out."""
    owed = still_owed(notice)
    if isinstance(owed, Withheld):
        return owed
    news, person = owed
    planned = sessions_of(news).exclude(state="cancelled")
    if not planned:
        return CANCELLED
    sessions = to_come(planned)
    if not sessions:
        return BEGUN
    often, is_one = news.series.get_every_weeks_display().lower(), len(sessions) == 1
    what = "has a new date:" if is_one else f"meets {often}. These are the new dates:"
    return letter(
        news,
        person,
        sessions,
        "A new date for your group" if is_one else "New dates for your group",
        f"{news.series.group} {what}\n{listed(map(when, sessions))}",
        *how(sessions),
        f"You get a reminder before {'it' if is_one else 'each of them'}, and you can say then if you are coming.",
        f"The file with this message puts {'it' if is_one else 'them'} in your calendar.",
    )


def series_changed(notice: Notice) -> Mail | Withheld:
    """Name the old and the new time of each date that still is as this news says."""
    owed = still_owed(notice)
    if isinstance(owed, Withheld):
        return owed
    news, person = owed
    numbers = dict(news.dates.values_list("session", "sequence"))
    as_told = [each for each in sessions_of(news) if each.calendar_sequence == numbers[each.pk]]
    if not as_told:
        return CHANGED
    sessions = to_come(as_told)
    if not sessions:
        return BEGUN
    before = before_of(person, sessions)
    is_moved = any(before.get(each.pk, when(each)) != when(each) for each in sessions)
    mends = "The file with this message puts your calendar right."
    if not is_moved:
        what = f"{news.series.group} still meets on these dates. What has changed is how to join."
        subject, said = "A new way to join your group", [f"{what}\n{listed(map(when, sessions))}", *how(sessions)]
        return letter(news, person, sessions, subject, *said, mends)
    return letter(
        news,
        person,
        sessions,
        "New times for your group",
        f"{news.series.group} meets at new times.",
        *(was_and_is(before.get(each.pk), when(each)) for each in sessions),
        *how(sessions),
        "Please say again if you are coming. You never have to say why.",
        mends,
    )


def series_cancelled(notice: Notice) -> Mail | Withheld:
    """Name the dates that will not take place."""
    owed = still_owed(notice)
    if isinstance(owed, Withheld):
        return owed
    news, person = owed
    sessions = to_come(sessions_of(news))
    if not sessions:
        return BEGUN
    return letter(
        news,
        person,
        sessions,
        "Cancelled: dates of your group",
        f"{news.series.group} does not meet on these dates. They were cancelled:\n{listed(map(when, sessions))}",
        "The file with this message takes them out of your calendar. Your group's page says what comes next.",
    )


def letter(
    news: SeriesNews, person: Person, sessions: Sequence[DebriefSession], subject: str, *paragraphs: str
) -> Mail:
    """Return the mail, with the file that puts each of these dates right in a calendar."""
    return Mail(
        subject=subject,
        body="\n\n".join([greeting(person), *paragraphs]),
        link=settings.SITE_URL + reverse("group-detail", args=[news.series.group_id]),
        link_text="See your group's dates",
        attachments=(Attachment("sessions.ics", sessions_file(sessions), "text/calendar"),),
    )


def when(session: DebriefSession) -> str:
    """Say when it is, by the reader's clock."""
    return span(session.starts_at, session.ends_at, timezone.get_current_timezone())


def listed(texts: Iterable[str]) -> str:
    """Return a line for each."""
    return "\n".join(f"- {text}" for text in texts)


def was_and_is(before: str | None, now: str) -> str:
    """Say what one date was, where the reader knows another time, and what it is."""
    return f"It was: {before}.\nIt is now: {now}." if before and before != now else f"- {now}"


def how(sessions: Sequence[DebriefSession]) -> list[str]:
    """Return how to join as one paragraph, where that is the same for all."""
    ways = {"\n".join(ways_to_join(session)) for session in sessions}
    return [text for text in ways if text] if len(ways) == 1 else ["How to join is on the page of each date."]


def before_of(person: Person, sessions: Collection[DebriefSession]) -> Mapping[int, str]:
    """Return by session when it was to be as this person last heard; those never told of are left out."""
    told = last_told(person, sessions)
    times = SessionTime.objects.filter(session__in=sessions)
    known = {(time.session_id, time.sequence): time for time in times}
    found = {key: known.get((key, sequence)) for key, sequence in told.items()}
    zone = timezone.get_current_timezone()
    return {key: span(time.starts_at, time.ends_at, zone) for key, time in found.items() if time}


def name_news(notices: Sequence[Notice]) -> Mapping[int, str]:
    """Return for each notice the group that it is about."""
    keys = {notice.object_id for notice in notices if notice.object_id.isdecimal()}
    news = {str(each.pk): each for each in SeriesNews.objects.filter(pk__in=keys).select_related("series__group")}
    return {notice.pk: str(news[notice.object_id].series.group) for notice in notices if notice.object_id in news}


KINDS: tuple[Kind, ...] = (
    Kind(
        code="series_planned",
        title="New dates of your group",
        because="Whoever runs your learning group planned several sessions.",
        compose=series_planned,
        is_for=is_round_a_table,
        name_each=name_news,
    ),
    Kind(
        code="series_changed",
        title="Changes to several dates of your group",
        because="We had told you something else about these sessions.",
        compose=series_changed,
        is_for=is_round_a_table,
        name_each=name_news,
        can_be_off=False,
    ),
    Kind(
        code="series_cancelled",
        title="Several dates of your group are cancelled",
        because="You are in the group that was to meet.",
        compose=series_cancelled,
        is_for=is_round_a_table,
        name_each=name_news,
        can_be_off=False,
    ),
)
