"""The kinds of notice that this app sends."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.calendars import session_file
from cohorts.links import token_for, unwell_token
from cohorts.models import Attendance, DebriefSession, Invitation, LearningGroup, Membership
from cohorts.times import clock, day, span
from youdesign.notices.kinds import Attachment, Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person

GONE = Withheld("It is not there any more.")
LEFT = Withheld("You are not in this group any more.")
PAUSED = Withheld("You are taking a pause, so we keep quiet.")
CANCELLED = Withheld("The session was cancelled.")
BEGUN = Withheld("The session had begun already.")
CHANGED = Withheld("The session was changed, and another message says how.")
CANNOT_COME = Withheld("You said that you can't come this time.")
NOT_TOLD = Withheld("We had not told you about the old time.")
HANDED_ON = Withheld("The group has another facilitator now.")
ANSWERED = Withheld("The invitation was answered or taken back.")


def invitation(notice: Notice) -> Mail | Withheld:
    """Invite an address, while the invitation is open."""
    found = Invitation.objects.select_related("cohort__programme", "group", "invited_by").filter(pk=notice.object_id)
    invited = found.first()
    if invited is None:
        return GONE
    if invited.state(timezone.now()) != "open":
        return ANSWERED
    programme, group = invited.cohort.programme, invited.group
    seat = f" There is a seat for you in the learning group “{group}”." if group else ""
    return Mail(
        subject=f"{invited.invited_by} invites you to {programme}",
        body="\n\n".join(
            [
                f"Hello {invited.name}," if invited.name else "Hello,",
                f"{invited.invited_by} invites you to take part in {programme}.{seat}",
                "You Design is for patient leaders: people who use their own experience to change health and care. "
                "It gives you a mentor, somewhere to try things out, skills, a learning group, and colleagues.",
                "The page says what it means and who will see your name. Nothing happens until you say yes. "
                f"You can use it until {day(invited.expires_at, timezone.get_current_timezone())}.",
                "If you did not expect this, you can leave it, or press “No thanks” on the page.",
            ]
        ),
        link=settings.SITE_URL + reverse("invitation-detail", args=[token_for(invited)]),
        link_text="See the invitation",
    )


def still_owed(notice: Notice) -> tuple[DebriefSession, Person] | Withheld:
    """Return the session and the person, or why a mail about it is not for this person any more."""
    session = DebriefSession.objects.select_related("group").filter(pk=notice.object_id).first()
    person = notice.person
    if session is None or person is None:
        return GONE
    group = session.group
    if not (group.has_member(person) or group.facilitator_id == person.pk):
        return LEFT
    if is_paused(person, group):
        return PAUSED
    if session.is_cancelled and notice.kind != "session_cancelled":
        return CANCELLED
    return BEGUN if session.starts_at <= timezone.now() else (session, person)


def is_paused(person: Person, group: LearningGroup) -> bool:
    """Return whether this person's place in the group's cohort is paused."""
    return Membership.objects.filter(person=person, cohort_id=group.cohort_id, state="paused").exists()


def how(session: DebriefSession) -> str:
    """Say how to join, by link or place and by phone."""
    ways = [("To join: ", session.how_to_join), ("By phone: ", session.phone_in)]
    return "\n".join(label + text for label, text in ways if text)


def page_of(session: DebriefSession) -> str:
    """Return the full address of a session's page."""
    return f"{settings.SITE_URL}{reverse('session-detail', args=[session.pk])}"


def unwell_link(person: Person) -> str:
    """Return the address by which this person says that they are unwell today, without signing in."""
    return f"{settings.SITE_URL}{reverse('care-unwell-link', args=[unwell_token(person)])}"


def attachment(session: DebriefSession) -> tuple[Attachment, ...]:
    """Return the session's calendar file."""
    return (Attachment("session.ics", session_file(session), "text/calendar"),)


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


def group_handed_over(notice: Notice) -> Mail | Withheld:
    """Tell somebody that they facilitate a group now."""
    group = LearningGroup.objects.filter(pk=notice.object_id).first()
    person = notice.person
    if group is None or person is None:
        return GONE
    if group.facilitator_id != person.pk:
        return HANDED_ON
    return Mail(
        subject=f"You now facilitate {group}",
        body="\n\n".join(
            [
                f"Hello {person.get_short_name()},",
                f"From now on you facilitate the learning group “{group}”. You are in its room, and you see its dates.",
                "Was this not agreed with you? Tell your coordinator. Their phone number is on the group's page.",
            ]
        ),
        link=settings.SITE_URL + reverse("group-detail", args=[group.pk]),
        link_text="See the group",
    )


