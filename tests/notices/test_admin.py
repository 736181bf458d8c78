"""Staff see what was sent and why not, and start parked notices afresh."""

import datetime

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.notices.test_rules import owe
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry

HOUR = datetime.timedelta(hours=1)

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
    park(parked)
    action = {"action": "send_these_again", "_selected_action": [parked.pk, waiting.pk]}
    page = staff_client.post(CHANGELIST, action, follow=True).content.decode()
    assert "1 will be sent again now." in page
    assert "1 left as they are" in page
    assert Notice.objects.get(pk=parked.pk).state == "waiting"
    assert Notice.objects.get(pk=parked.pk).tries == 0


def park(notice):
    """Let it wait for staff."""
    reason = "There is nobody at this address (code 550)."
    Notice.objects.filter(pk=notice.pk).update(state="parked", tries=1, reason=reason)


def test_each_list_holds_what_stands_there_and_a_parked_one_its_reason_and_button(staff_client, leader):
    now = timezone.now()
    to_come = owe(leader, "a", due_at=now + HOUR)
    late, failing, sent, withheld, parked = (owe(leader, what, due_at=now - HOUR) for what in "bcdef")
    Notice.objects.filter(pk=failing.pk).update(tries=2, next_try_at=now + HOUR, reason="Busy. We will try again.")
    Notice.objects.filter(pk=sent.pk).update(state="sent", sent_at=now)
    Notice.objects.filter(pk=withheld.pk).update(state="withheld", reason="The session was cancelled.")
    park(parked)
    found = {
        stands: set(staff_client.get(CHANGELIST, {"stands": stands}).context["cl"].queryset)
        for stands in ("to_come", "late", "failing", "sent", "withheld", "parked")
    }
    assert found == {
        "to_come": {to_come, late, failing},
        "late": {late},
        "failing": {failing},
        "sent": {sent},
        "withheld": {withheld},
        "parked": {parked},
    }
    page = staff_client.get(CHANGELIST, {"stands": "parked"}).content.decode()
    assert "There is nobody at this address" in page
    assert f'formaction="/admin/notices/notice/{parked.pk}/send-again/"' in page
    assert "formaction" not in staff_client.get(CHANGELIST, {"stands": "withheld"}).content.decode()


def test_the_button_sends_one_again_only_when_it_is_pressed(staff_client, leader):
    parked = owe(leader)
    park(parked)
    address = reverse("admin:notices_notice_send_again", args=[parked.pk])
    assert staff_client.get(address).status_code == 403
    assert Notice.objects.get(pk=parked.pk).state == "parked"
    page = staff_client.post(address, {"why": "She has her mail back."}, follow=True).content.decode()
    assert "1 will be sent again now." in page
    assert Notice.objects.get(pk=parked.pk).state == "waiting"
    assert AuditEntry.objects.get(verb="send_again").why == "She has her mail back."


def test_a_notice_is_not_sent_again_by_those_who_do_not_look_after_it(staff_client, leader, settings):
    parked = owe(leader)
    park(parked)
    settings.LOOKED_AFTER = []
    assert staff_client.post(reverse("admin:notices_notice_send_again", args=[parked.pk])).status_code == 404


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
