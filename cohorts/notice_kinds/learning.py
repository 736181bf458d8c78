"""A turn was taken back, and what was written about it is gone: said to the table, not what it was nor whose."""

from django.utils import timezone

from cohorts.models import SessionRecap
from cohorts.notice_kinds.after import full
from cohorts.notice_kinds.owed import greeting, is_round_a_table, name_sessions, still_theirs
from cohorts.policies import can_write_recap, sits_at_table
from cohorts.times import day
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice

NOT_THERE = Withheld("You did not sit at that table.")


def turn_taken_back(notice: Notice) -> Mail | Withheld:
    """Tell one of the table; whoever can change what the group keeps is asked to take it out."""
    owed = still_theirs(notice)
    if isinstance(owed, Withheld):
        return owed
    session, person = owed
    if not sits_at_table(person, session):
        return NOT_THERE
    is_to_come_out = SessionRecap.objects.filter(session=session, withdrawn_at__isnull=False).exists()
    asked = is_to_come_out and can_write_recap(person, session, timezone.now())
    on = day(session.starts_at, timezone.get_current_timezone())
    said = [
        greeting(person),
        f"Somebody in {session.group} took back a turn of {on}. That is always fine, and nobody says why.",
        "What anybody wrote about it, you too, is gone with it. Next steps of your own stay yours.",
    ]
    if asked:
        said.append(
            "What the group keeps of that day may still hold words about it. Read it once more, and take them out."
        )
    elif is_to_come_out:
        said.append("What the group keeps of that day is looked at again. There is nothing that you have to do.")
    return Mail(
        subject="A turn was taken back",
        body="\n\n".join([*said, "Let it rest, in the room and elsewhere."]),
        link=full("session-recap" if asked else "session-detail", session.pk),
        link_text="Read it once more" if asked else "See the session",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        code="turn_taken_back",
        title="A turn that somebody takes back",
        because="You sat at the table of that session.",
        compose=turn_taken_back,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
)
