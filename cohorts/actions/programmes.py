"""Moving a programme from one state to the next."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.models import Programme
from cohorts.policies import can_coordinate_programme
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move


@transaction.atomic
def move_programme(*, programme: Programme, to: str, by: Person) -> None:
    """Move a programme by the table of moves."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if not can_coordinate_programme(by, programme):
        raise PermissionDenied
    before = programme.state
    check_move(Programme.MOVES, before, to)
    programme.state = to
    programme.save(update_fields=["state"])
    record("move", programme, by=by, before=before, after=to)
