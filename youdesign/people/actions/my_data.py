"""Asking for everything about me, and asking to be erased."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from youdesign.people import audit
from youdesign.people.models import DataExport, ErasureRequest, Person
from youdesign.people.policies import can_ask_about_own_data


@transaction.atomic
def ask_for_my_data(*, person: Person, by: Person, now: datetime.datetime) -> DataExport:
    """Promise a download of everything about the person; asking again while one is being made gives that one."""
    if not can_ask_about_own_data(by, person):
        raise PermissionDenied
    Person.objects.select_for_update().get(pk=person.pk)
    export, is_new = DataExport.objects.to_make().get_or_create(person=person, defaults={"asked_at": now})
    if is_new:
        audit.record("ask for my data", export, by=by, about=person)
    return export


@transaction.atomic
def ask_to_be_erased(*, person: Person, by: Person, now: datetime.datetime) -> ErasureRequest:
    """Promise to erase the person in seven days; asking again changes nothing."""
    if not can_ask_about_own_data(by, person):
        raise PermissionDenied
    Person.objects.select_for_update().get(pk=person.pk)
    wish, is_new = ErasureRequest.objects.open().get_or_create(
        person=person, defaults={"asked_at": now, "erase_at": now + ErasureRequest.WAITS}
    )
    if is_new:
        audit.record("ask to be erased", wish, by=by, about=person)
    return wish


@transaction.atomic
def keep_my_account(*, person: Person, by: Person, now: datetime.datetime) -> None:
    """Take back the wish to be erased."""
    if not can_ask_about_own_data(by, person):
        raise PermissionDenied
    for wish in ErasureRequest.objects.open().filter(person=person).select_for_update():
        wish.cancelled_at = now
        wish.save(update_fields=["cancelled_at"])
        audit.record("keep my account", wish, by=by, about=person)
