"""Every form there is, sent twice, or when all has changed since its page was opened."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, models, transaction

from cohorts.actions import leave_programme
from cohorts.models import Membership
from tests.bad_input.boxes import Form, send
from tests.bad_input.trying import OURS, Found, told, tried
from youdesign.people.models import Code, Person

pytestmark = pytest.mark.django_db


def test_a_form_may_be_sent_twice(forms: Found) -> None:
    faults = []
    for client, form in forms:
        again = lambda client=client, form=form: send(client, form, form.filled())  # noqa: E731
        faults += told(form, tried(client, form, form.filled(), meanwhile=again))
    assert not faults, "\n".join(faults)


def everything_goes() -> None:
    """Delete every row that can be, but people and how they sign in."""
    left = [model for model in OURS if model is not Person]
    for model in left * 3:
        try:
            with transaction.atomic():
                model._base_manager.all().delete()
                connection.check_constraints()
        except (models.ProtectedError, models.RestrictedError, DatabaseError):
            continue  # others must go first, or it is never deleted


def everybody_leaves() -> None:
    """Let everybody leave their programme by themselves."""
    for membership in Membership.objects.exclude(state=Membership.State.WITHDRAWN):
        leave_programme(membership=membership, by=membership.person)


def staff_switch_lists_off() -> None:
    """Switch every entry of every list off."""
    Code.objects.update(is_on=False)


@pytest.mark.parametrize("meanwhile", [everything_goes, everybody_leaves, staff_switch_lists_off])
def test_a_form_may_be_sent_after_all_has_changed(forms: Found, meanwhile: Callable[[], None]) -> None:
    asked = [(client, form) for client, form in forms if meanwhile is not staff_switch_lists_off or has_choices(form)]
    with transaction.atomic():
        meanwhile()
        faults = [fault for client, form in asked for fault in told(form, tried(client, form, form.filled()))]
        transaction.set_rollback(True)
    assert not faults, "\n".join(faults)


def has_choices(form: Form) -> bool:
    """Return whether anything can be chosen in it."""
    return any(box.kind in ("select", "radio", "checkbox") for box in form.boxes)
