"""An address that takes no mail: the coordinator of its person rings, and has it written to again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cohorts.models import Cohort
from tests import factories
from youdesign.notices.actions import believe_address, owe_notice
from youdesign.notices.models import Bounce, Notice
from youdesign.people.models import AuditEntry, Person

LIST = "/admin/notices/bounce/"


def bounced(person: Person) -> Bounce:
    """Let mail to somebody come back, and one message wait for that."""
    notice = owe_notice("group_handed_over", object_id=1, due_at=timezone.now(), person=person)
    Notice.objects.filter(pk=notice.pk).update(state="parked", reason="Mail to this address came back before.")
    return Bounce.objects.create(person=person, address=person.email, code=550)


def test_she_sees_her_own_people_with_their_phone(staff: Client, leader: Person, stranger: Person) -> None:
    leader.phone = "0117 496 0111"
    leader.save()
    bounced(leader)
    bounced(stranger)
    page = staff.get(LIST, {"stands": "now"}).content.decode()
    assert "Maureen Webb" in page
    assert "0117 496 0111" in page
    assert "Sol Marsh" not in page


def test_writing_again_sends_what_waited_and_is_on_record(
    staff: Client, leader: Person, stranger: Person, coordinator: Person
) -> None:
    mine, other = bounced(leader), bounced(stranger)
    facts = {"action": "write_again", "_selected_action": [mine.pk, other.pk]}
    page = staff.post(LIST, facts, follow=True).content.decode()
    assert "Addresses that we write to again: 1. Messages that go out now: 1." in page
    assert Notice.objects.get(person=leader).state == "waiting"
    assert Notice.objects.get(person=stranger).state == "parked"
    assert Bounce.objects.get(person=leader).over_at is not None
    assert AuditEntry.objects.get(verb="believe_address").about == leader
    assert "Maureen Webb" not in staff.get(LIST, {"stands": "now"}).content.decode()


def test_a_new_address_ends_it(leader: Person) -> None:
    bounced(leader)
    assert Bounce.objects.standing().count() == 1
    leader.email = "new@cast.test"
    leader.save()
    assert not Bounce.objects.standing().exists()


def test_only_staff_say_so_and_once(leader: Person, coordinator: Person) -> None:
    bounce = bounced(leader)
    with pytest.raises(PermissionDenied):
        believe_address(bounce=bounce, by=leader)
    believe_address(bounce=bounce, by=coordinator)
    with pytest.raises(PermissionDenied):
        believe_address(bounce=bounce, by=coordinator)


def test_the_list_costs_the_same_for_few_and_for_many(
    staff: Client, cohort: Cohort, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (3, 30):
        for _ in range(count):
            bounced(factories.MembershipFactory(cohort=cohort).person)
        with django_assert_max_num_queries(19):
            staff.get(LIST)
