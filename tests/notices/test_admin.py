"""Staff see what was sent and why not, and start parked notices afresh."""

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.test import RequestFactory
from django.urls import reverse

from tests.notices.test_rules import owe
from youdesign.notices.models import Notice

CHANGELIST = reverse("admin:notices_notice_changelist")


@pytest.fixture
def staff_client(client, coordinator):
    """Priya at her desk."""
    coordinator.user_permissions.add(Permission.objects.get(codename="view_notice"))
    client.force_login(coordinator)
    return client


def test_staff_find_a_persons_notices(staff_client, leader, stranger):
    owe(leader)
    owe(stranger)
    page = staff_client.get(CHANGELIST, {"q": "maureen"}).content.decode()
    assert "Maureen Webb" in page
    assert "Sol Marsh" not in page
    assert "Reminders of sessions" in page


def test_staff_start_parked_notices_afresh_and_leave_others(staff_client, leader, stranger):
    parked, waiting = owe(leader), owe(stranger)
    Notice.objects.filter(pk=parked.pk).update(state="parked", tries=5, reason="The mail server did not take it.")
    action = {"action": "send_these_again", "_selected_action": [parked.pk, waiting.pk]}
    answer = staff_client.post(CHANGELIST, action, follow=True)
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    page = answer.content.decode()
    assert "1 will be sent again now." in page or said
    assert Notice.objects.get(pk=parked.pk).state == "waiting"
    assert Notice.objects.get(pk=parked.pk).tries == 0


def test_nobody_writes_or_removes_a_notice_by_hand(coordinator, leader):
    request = RequestFactory().get("/")
    request.user = coordinator
    coordinator.is_superuser = True
    admin = site.get_model_admin(Notice)
    assert not admin.has_add_permission(request)
    assert not admin.has_change_permission(request)
    assert not admin.has_delete_permission(request)
    assert admin.has_view_permission(request)


def test_the_list_costs_the_same_for_few_and_for_many(staff_client, leader, django_assert_max_num_queries):
    for count in (1, 40):
        for n in range(count):
            owe(leader, f"{count}-{n}")
        with django_assert_max_num_queries(16):
            staff_client.get(CHANGELIST)