def facilitates(person: Person) -> bool:
    """Whether this person has a group to facilitate."""
    return LearningGroup.objects.filter(facilitator=person).exists()


def cannot_come(notice: Notice) -> Mail | Withheld:
    """Tell whoever runs a session that somebody can't come; why is not known here, and not asked."""
    attendance = Attendance.objects.select_related("session__group", "person").filter(pk=notice.occurrence).first()
    if attendance is None or attendance.answer != Attendance.Answer.CANNOT:
        return Withheld("They can come after all.")
    session, zone = attendance.session, timezone.get_current_timezone()
    return Mail(
        subject=f"{attendance.person} can't come on {day(session.starts_at, zone)}",
        body=(
            f"{attendance.person} can't come to {session.group} on {span(session.starts_at, session.ends_at, zone)}. "
            "Their seat is kept, and we send them a recap.\n\nNobody has to say why, so please do not ask."
        ),
        link=page_of(session),
        link_text="See who is coming",
    )


def session_recap(notice: Notice) -> Mail | Withheld:
    """Tell somebody who was unwell what they missed, without a word of what others said."""
    session = DebriefSession.objects.select_related("group__room").filter(pk=notice.object_id).first()
    person = notice.person
    if session is None or person is None:
        return GONE
    if not session.group.has_member(person):
        return LEFT
    if session.is_cancelled:
        return CANCELLED
    if not session.attendances.filter(person=person, answer=Attendance.Answer.CANNOT).exists():
        return Withheld("You could come after all.")
    return Mail(
        subject=f"What you missed on {day(session.starts_at, timezone.get_current_timezone())}",
        body="\n\n".join([f"Hello {person.get_short_name()},", *recap_of(session)]),
        link=f"{settings.SITE_URL}{reverse('room-detail', args=[session.group.room_id])}",
        link_text="Read it in your group's room",
    )


def recap_of(session: DebriefSession) -> list[str]:
    """Return the recap in paragraphs: what is in the room, and when the group meets next."""
    zone, group = timezone.get_current_timezone(), session.group
    said = group.room.messages.filter(sent_at__gte=session.starts_at, deleted_at__isnull=True).count()
    written = "Nobody has written" if not said else "One message was" if said == 1 else f"{said} messages were"
    later = group.sessions.upcoming(timezone.now()).exclude(pk=session.pk).first()
    return [
        f"You were missed when {group} met on {day(session.starts_at, zone)}. Your seat is kept.",
        f"{written} in your group's room since it began." if not said else f"{written} written in your group's room.",
        f"Your group meets next on {span(later.starts_at, later.ends_at, zone)}."
        if later
        else "The next date is not set yet. We will write to you when it is.",
    ]


def nobody_yet(person: Person) -> bool:
    """Invitations go to an address; they are in the list of those who had one."""
    return False


def name_sessions(notices: Sequence[Notice]) -> Mapping[int, str]:
    """Return for each notice the group and when it meets, as it stands now."""
    keys = {notice.object_id for notice in notices if notice.object_id.isdecimal()}
    sessions = {str(s.pk): s for s in DebriefSession.objects.filter(pk__in=keys).select_related("group")}
    zone = timezone.get_current_timezone()
    return {
        notice.pk: f"{session.group}, {day(session.starts_at, zone)}, {clock(session.starts_at, zone)}"
        for notice in notices
        if (session := sessions.get(notice.object_id))
    }


def is_round_a_table(person: Person) -> bool:
    """Whether this person has a place, or a group to facilitate: sessions concern them."""
    places = Membership.objects.taking_part().filter(person=person)
    return places.exists() or LearningGroup.objects.filter(facilitator=person).exists()


KINDS: tuple[Kind, ...] = (
    Kind(
        code="invitation",
        title="An invitation",
        because="A coordinator invited this address.",
        compose=invitation,
        can_be_off=False,
        is_for=nobody_yet,
    ),
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
        code="cannot_come",
        title="Somebody can't come to a session you run",
        because="You run the session.",
        compose=cannot_come,
        is_for=facilitates,
        name_each=name_sessions,
    ),
    Kind(
        code="session_recap",
        title="What you missed when you were unwell",
        because="You said that you were unwell, and your group met.",
        compose=session_recap,
        is_for=is_round_a_table,
        name_each=name_sessions,
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
    Kind(
        code="group_handed_over",
        title="Groups that you are to facilitate",
        because="A coordinator made you the facilitator of a group.",
        compose=group_handed_over,
        is_for=facilitates,
        can_be_off=False,
    ),
)
