"""Very much history, made by the database itself: a million messages in well under a minute."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from youdesign.conversations.models import Message, Room, RoomEvent
from youdesign.people.models import Person

Values = Mapping[str, tuple[str, list[Any]]]  # by column: SQL and its parameters
SENTENCES = (
    "Can I borrow that wording for my letter to the board?",
    "The discharge lounge closes at eight, and nobody had told the ward.",
    "I read the minutes twice and our question is not in them.",
    "Thank you for saying that. I needed to hear it today.",
    "Who decides about transport: the trust or the commissioner?",
    "My consultant agreed to come to the next session of the panel.",
    "They offered a voucher; I asked for the hourly rate we agreed.",
    "I could not get through the door with my chair, so I stayed in the corridor.",
    "Large print took them three weeks.",
    "Shall we write the introduction together on Thursday?",
    "Maternity want two of us, and one should have had a recent birth.",
    "Kidney services have moved the clinic again.",
)


def fill(room: Room, people: Sequence[Person], count: int) -> None:
    """Put so many messages, said by these people in turn over the last year, and their events in a room."""
    with transaction.atomic():
        room.refresh_from_db()
        message = Message(room=room, author=people[0], text="As the others")
        event = RoomEvent(room=room, kind=RoomEvent.Kind.MESSAGE)
        at = "%s::timestamptz - (%s - n) * %s / %s * interval '1 year'"
        now = timezone.now()
        values: Values = {
            "number": ("%s + n", [room.message_count]),
            "client_id": ("gen_random_uuid()", []),
            "author_id": ("(%s::bigint[])[1 + n %% %s]", [[person.pk for person in people], len(people)]),
            "text": ("(%s::text[])[1 + n %% %s] || ' ' || n", [list(SENTENCES), len(SENTENCES)]),
            "sent_at": (at, [now, count, 1.0, count]),
        }
        insert(message, values, "generate_series(1, %s) AS n", [count])
        about = "(SELECT * FROM conversations_message WHERE room_id = %s AND number > %s) AS said"
        taken: Values = {
            "seq": ("%s + said.number - %s", [room.last_seq, room.message_count]),
            "message_id": ("said.id", []),
            "at": ("said.sent_at", []),
        }
        insert(event, taken, about, [room.pk, room.message_count])
        Room.objects.filter(pk=room.pk).update(message_count=F("message_count") + count, last_seq=F("last_seq") + count)
    room.refresh_from_db()


def insert(like: models.Model, values: Values, rows: str, params: list[Any]) -> None:
    """Insert a row like this one for each of the rows, but with these values, given in SQL."""
    names, parts, given = [], [], []
    for field in like._meta.concrete_fields:
        if field.primary_key or field.generated or field.column is None:
            continue
        part, more = values.get(
            field.column, ("%s", [field.get_db_prep_save(getattr(like, field.attname), connection)])
        )
        names.append(connection.ops.quote_name(field.column))
        parts.append(part)
        given += more
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {like._meta.db_table} ({', '.join(names)}) SELECT {', '.join(parts)} FROM {rows}",  # noqa: S608  our own names
            [*given, *params],
        )


def a_million_messages(people: Sequence[Person]) -> list[Room]:
    """Return 401 rooms of the first of these people: one with 200,000 messages, the others with 2,000 each."""
    rooms = []
    for number in range(401):
        members = (people[0], *(people[(number + step) % len(people)] for step in range(1, 8)))
        room = Room.objects.create(title=f"Room {number}")
        for person in dict.fromkeys(members):
            room.members.create(person=person)
        fill(room, members, 2_000 if number else 200_000)
        rooms.append(room)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return rooms
