"""What sockets read from the database, each in as few queries as it takes."""

from collections.abc import Collection
from typing import NamedTuple

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from youdesign.conversations.frames import Code
from youdesign.conversations.models import Room, RoomEvent, RoomMember
from youdesign.people.models import Person

PAGE = 200


class Reader(NamedTuple):
    """One person reading one room, and the session that lets them."""

    session_key: str
    person_pk: int
    room_pk: int


def events_after(room_pk: int, seq: int, until: int | None = None) -> list[RoomEvent]:
    """Return the next page of a room's events, for a reader whose right has been checked."""
    events = RoomEvent.objects.filter(room_id=room_pk).after(seq).select_related("message__author", "person")
    return list((events if until is None else events.filter(seq__lte=until))[:PAGE])


def heads(room_pks: Collection[int]) -> dict[int, int]:
    """Return how far each of these rooms has got; a room that is gone is left out."""
    return dict(Room.objects.filter(pk__in=room_pks).values_list("pk", "last_seq"))


def signed_in(session_keys: Collection[str]) -> dict[str, int]:
    """Return whose session each key is; one that ended, or was made with an older password, is left out."""
    sessions = {
        session.session_key: session.get_decoded()
        for session in Session.objects.filter(session_key__in=session_keys, expire_date__gt=timezone.now())
    }
    people = Person.objects.filter(is_active=True).in_bulk(
        [data["_auth_user_id"] for data in sessions.values() if "_auth_user_id" in data]
    )
    return {
        key: person.pk
        for key, data in sessions.items()
        if (person := people.get(int(data.get("_auth_user_id", 0))))
        and is_their_password(person, data.get("_auth_user_hash", ""))
    }


def is_their_password(person: Person, session_hash: str) -> bool:
    """Whether the session was made with the password the person has now."""
    hashes = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    return any(constant_time_compare(session_hash, each) for each in hashes)


def refusals(readers: Collection[Reader]) -> dict[Reader, Code]:
    """Return why each (session key, person, room) may no longer read there; those who may are left out."""
    owners = signed_in({reader.session_key for reader in readers})
    people, rooms = {reader.person_pk for reader in readers}, {reader.room_pk for reader in readers}
    present = RoomMember.objects.present().filter(person__in=people, room__in=rooms)
    places = set(present.values_list("person_id", "room_id"))
    refused = {}
    for reader in readers:
        if owners.get(reader.session_key) != reader.person_pk:
            refused[reader] = Code.NOT_SIGNED_IN
        elif (reader.person_pk, reader.room_pk) not in places:
            refused[reader] = Code.NOT_A_MEMBER
    return refused


def refusal(reader: Reader) -> Code | None:
    """Return why this one may not read, or None."""
    return refusals([reader]).get(reader)
