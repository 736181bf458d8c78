"""Links in mails: in an invitation, and those in a reminder that answer or say "unwell today" without signing in."""

import datetime
import secrets

from django.core import signing

from cohorts.models import DebriefSession, Invitation
from cohorts.models.invitations import hash_of
from youdesign.people.models import Person

UNWELL = "cohorts.unwell"
ANSWER = "cohorts.answer"
ANSWER_LASTS = datetime.timedelta(days=120)  # a session can be moved far; the answer closes when it is over
UNWELL_LASTS = datetime.timedelta(days=4)  # from two days before a session to a little after it


def new_token(invitation: Invitation) -> str:
    """Return the last part of the link for the mail; only its hash is kept, and an older link stops working."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(pk=invitation.pk).update(link_hash=hash_of(token))
    return token


def invitation_from(token: str) -> Invitation | None:
    """Return the invitation that this link leads to, or nothing when it is torn or a newer one took its place."""
    found = Invitation.objects.select_related("cohort__programme", "group", "invited_by")
    return found.filter(link_hash=hash_of(token)).first()


def unwell_token(person: Person) -> str:
    """Return the last part of the link by which this person says that they are unwell today, and nothing else."""
    return signing.dumps({"person": person.pk}, salt=UNWELL)


def person_unwell(token: str) -> Person | None:
    """Return who may say so by this link, or nobody when it is not ours or too old."""
    try:
        held = signing.loads(token, salt=UNWELL, max_age=UNWELL_LASTS)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=held["person"], is_active=True).first()


def answer_token(session: DebriefSession, person: Person) -> str:
    """Return the last part of the link by which this person says whether they come to this session, and nothing else.

    It names the session and not its time, so that it goes on working when the session is moved.
    """
    return signing.dumps({"session": session.pk, "person": person.pk}, salt=ANSWER)


def answerer(token: str) -> tuple[DebriefSession, Person] | None:
    """Return whose answer about which session this link keeps, or nothing when it is not ours or too old."""
    try:
        held = signing.loads(token, salt=ANSWER, max_age=ANSWER_LASTS)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=held["person"], is_active=True).first()
    if person is None:
        return None
    sessions = DebriefSession.objects.visible_to(person).with_answer_of(person).select_related("group__facilitator")
    session = sessions.filter(pk=held["session"]).first()
    return (session, person) if session else None
