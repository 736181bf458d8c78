"""Writing what came of a session, checking it together, and saying that it stands."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.actions.sessions import lock
from cohorts.models import DebriefSession, RecapCheck, SessionRecap
from cohorts.policies import can_agree_recap, can_check_recap, can_write_recap
from cohorts.problems import NotHeldYet, RecapChanged, SavedMeanwhile
from cohorts.recaps import asked_about
from youdesign.notices.actions import owe_notice
from youdesign.notices.models import Notice
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move

CHANGES_SETTLE = datetime.timedelta(minutes=15)  # several changes in a row are one message
NEVER_SAVED = 0


@transaction.atomic
def write_recap(*, session: DebriefSession, by: Person, seen: int, now: datetime.datetime, **said: str) -> SessionRecap:
    """Keep the words in place of the version that was seen, and ask the group to check them.

    Raises SavedMeanwhile when others were saved by now.
    """
    session = lock(session)
    if not can_write_recap(by, session, now):
        raise PermissionDenied
    recap = SessionRecap.objects.filter(session=session).first() or SessionRecap(session=session, version=NEVER_SAVED)
    if recap.version and recap.said() == said and recap.withdrawn_at is None:
        return recap  # pressed twice
    if recap.version != seen:
        raise SavedMeanwhile
    for name in SessionRecap.WORDS:
        setattr(recap, name, said[name])
    recap.version += 1
    recap.written_by, recap.written_at, recap.agreed_by, recap.agreed_at = by, now, None, None
    recap.withdrawn_at = None
    recap.save()
    record("write", recap, by=by, session=session.pk, version=recap.version)
    ask_to_check(recap, now=now)
    return recap


@transaction.atomic
def keep_recap(*, session: DebriefSession, by: Person, seen: int, now: datetime.datetime) -> SessionRecap:
    """Say that nothing in the words is about a turn that was taken back; the group is asked whether that is right."""
    recap = seen_by(session, seen)
    if not can_write_recap(by, recap.session, now):
        raise PermissionDenied
    if recap.withdrawn_at is None:
        return recap  # pressed twice
    recap.withdrawn_at, recap.written_at = None, now
    recap.save(update_fields=["withdrawn_at", "written_at"])
    record("keep", recap, by=by, session=session.pk, version=recap.version)
    ask_to_check(recap, now=now)
    return recap


def ask_to_check(recap: SessionRecap, *, now: datetime.datetime) -> None:
    """Owe each of the group the question, after the message of the day after where that still comes and may ask it."""
    session = recap.session
    waiting = Notice.objects.filter(object_id=str(session.pk), state=Notice.State.WAITING, due_at__gt=now)
    told_at = dict(waiting.filter(kind="session_after").values_list("person_id", "due_at"))
    for person in Person.objects.filter(pk__in=asked_about(recap)):
        owe_notice(
            "recap_to_check",
            object_id=str(session.pk),
            person=person,
            occurrence=str(recap.version),
            due_at=told_at.get(person.pk, now) + CHANGES_SETTLE,
        )


@transaction.atomic
def check_recap(
    *, session: DebriefSession, by: Person, seen: int, is_right: bool, words: str, now: datetime.datetime
) -> RecapCheck:
    """Keep what somebody says about the version they saw; the last word counts. Raises RecapChanged for another."""
    recap = seen_by(session, seen)
    if not can_check_recap(by, recap):
        raise PermissionDenied
    said = {"version": seen, "is_right": is_right, "words": "" if is_right else words, "said_at": now}
    check, _ = RecapCheck.objects.update_or_create(recap=recap, person=by, defaults=said)
    record("check", check, by=by, about=by, session=session.pk, is_right=is_right)
    if not is_right:
        tell_change_is_wanted(check, now=now)
    return check


def tell_change_is_wanted(check: RecapCheck, *, now: datetime.datetime) -> None:
    """Owe whoever wrote the words and who run the group the news, once for each version and person."""
    session = check.recap.session
    for person in {check.recap.written_by, *session.group.who_run()} - {None, check.person}:
        owe_notice(
            "recap_change_wanted",
            object_id=str(session.pk),
            person=person,
            occurrence=f"{check.pk}.{check.version}",
            due_at=now,
        )


@transaction.atomic
def agree_recap(*, session: DebriefSession, by: Person, seen: int, now: datetime.datetime) -> SessionRecap:
    """Say that the version which was seen stands; the first time, the session's summary is agreed by it."""
    recap = seen_by(session, seen)
    if not can_agree_recap(by, recap):
        raise PermissionDenied
    if not recap.session.is_held:
        raise NotHeldYet
    if recap.agreed_at:
        return recap  # pressed twice
    recap.agreed_by, recap.agreed_at = by, now
    recap.save(update_fields=["agreed_by", "agreed_at"])
    record("agree", recap, by=by, session=session.pk, version=recap.version)
    settle(recap.session, by=by, now=now)
    return recap


def seen_by(session: DebriefSession, seen: int) -> SessionRecap:
    """Return the recap under its session's lock; raise RecapChanged when another version was seen."""
    session = lock(session)
    recap = SessionRecap.objects.filter(session=session).first()
    if recap is None or recap.version != seen:
        raise RecapChanged
    recap.session = session
    return recap


def settle(session: DebriefSession, *, by: Person, now: datetime.datetime) -> None:
    """Move the session on, once."""
    if session.state == DebriefSession.State.SUMMARY_AGREED:
        return
    before = session.state
    check_move(DebriefSession.MOVES, before, DebriefSession.State.SUMMARY_AGREED)
    session.state, session.changed_at = DebriefSession.State.SUMMARY_AGREED, now
    session.save(update_fields=["state", "changed_at"])
    record("move", session, by=by, before=before, after=session.state)
