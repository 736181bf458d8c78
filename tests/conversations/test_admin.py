"""Staff see rooms as facts, can close one, and never see a word."""

from uuid import uuid4

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cohorts.models import Cohort, LearningGroup
from tests import factories
from youdesign.conversations import actions
from youdesign.conversations.models import Message, Room, RoomEvent
from youdesign.conversations.room_lists import rooms_of
from youdesign.people.models import AuditEntry, Person

ROOMS = reverse("admin:conversations_room_changelist")


@pytest.fixture
def desk(client: Client, coordinator: Person, cohort: Cohort, room: Room, mentor: Person) -> Client:
    """Priya at her desk; the room is that of a group in her programme."""
    LearningGroup.objects.create(cohort=cohort, name="Tuesday group", facilitator=mentor, room=room)
    rights = ("view_room", "change_room", "view_roommember")
    coordinator.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    return client


def test_staff_see_rooms_as_facts_and_no_word(desk: Client, room: Room, leader: Person) -> None:
    actions.post_message(room=room, by=leader, text="Only for the group", client_id=uuid4())
    shown = desk.get(ROOMS).content.decode()
    assert "Tuesday group" in shown
    assert '<td class="field-people">2</td>' in shown
    assert '<td class="field-message_count">1</td>' in shown
    one = desk.get(reverse("admin:conversations_room_change", args=[room.pk])).content.decode()
    assert "Maureen Webb" in one
    assert "Only for the group" not in shown + one


def test_rooms_of_other_programmes_are_not_there(desk: Client) -> None:
    other = factories.LearningGroupFactory(name="Someone else's").room
    pair = factories.RoomFactory(title="A pair of elsewhere")
    shown = desk.get(ROOMS).content.decode()
    assert "Tuesday group" in shown
    assert "else's" not in shown
    assert pair.title not in shown
    assert desk.get(reverse("admin:conversations_room_change", args=[other.pk])).status_code == 302
    desk.post(ROOMS, {"action": "close", "_selected_action": [other.pk]})
    other.refresh_from_db()
    assert not other.is_closed


def test_staff_close_a_room_by_the_action_that_everybody_sees(desk: Client, room: Room, coordinator: Person) -> None:
    for _ in range(2):
        answer = desk.post(ROOMS, {"action": "close", "_selected_action": [room.pk]}, follow=True)
        assert answer.status_code == 200
    room.refresh_from_db()
    assert room.is_closed
    assert list(room.events.order_by("seq").values_list("kind", flat=True)) == ["joined", "joined", "closed"]
    assert "Tuesday group" in desk.get(ROOMS, {"state": "closed"}).content.decode()
    assert "Tuesday group" not in desk.get(ROOMS, {"state": "open"}).content.decode()


def test_staff_slow_a_room_down_and_put_a_closed_one_away(
    desk: Client, room: Room, leader: Person, coordinator: Person
) -> None:
    page = reverse("admin:conversations_room_change", args=[room.pk])
    members = {"members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0}
    assert desk.post(page, {"slow_seconds": 60, **members}).status_code == 302
    room.refresh_from_db()
    assert room.slow_seconds == 60
    away = {"action": "put_away", "_selected_action": [room.pk]}
    assert "Close the room first" in desk.post(ROOMS, away, follow=True).content.decode()
    actions.close_room(room=room, by=coordinator)
    desk.post(ROOMS, away)
    assert "Tuesday group" in desk.get(ROOMS, {"state": "away"}).content.decode()
    assert rooms_of(leader) == []
    desk.post(ROOMS, {"action": "reopen", "_selected_action": [room.pk]})
    assert [listed.room for listed in rooms_of(leader)] == [room]
    assert AuditEntry.objects.filter(noun_id=str(room.pk), by=coordinator, verb="change").count() == 3


def test_nobody_makes_or_removes_a_room_by_hand_and_words_have_no_page(coordinator: Person) -> None:
    coordinator.is_superuser = True
    request = RequestFactory().get("/")
    request.user = coordinator
    admin = site.get_model_admin(Room)
    assert not admin.has_add_permission(request)
    assert not admin.has_delete_permission(request)
    assert not site.is_registered(Message)
    assert not site.is_registered(RoomEvent)


def test_the_list_costs_the_same_for_few_and_for_many(
    desk: Client, room: Room, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 30):
        factories.RoomMemberFactory.create_batch(count)
        with django_assert_max_num_queries(12):
            desk.get(ROOMS)
