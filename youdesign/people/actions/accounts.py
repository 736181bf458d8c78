"""What staff change on an account, and what we do to keep it its owner's."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from youdesign.people import audit
from youdesign.people.duties import check_can_stop, duties_of, hold_still, staff_duties_of
from youdesign.people.endings import end_with_account
from youdesign.people.models import Person
from youdesign.people.policies import can_change_account


@transaction.atomic
def change_account(*, person: Person, by: Person, changed: Iterable[str]) -> Person:
    """Keep the fields that staff changed on an account, and write down which.

    Raises HandOverFirst instead of switching somebody off, or taking their staff pages, while others rely on them.
    """
    fields = sorted(changed)
    if not can_change_account(by, person):
        raise PermissionDenied
    if "is_active" in fields and not person.is_active:
        check_can_stop(person, duties_of(hold_still(person)))
        end_with_account(person, by=by)
    if "is_staff" in fields and not person.is_staff:
        check_can_stop(person, staff_duties_of(hold_still(person)))
    person.save(update_fields=[field for field in fields if not Person._meta.get_field(field).many_to_many])
    audit.record("change account", person, by=by, about=person, fields=", ".join(fields))
    return person


@transaction.atomic
def drop_unproved_account(*, person: Person) -> None:
    """Delete an account that was just made with an address typed wrong; one that was ever used stays."""
    unused = Person.objects.filter(pk=person.pk, last_login=None).exclude(emailaddress__verified=True)
    for made in unused.select_for_update(of=("self",)):
        audit.record("drop unproved account", made, by=None)
        made.delete()


@transaction.atomic
def forget_first_password(*, person: Person) -> None:
    """Let no password in that was chosen before the address was proved: it may be somebody else's."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    audit.record("forget first password", person, by=None, about=person)
