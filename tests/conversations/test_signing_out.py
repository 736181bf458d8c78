"""An open room ends when its person signs out or may not sign in any more: at once by a hint, soon without one."""

import asyncio
from collections.abc import Callable, Collection
from http.client import HTTPConnection

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from tests.conversations.browsers import Opening, cookie_of
from tests.conversations.conftest import in_a_loop
from tests.conversations.wires import Web, dialled, ended, frame, hello
from tests.factories import PASSWORD
from youdesign.conversations import bell, guard, hub, reading
from youdesign.conversations.models import Room
from youdesign.conversations.reading import Reader
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def key_in(cookie: str) -> str:
    """Return the session's key."""
    return cookie.partition("=")[2]


def sign_out_elsewhere(person: Person, cookie: str) -> None:
    """End the session as "sign out there" does."""
    Session.objects.get(session_key=key_in(cookie)).delete()


def change_password(person: Person, cookie: str) -> None:
    """Change it in another browser."""
    person.set_password("another-good-password")
    person.save()


def switch_off(person: Person, cookie: str) -> None:
    """As staff do in Django admin."""
    Person.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("change", [sign_out_elsewhere, change_password, switch_off])
@in_a_loop
async def test_the_socket_ends_and_says_why(
    change: Callable[[Person, str], None], room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    cookie = await sync_to_async(cookie_of)(leader)
    hers, other = await opened(None, room, cookie=cookie), await opened(mentor, room)
    await hers.join()
    await other.join()
    await sync_to_async(change)(leader, cookie)
    assert await hers.ended(3 * hub.POLL) == (4001, False)
    assert len(hub.here().rooms[room.pk].lines) == 1  # the other one reads on


@in_a_loop
async def test_signing_out_on_the_page_ends_it_in_another_process(webs: list[Web], room: Room, leader: Person) -> None:
    cookie = await sync_to_async(cookie_of)(leader)
    async with dialled(webs[0].url, room, cookie) as line:
        await hello(line)
        await frame(line, "joined")
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key_in(cookie)
        answer = await sync_to_async(client.post)("/account/logout/")
        assert answer.status_code == 302
        assert await ended(line, 5) == 4001


@pytest.fixture
def slow_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process would notice by itself only after a minute."""
    monkeypatch.setattr(hub, "POLL", 60.0)
    monkeypatch.setattr(guard, "LOOK", 60.0)


@in_a_loop
async def test_sign_out_there_ends_the_room_on_the_other_device_at_once(
    slow_poll: None, room: Room, leader: Person, mentor: Person, opened: Opening
) -> None:
    phone, laptop = await sync_to_async(two_devices)(leader)
    hers, other = await opened(None, room, cookie=cookie_in(phone)), await opened(mentor, room)
    await hers.join()
    await other.join()
    await sync_to_async(press_sign_out_there)(laptop, leader)
    assert await hers.ended(10) == (4001, False)
    assert len(hub.here().rooms[room.pk].lines) == 1  # the other person reads on
    assert (await sync_to_async(laptop.get)("/me/bring/")).status_code == 200
    assert (await sync_to_async(phone.get)("/me/bring/")).status_code == 302


def two_devices(person: Person) -> tuple[Client, Client]:
    """Return a phone and a laptop on which this person has signed in by hand."""
    devices = Client(headers={"user-agent": "An old phone"}), Client(headers={"user-agent": "A laptop"})
    for device in devices:
        device.post("/account/login/", {"login": person.email, "password": PASSWORD})
    return devices


def cookie_in(device: Client) -> str:
    """Return the cookie that this device sends."""
    return f"{settings.SESSION_COOKIE_NAME}={device.cookies[settings.SESSION_COOKIE_NAME].value}"


def press_sign_out_there(laptop: Client, person: Person) -> None:
    """Press the button beside the phone in the list."""
    page = laptop.get("/account/sessions/").content.decode()
    there = UserSession.objects.get(user=person, user_agent="An old phone")
    path = f"/account/sessions/{there.pk}/end/"
    assert f'action="{path}"' in page
    assert "You are signed out there: An old phone." in laptop.post(path, follow=True).content.decode()


def sign_out_at(port: int, cookie: str) -> None:
    """Press "Sign out" on a page of that process."""
    token = "s" * 32
    headers = {"Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}", "Origin": f"http://localhost:{port}"}
    door = HTTPConnection("localhost", port, timeout=20)
    door.request("POST", "/account/logout/", headers=headers | {"X-CSRFToken": token})
    assert door.getresponse().status == 302
    door.close()


@in_a_loop
async def test_a_hint_from_another_process_ends_it_long_before_the_poll_would(
    slow_poll: None, room: Room, leader: Person, mentor: Person, opened: Opening, webs: list[Web]
) -> None:
    cookie = await sync_to_async(cookie_of)(leader)
    hers, other = await opened(None, room, cookie=cookie), await opened(mentor, room)
    await hers.join()
    await other.join()
    await asyncio.sleep(1)  # the hub listens by now
    await asyncio.to_thread(sign_out_at, webs[0].port, cookie)
    assert await hers.ended(10) == (4001, False)
    assert len(hub.here().rooms[room.pk].lines) == 1


@in_a_loop
async def test_the_hint_says_nothing_about_anybody(room: Room, leader: Person) -> None:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(bell.GROUP, channel)
    client = await sync_to_async(signed_in_client)(leader)
    await sync_to_async(client.post)("/account/logout/")
    assert await asyncio.wait_for(layer.receive(channel), 5) == {"type": "readers.changed"}
    await layer.group_discard(bell.GROUP, channel)


def signed_in_client(person: Person) -> Client:
    """A window of this person."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


@in_a_loop
async def test_a_storm_of_hints_costs_a_few_looks(
    slow_poll: None, room: Room, leader: Person, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    def stamps(readers: Collection[Reader]) -> dict[Reader, tuple[bool, object]]:
        nonlocal looks
        looks += 1
        return dict.fromkeys(readers, (True, None))

    hers = await opened(leader, room)
    await hers.join()
    monkeypatch.setattr(reading, "stamps", stamps)
    for _ in range(500):
        hub.hear({"type": "readers.changed"})
        await asyncio.sleep(0.002)
    assert 1 <= looks <= 50


def test_watching_costs_the_same_for_few_and_for_many(
    room: Room, leader: Person, mentor: Person, django_assert_num_queries: Callable[[int], object]
) -> None:
    for many in (1, 40):
        readers = {Reader(f"key {n}", (leader, mentor)[n % 2].pk, room.pk) for n in range(many)}
        with django_assert_num_queries(2):  # type: ignore[attr-defined]
            reading.stamps(readers)
