"""A session is moved, or called off."""

from django.utils import timezone

from cohorts.notice_kinds.owed import (
    CHANGED,
    attachment,
    greeting,
    how,
    is_round_a_table,
    name_sessions,
    page_of,
    still_owed,
)
from cohorts.telling import last_told
from cohorts.times import day, span
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice

NOT_TOLD = Withheld("We had not told you about the old time.")


def session_changed(notice: Notice) -> Mail | Withheld:
    """Tell somebody who had been told something else when, or how, a session meets now."""
    owed = still_owed(notice)
    if isinstance(owed, Withheld):
        return owed
    session, person = owed
    if notice.occurrence != str(session.calendar_sequence):
        return CHANGED
    zone = timezone.get_current_timezone()
    before = session.times.filter(sequence=last_told(person, [session]).get(session.pk, -1)).first()
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
                    greeting(person),
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
                greeting(person),
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
