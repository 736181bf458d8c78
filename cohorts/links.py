"""Links in mails: the one in an invitation, and the one in a reminder that says "unwell today" without signing in."""

import datetime
import secrets

from django.core import signing

from cohorts.models import Invitation
from cohorts.models.invitations import hash_of
from youdesign.people.models import Person

UNWELL = "cohorts.unwell"
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
