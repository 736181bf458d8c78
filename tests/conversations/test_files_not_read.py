"""Reading a picture takes long: it is not done for somebody who may not send it, or has sent it already."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.conversations.papers import PDF
from tests.conversations.saying import say
from tests.conversations.test_attachments import NOTES, post, ruths, send
from tests.factories import picture
from youdesign.conversations import actions, pace
from youdesign.conversations.actions.limits import MANY_FILES
from youdesign.conversations.files import MOST_FILES
from youdesign.conversations.models import Attachment, Message, Room
from youdesign.people.models import Person

__all__ = ("ruths",)


def test_no_picture_is_read_of_somebody_who_may_not_send_it(
    ruths: Client, room: Room, mentor: Person, coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "WITHIN", 3600.0)  # this computer may be slow today
    torn: Any = ("a.jpg", picture()[:200])
    assert "Choose a JPEG" in post(ruths, room, "Words", file_1=torn).content.decode()  # so this one would be read
    for _ in range(MANY_FILES // MOST_FILES):
        send(room, mentor, *[NOTES] * MOST_FILES)
    assert "many files in the last hour" in post(ruths, room, "Words", file_1=torn).content.decode()
    Message.objects.update(sent_at=timezone.now() - timedelta(hours=2))
    actions.set_pace(room=room, by=coordinator, slow_seconds=60)
    say(room, mentor, "Just now")
    assert "This room goes slowly" in post(ruths, room, "Words", file_1=torn).content.decode()
    actions.close_room(room=room, by=coordinator)
    shown = post(ruths, room, "Words", file_1=torn).content.decode()
    assert "data-not-sent" in shown
    assert "Choose a JPEG" not in shown
    for _ in range(pace.MOST):
        post(ruths, room, "Words", file_1=torn)
    actions.reopen_room(room=room, by=coordinator)
    assert "Wait a few seconds" in post(ruths, room, "Words", file_1=torn).content.decode()


def test_a_repeated_send_gets_its_answer_without_its_files_being_read_again(ruths: Client, room: Room) -> None:
    once = uuid4()
    for content in (PDF, b"MZ\x00 which nobody would take"):
        file = SimpleUploadedFile("a.pdf", content)
        data = {"text": "", "client_id": once, "file_1": file}
        answer = ruths.post(reverse("message-post", args=[room.pk]), data, headers={"accept": "application/json"})
        assert answer.json()["t"] == "ack"
    assert Attachment.objects.count() == 1
