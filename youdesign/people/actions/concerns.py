"""Telling someone, and answering."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people import audit, concerns
from youdesign.people.models import Concern, Person
from youdesign.people.policies import can_move_concern
from youdesign.people.states import check_move


@transaction.atomic
def raise_concern(*, by: Person | None, contact: str, what: str, page: str, responder: Person | None) -> Concern:
    """Keep what somebody told us, with who answers and by when."""
    now = timezone.now()
    concern = Concern.objects.create(
        raised_by=by,
        contact=contact,
        what=what,
        page=page,
        responder=responder,
        raised_at=now,
        answer_by=concerns.answer_by(now),
    )
    audit.record("raise", concern, by=None)  # who raised it stands in the concern only: never revealed by the audit
    return concern


@transaction.atomic
def move_concern(*, concern: Concern, state: str, by: Person) -> Concern:
    """Move a concern on: seen, being acted on, closed, or open again.

    Raises PermissionDenied, or MoveNotAllowed when the state cannot follow.
    """
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if not can_move_concern(by, concern):
        raise PermissionDenied
    before = concern.state
    check_move(Concern.MOVES, before, state)
    concern.state = Concern.State(state)
    concern.save(update_fields=["state"])
    audit.record("move", concern, by=by, before=before, after=state)  # not about whom: that would reveal who raised it
    return concern
