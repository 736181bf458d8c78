"""What the facilitator says in a message around a session, in her own words."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.models import DebriefSession, SessionMessage
from cohorts.policies import can_run_session_of_group
from cohorts.problems import SavedMeanwhile
from cohorts.rhythm import BY_STEP
from youdesign.people.audit import record
from youdesign.people.models import Person


@transaction.atomic
def write_message(
    *,
    session: DebriefSession,
    step: str,
    by: Person,
    words: str,
    is_off: bool,
    seen: datetime.datetime | None,
    now: datetime.datetime,
) -> SessionMessage:
    """Keep her words, and whether it goes at all; only in place of what she had seen. Nothing of ours changes them."""
    session = DebriefSession.objects.select_for_update(of=("self",)).select_related("group").get(pk=session.pk)
    if not can_run_session_of_group(by, session.group):
        raise PermissionDenied
    first = SessionMessage(session=session, step=step, words=BY_STEP[SessionMessage.Step(step)].words)
    message = SessionMessage.objects.filter(session=session, step=step).first() or first
    if (message.words, message.is_off) == (words, is_off):
        return message  # pressed twice
    if message.edited_at != seen:
        raise SavedMeanwhile
    message.words, message.is_off = words, is_off
    message.edited_at, message.edited_by = now, by
    message.save()
    record("write", message, by=by, session=session.pk, step=str(step), is_off=is_off)
    return message
