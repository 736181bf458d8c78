"""An open room ends within about a second when its person signs out, here or elsewhere, or may not sign in any more."""

from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from tests.conversations.browsers import Opening, cookie_of
from tests.conversations.conftest import in_a_loop
from tests.conversations.wires import dialled, ended, frame, hello
from youdesign.conversations import hub, reading
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
async def test_signing_out_on_the_page_ends_it_in_another_process(webs: list[str], room: Room, leader: Person) -> None:
    cookie = await sync_to_async(cookie_of)(leader)
    async with dialled(webs[0], room, cookie) as line:
        await hello(line)
        await frame(line, "joined")
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key_in(cookie)
        answer = await sync_to_async(client.post)("/account/logout/")
        assert answer.status_code == 302
        assert await ended(line, 5) == 4001


def test_watching_costs_the_same_for_few_and_for_many(
    room: Room, leader: Person, mentor: Person, django_assert_num_queries: Callable[[int], object]
) -> None:
    for many in (1, 40):
        readers = {Reader(f"key {n}", (leader, mentor)[n % 2].pk, room.pk) for n in range(many)}
        with django_assert_num_queries(2):  # type: ignore[attr-defined]
            reading.stamps(readers)
