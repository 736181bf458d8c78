"""A session comes, is moved, or is called off."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.links import unwell_token
from cohorts.notice_kinds.owed import attachment, how, is_round_a_table, name_sessions, page_of, still_owed
from cohorts.times import clock, day, span
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person

CHANGED = Withheld("The session was changed, and another message says how.")
CANNOT_COME = Withheld("You said that you can't come this time.")
NOT_TOLD = Withheld("We had not told you about the old time.")


def unwell_link(person: Person) -> str:
    """Return the address by which this person says that they are unwell today, without signing in."""
    return f"{settings.SITE_URL}{reverse('care-unwell-link', args=[unwell_token(person)])}"


def session_reminder(notice: Notice) -> Mail | Withheld:
    """Remind somebody of a session they may come to, two days or two hours before."""
    owed = still_owed(notice)
    if isinstance(owed, Withheld):
        return owed
    session, person = owed
    which, _, sequence = notice.occurrence.partition(".")
    if sequence != str(session.calendar_sequence):
        return CHANGED
    if session.attendances.filter(person=person, answer="cannot").exists():
        return CANNOT_COME
    zone = timezone.get_current_timezone()
    when = f"at {clock(session.starts_at, zone)}" if which == "2h" else f"on {day(session.starts_at, zone)}"
    return Mail(
        subject=f"Your group meets {when}",
        body="\n\n".join(
            filter(
                None,
                [
                    f"Hello {person.get_short_name()},",
                    f"{session.group} meets on {span(session.starts_at, session.ends_at, zone)}.",
                    how(session),
                    "Coming, can't, or not sure? One tap on the page tells the group. You never have to say why.",
                    "The file with this message puts it in your calendar.",
                ],
            )
        ),
        link=page_of(session),
        link_text="Say if you are coming",
        more=(("Unwell today? Say so in one tap", unwell_link(person)),),
        attachments=attachment(session),
    )


def session_changed(notice: Notice) -> Mail | Withheld:
    """Tell somebody who had been told something else when, or how, a session meets now."""
    owed = still_owed(notice)
    if isinstance(owed, Withheld):
        return owed
    session, person = owed
    if notice.occurrence != str(session.calendar_sequence):
        return CHANGED
    zone = timezone.get_current_timezone()
    before = session.times.filter(sequence=last_told(notice)).first()
    if before is None:
        return NOT_TOLD
    is_moved = (before.starts_at, before.ends_at) != (session.starts_at, session.ends_at)
    was, now = (span(facts.starts_at, facts.ends_at, zone) for facts in (before, session))
    if is_moved:
        subject = f"New time: your group meets on {day(session.starts_at, zone)}"
        what = f"{session.group} meets at a new time.\n\nIt was: {was}.\nIt is now: {now}."
    else:
        subject = "A new way to join your group"
        what = f"{session.group} still meets on {now}. What has changed is how to join."
    return Mail(
        subject=subject,
        body="\n\n".join(
            filter(
                None,
                [
                    f"Hello {person.get_short_name()},",
                    what,
                    how(session),
                    "Please say again if you are coming. You never have to say why." if is_moved else "",
                    "The file with this message puts your calendar right.",
                ],
            )
        ),
        link=page_of(session),
        link_text="See the session",
        attachments=attachment(session),
    )


def last_told(notice: Notice) -> int:
    """Return the number of the latest facts about this session that reached this person, or -1."""
    sent = Notice.objects.filter(
        person=notice.person,
        object_id=notice.object_id,
        kind__in=("session_reminder", "session_changed"),
        state=Notice.State.SENT,
    )
    told = [int(occurrence.rpartition(".")[2]) for occurrence in sent.values_list("occurrence", flat=True)]
    return max(told, default=-1)


def session_cancelled(notice: Notice) -> Mail | Withheld:
    """Tell somebody that a session will not take place."""
    owed = still_owed(notice)
    if isinstance(owed, Withheld):
        return owed
    session, person = owed
    zone = timezone.get_current_timezone()
    return Mail(
        subject=f"Cancelled: your group on {day(session.starts_at, zone)}",
        body="\n\n".join(
            [
                f"Hello {person.get_short_name()},",
                f"{session.group} does not meet on {span(session.starts_at, session.ends_at, zone)}. It was cancelled.",
                "The file with this message takes it out of your calendar. Your group's page says what comes next.",
            ]
        ),
        link=page_of(session),
        link_text="See your group's dates",
        attachments=attachment(session),
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        code="session_reminder",
        title="Reminders of your group's sessions",
        because="Your learning group meets soon.",
        compose=session_reminder,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
    Kind(
        code="session_changed",
        title="Changes to a session you were told about",
        because="We had told you something else about this session.",
        compose=session_changed,
        is_for=is_round_a_table,
        name_each=name_sessions,
        can_be_off=False,
    ),
    Kind(
        code="session_cancelled",
        title="Sessions that are cancelled",
        because="You are in the group that was to meet.",
        compose=session_cancelled,
        is_for=is_round_a_table,
        name_each=name_sessions,
        can_be_off=False,
    ),
)
