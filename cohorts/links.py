"""The signed link in an invitation: it names the row, and the row says whether it still counts."""

from django.core import signing

from cohorts.models import Invitation

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
