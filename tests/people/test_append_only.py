"""Nobody rewrites what was recorded: PostgreSQL itself refuses."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from youdesign.people import audit
from youdesign.people.actions import record_consent
from youdesign.people.models import AuditEntry, ConsentEvent, Person


@pytest.fixture
def entry(leader: Person, coordinator: Person) -> AuditEntry:
    """One thing the coordinator did about Maureen."""
    audit.record("change account", leader, by=coordinator, about=leader, fields="phone")
    return AuditEntry.objects.get()


@pytest.fixture
def consent(leader: Person) -> ConsentEvent:
    """Maureen said yes."""
    event = record_consent(person=leader, purpose="a-purpose", version="1", is_given=True)
    assert event is not None
    return event


def refused(rows: models.QuerySet, **changes: object) -> None:
    """Assert that PostgreSQL refuses the change, or the deletion when no change is named."""

    @transaction.atomic
    def change() -> None:
        rows.update(**changes) if changes else rows.delete()
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="cannot be changed or deleted"):
        change()


@pytest.mark.parametrize("change", [{"verb": "nothing"}, {"noun_id": "7"}, {"facts": {}}, {"at": "2020-01-01T00:00Z"}])
def test_an_audit_entry_is_never_changed(entry: AuditEntry, change: dict[str, object]) -> None:
    refused(AuditEntry.objects.all(), **change)


def test_an_audit_entry_is_never_deleted_nor_put_on_somebody_else(entry: AuditEntry, mentor: Person) -> None:
    refused(AuditEntry.objects.all())
    refused(AuditEntry.objects.all(), by=mentor)
    refused(AuditEntry.objects.all(), about=mentor)


def test_an_erased_person_leaves_the_entry_without_a_name(
    entry: AuditEntry, leader: Person, coordinator: Person
) -> None:
    leader.delete()
    entry.refresh_from_db()
    assert (entry.about, entry.by) == (None, coordinator)


def test_a_consent_is_never_changed_nor_deleted(consent: ConsentEvent) -> None:
    refused(ConsentEvent.objects.all(), is_given=False)
    refused(ConsentEvent.objects.all())


def test_a_consent_goes_with_its_person(consent: ConsentEvent, leader: Person) -> None:
    leader.delete()
    connection.check_constraints()
    assert not ConsentEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_audit_row_needs_the_transaction_of_its_change(leader: Person) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        audit.record("x", leader, by=leader)


def test_consent_is_recorded_when_it_differs_from_the_last_answer(leader: Person) -> None:
    said = [
        record_consent(person=leader, purpose="p", version=version, is_given=given)
        for version, given in [
            ("1", False),
            ("1", True),
            ("1", True),
            ("1", False),
            ("1", False),
            ("1", True),
            ("2", True),
        ]
    ]
    assert [bool(event) for event in said] == [False, True, False, True, False, True, True]
    assert ConsentEvent.objects.count() == AuditEntry.objects.filter(noun="people.consentevent").count() == 4
