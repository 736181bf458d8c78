"""Signed links: the one in an invitation, and the one in a reminder that says "unwell today" without signing in."""

import datetime

from django.core import signing

from cohorts.models import Invitation
from youdesign.people.models import Person

UNWELL = "cohorts.unwell"
UNWELL_LASTS = datetime.timedelta(days=4)  # from two days before a session to a little after it
SIGNER = signing.Signer(salt="cohorts.invitation", sep=".")


def token_for(invitation: Invitation) -> str:
    """Return the last part of the link that goes to the invited address, and nowhere else."""
    return SIGNER.sign(str(invitation.pk))


def invitation_from(token: str) -> Invitation | None:
    """Return the invitation that this link names, or nothing when somebody changed the link."""
    try:
        pk = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    found = Invitation.objects.select_related("cohort__programme", "group", "invited_by").filter(pk=pk)
    return found.first()


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
