"""What sockets read from the database, each in as few queries as it takes."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Case, CharField, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat, JSONObject, Left
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from youdesign.conversations.frames import FILE_FACTS, Code, Event, Refused
from youdesign.conversations.models import Attachment, Mention, Message, Reaction, Room, RoomEvent, RoomMember
from youdesign.conversations.words import LOOKED_AT
from youdesign.people import second_step
from youdesign.people.models import Person

GOES_ON = Case(
    When(
        kind=RoomEvent.Kind.ACT,
        then=Cast(JSONObject(facts="room__state__facts", version="room__state__version"), TextField()),
    ),
    default=Value(""),
    output_field=TextField(),
)
PAGE = 200
END = 2**63 - 1


class Reader(NamedTuple):
    """One person reading one room, and the session that lets them."""

    session_key: str
    person_pk: int
    room_pk: int


def events_after(room_pk: int, seq: int, until: int = END, most: int = PAGE) -> list[Event]:
    """Return the next page of a room's events, for a reader whose right has been checked."""
    sql, fixed = next_page(most)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*fixed, room_pk, seq, until])
        return [Event(*row) for row in cursor.fetchall()]


def has_gap(events: Sequence[Event], after: int) -> bool:
    """Whether one between `after` and the last of these is kept no longer: whoever stands there loads the page anew."""
    return bool(events) and events[-1].seq - after != len(events)


