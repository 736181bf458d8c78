"""Keeping somebody away, and letting them near again. The audit rows name nobody: only the blocker knows whom."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from youdesign.people import audit
from youdesign.people.models import Block, Person


@transaction.atomic
def block_person(*, person: Person, by: Person) -> Block:
    """Keep a person away, from now on and both ways; they are not told."""
    if person.pk == by.pk:
        raise PermissionDenied
    block, is_new = Block.objects.get_or_create(blocker=by, blocked=person)
    if is_new:
        audit.record("block", block, by=by)
    return block


@transaction.atomic
def end_block(*, block: Block, by: Person) -> None:
    """Let them near again."""
    if block.blocker_id != by.pk:
        raise PermissionDenied
    audit.record("end a block", block, by=by)
    block.delete()
