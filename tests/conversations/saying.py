"""What people do in a room, in few words, and what a page says to one of them."""

import datetime
from typing import Any
from uuid import UUID, uuid4

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from youdesign.conversations import actions
from youdesign.conversations.frames import event_frame
from youdesign.conversations.models import Message, Room
from youdesign.conversations.reading import END, events_after
from youdesign.conversations.transcripts import transcript
from youdesign.people.models import Person


def say(room: Room, by: Person, text: str = "Hello", **more: Any) -> Message:
    """Post one message and return it."""
    client_id = more.pop("client_id", None) or uuid4()
    assert isinstance(client_id, UUID)
    return actions.post_message(room=room, by=by, text=text, client_id=client_id, **more).message


def edit(message: Message, text: str, *, by: Person | None = None, note: str = "") -> Message:
    """Give a message other words, from its latest version on."""
    now = Message.objects.select_related("author").get(pk=message.pk)
    by = by or now.author
    assert by is not None
    return actions.edit_message(message=now, by=by, text=text, content_note=note, revision=now.revision)


def later(**time: float) -> time_machine.travel:
    """Move the clock on."""
    return time_machine.travel(timezone.now() + datetime.timedelta(**time))


def seen_by(person: Person, name: str, *args: object, **query: object) -> Any:
    """Open a page as this person."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client.get(reverse(name, args=args), query)


def sent_by(person: Person, name: str, *args: object, follow: bool = False, **fields: object) -> Any:
    """Send a form as this person, and go where it leads if that is asked for."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client.post(reverse(name, args=args), fields, follow=follow)


def content(answer: Any) -> str:
    """Return what an answer brings, in one piece or in several."""
    return b"".join(answer).decode()


def kept_copy(room: Room, person: Person) -> str:
    """Return the copy of what was said that this person gets."""
    return "".join(transcript(room, person))


def words(answer: Any) -> str:
    """Return what a page says, spaces evened out."""
    html = answer.content.decode().split("<template", 1)[0].replace("</", " </")
    return " ".join(strip_tags(html).replace("&#x27;", "'").split())


def log(answer: Any) -> str:
    """Return what the messages on a room's page say."""
    html = answer.content.decode().split("data-log>", 1)[1].split("</ol>", 1)[0]
    return " ".join(strip_tags(html).replace("&#x27;", "'").split())


def frames(room: Room, sees_after: int = 0) -> str:
    """Return everything that a catch-up of the whole room brings to somebody whose sight begins there."""
    return str([event_frame(event, sees_after) for event in events_after(room.pk, 0, END)])