@cache
def next_page(most: int) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL for such a page and what stands in it for ever. Making it costs more than running it does."""
    events = RoomEvent.objects.filter(room_id=1).filter(seq__gt=2).filter(seq__lte=3).order_by("seq")
    events = events.annotate(**around("message__"), going_on=GOES_ON)
    sql, params = events.values_list(*Event._fields)[:most].query.sql_with_params()
    if params[-3:] != (1, 2, 3):
        raise RuntimeError("Django puts the parameters in another order now.")
    return sql, params[:-3]


def around(path: str) -> dict[str, Any]:
    """Return what stands around a message, by name: what it answers, how others reacted, its files, who is named in it.

    `path` leads to the message. What it answers begins with the note about it, if it has one, and not with its words.
    """
    answered = f"{path}reply_to__"
    is_silent = Q(**{f"{answered}deleted_at__isnull": False}) | Q(**{f"{answered}hidden_at__isnull": False})
    message = OuterRef(path.removesuffix("__") or "pk")
    return {
        "answered_number": F(f"{answered}number"),
        "answered_author_id": F(f"{answered}author_id"),
        "answered_name": F(f"{answered}author__name"),
        "answered_words": Case(
            When(is_silent, then=Value("")),
            When(**{f"{answered}content_note__gt": ""}, then=F(f"{answered}content_note")),
            default=Left(f"{answered}text", LOOKED_AT),
        ),
        "taps": ArraySubquery(
            Reaction.objects.filter(message=message)
            .order_by("pk")
            .annotate(tap=Concat("code", Value(" "), Cast("person_id", CharField())))
            .values("tap")
        ),
        "files": ArraySubquery(
            Attachment.objects.filter(message=message)
            .order_by("pk")
            .annotate(facts=Cast(JSONObject(**{name: name for name in FILE_FACTS}), TextField()))
            .values("facts")
        ),
        "named": ArraySubquery(Mention.objects.filter(message=message).order_by("pk").values("person_id")),
    }


def heads(room_pks: Collection[int]) -> dict[int, int]:
    """Return how far each of these rooms has got; a room that is gone is left out."""
    return dict(Room.objects.filter(pk__in=room_pks).values_list("pk", "last_seq"))


def signed_in(session_keys: Collection[str]) -> dict[str, Person]:
    """Return whose session each key is; one that ended, or was made with an older password, is left out."""
    sessions = {
        session.session_key: session.get_decoded()
        for session in Session.objects.filter(session_key__in=session_keys, expire_date__gt=timezone.now())
    }
    people = Person.objects.filter(is_active=True).in_bulk(
        [data["_auth_user_id"] for data in sessions.values() if "_auth_user_id" in data]
    )
    two_steps = second_step.must_have(people)
    return {
        key: person
        for key, data in sessions.items()
        if (person := people.get(int(data.get("_auth_user_id", 0))))
        and is_their_password(person, data.get("_auth_user_hash", ""))
        and (person.pk not in two_steps or second_step.was_taken(data, person))
    }


def is_their_password(person: Person, session_hash: str) -> bool:
    """Whether the session was made with the password the person has now."""
    hashes = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    return any(constant_time_compare(session_hash, each) for each in hashes)


def stamps(readers: Collection[Reader]) -> dict[Reader, tuple[bool, object]]:
    """Return for each reader what changes when a session ends, a password is changed or an account is switched off.

    Two cheap queries, however many there are: only those whose stamp has changed are looked at as `refusals` looks.
    """
    keys, people = {reader.session_key for reader in readers}, {reader.person_pk for reader in readers}
    alive = set(Session.objects.filter(session_key__in=keys).values_list("session_key", flat=True))
    accounts = {
        pk: facts for pk, *facts in Person.objects.filter(pk__in=people).values_list("pk", "is_active", "password")
    }
    return {reader: (reader.session_key in alive, accounts.get(reader.person_pk)) for reader in readers}


def refusals(readers: Collection[Reader]) -> dict[Reader, Code]:
    """Return why each (session key, person, room) may no longer read there; those who may are left out."""
    owners = signed_in({reader.session_key for reader in readers})
    people, rooms = {reader.person_pk for reader in readers}, {reader.room_pk for reader in readers}
    present = RoomMember.objects.present().filter(person__in=people, room__in=rooms)
    places = set(present.values_list("person_id", "room_id"))
    refused = {}
    for reader in readers:
        owner = owners.get(reader.session_key)
        if owner is None or owner.pk != reader.person_pk:
            refused[reader] = Code.NOT_SIGNED_IN
        elif (reader.person_pk, reader.room_pk) not in places:
            refused[reader] = Code.NOT_A_MEMBER
    return refused


def seen_room(session_key: str, room_pk: int) -> tuple[Room, Person]:
    """Return the room and whose session it is, as both are now, or refuse."""
    person = signed_in([session_key]).get(session_key)
    if person is None:
        raise Refused(Code.NOT_SIGNED_IN, "You are signed out")
    room = Room.objects.visible_to(person).filter(pk=room_pk).first()
    if room is None:
        raise Refused(Code.NOT_A_MEMBER, "You are not in this room now")
    return room, person


def seen_message(reader: Reader, number: int) -> tuple[Message, Person]:
    """Return a message of the room and whose session it is, as both are now, or refuse."""
    room, person = seen_room(reader.session_key, reader.room_pk)
    message = Message.objects.visible_to(person).filter(room=room, number=number).first()
    if message is None:
        raise Refused(Code.PROTOCOL, "That message is not there any more")
    return message, person


def refusal(reader: Reader) -> Code | None:
    """Return why this one may not read, or None."""
    return refusals([reader]).get(reader)


class Stay(NamedTuple):
    """What one reader sees of a room, whether the others see that they are there, and up to where this is known."""

    sees_after: int = END
    is_unseen: bool = True
    seq: int = 0


def stays_of(readers: Collection[Reader]) -> dict[Reader, Stay]:
    """Return how each reader's stay in the room is; who is not there any more sees nothing."""
    people, rooms = {reader.person_pk for reader in readers}, {reader.room_pk for reader in readers}
    present = RoomMember.objects.present().filter(person__in=people, room__in=rooms)
    stays = {
        (person, room): Stay(sees_after, is_unseen, seq)
        for person, room, sees_after, is_unseen, seq in present.values_list(
            "person_id", "room_id", "sees_after", "is_unseen", "room__last_seq"
        )
    }
    return {reader: stays.get((reader.person_pk, reader.room_pk), Stay()) for reader in readers}
