"""Pictures and documents with messages: kept with the words, seen by who reads them, gone with them."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.conversations.papers import PDF, docx
from tests.conversations.saying import kept_copy
from tests.factories import picture
from youdesign.conversations import actions, reading
from youdesign.conversations.actions.limits import MANY_FILES
from youdesign.conversations.files import MOST_FILES, SafeFile, read_file
from youdesign.conversations.frames import event_frame
from youdesign.conversations.models import Attachment, Message, Room
from youdesign.conversations.problems import SendingManyFiles, TooManyFiles
from youdesign.my_data.downloads import zip_of
from youdesign.people.models import Concern, Person
from youdesign.people.my_data.erasing import erase_rows

BACKEND = "django.contrib.auth.backends.ModelBackend"
NOTES = SafeFile("minutes.pdf", "application/pdf", PDF, description="What we agreed")


def photo() -> SafeFile:
    """Return a picture as it is kept."""
    content = picture(size=(960, 480))
    return read_file(io.BytesIO(content), "hall.png", len(content))


def send(room: Room, by: Person, *files: SafeFile, text: str = "") -> Message:
    """Send files, with words or without."""
    return actions.post_message(room=room, by=by, text=text, client_id=uuid4(), files=files).message


@pytest.fixture
def ruths(client: Client, mentor: Person) -> Client:
    """Ruth's browser."""
    client.force_login(mentor, BACKEND)
    return client


def post(client: Client, room: Room, text: str = "", **files: Any) -> Any:
    """Send the composer's form."""
    held = {name: SimpleUploadedFile(*file) if isinstance(file, tuple) else file for name, file in files.items()}
    return client.post(reverse("message-post", args=[room.pk]), {"text": text, "client_id": uuid4()} | held)


# --- Sending ---


def test_files_are_sent_with_the_form_and_stand_in_the_message(ruths: Client, room: Room, leader: Person) -> None:
    answer = post(
        ruths,
        room,
        "Here they are",
        file_1=("C:\\hall.jpeg", picture(size=(960, 480)), "text/html"),
        shows_1="  The hall,\tempty ",
        file_3=("plan.exe", docx(), "image/png"),
    )
    assert answer.status_code == 302
    first, second = room.messages.get().attachments.all()
    assert (first.name, first.media_type, first.width, first.height, first.description) == (
        *("hall.jpg", "image/jpeg", 960, 480),
        "The hall, empty",
    )
    assert (second.name, bytes(second.content), second.size) == ("plan.docx", docx(), len(docx()))
    ruths.force_login(leader, BACKEND)
    shown = " ".join(ruths.get(reverse("room-detail", args=[room.pk])).content.decode().split())
    here = reverse("file-detail", args=[room.pk, first.pk])
    assert f'<a href="{here}"><img src="{here}small/" width="480" height="240" alt="The hall, empty"' in shown
    assert f'<a href="{reverse("file-detail", args=[room.pk, second.pk])}">plan.docx</a>' in shown
    assert "Word document" in shown


def test_a_message_may_be_nothing_but_files(ruths: Client, room: Room) -> None:
    assert post(ruths, room, "  ", file_2=("a.pdf", PDF)).status_code == 302
    message = room.messages.get()
    assert (message.text, message.is_gone, message.attachments.count()) == ("", False, 1)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Write something to send"),
        ({"file_1": ("a.exe", b"MZ\x00")}, "We cannot take “a.exe”"),
        ({"file_1": ("a.pdf", PDF), "file_4": ("b.pdf", b"")}, "We cannot take “b.pdf”"),
        ({"file_1": ("a.jpg", picture()[:200])}, "Choose a JPEG, PNG or WebP"),
        ({"file_1": ("a.pdf", PDF), "shows_1": "x" * 251}, "Make it shorter: 250 characters fit"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_what_to_do_and_nothing_is_stored(
    ruths: Client, room: Room, files: dict[str, Any], said: str
) -> None:
    answer = post(ruths, room, "My words" if files else "", **files)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert ("Choose your files again" in shown) is bool(files)
    assert ("My words</textarea>" in shown) is bool(files)
    assert not room.messages.exists()
    assert not Attachment.objects.exists()


def test_a_script_gets_the_reason_in_words(ruths: Client, room: Room) -> None:
    address, data = reverse("message-post", args=[room.pk]), {"client_id": uuid4(), "text": ""}
    bad = SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>\x00")
    answer = ruths.post(address, data | {"file_1": bad}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["t"]) == (422, "nack")
    assert "We cannot take “a.svg”" in answer.json()["words"]


def test_the_same_send_twice_keeps_its_files_once(room: Room, mentor: Person) -> None:
    once = uuid4()
    for _ in range(2):
        actions.post_message(room=room, by=mentor, text="", client_id=once, files=[NOTES])
    assert Attachment.objects.count() == 1


def test_only_so_many_files_go_with_a_message_and_in_an_hour(room: Room, mentor: Person, leader: Person) -> None:
    with pytest.raises(TooManyFiles):
        send(room, mentor, *[NOTES] * (MOST_FILES + 1))
    for _ in range(MANY_FILES // MOST_FILES):
        send(room, mentor, *[NOTES] * MOST_FILES)
    with pytest.raises(SendingManyFiles):
        send(room, mentor, NOTES, text="One more")
    assert not room.messages.filter(text="One more").exists()
    assert send(room, leader, NOTES)
    Message.objects.update(sent_at=timezone.now() - timedelta(hours=1, minutes=1))
    assert send(room, mentor, NOTES)


# --- Who reads them ---


def test_documents_are_only_saved_and_nothing_in_a_file_can_run(ruths: Client, room: Room, leader: Person) -> None:
    notes, hall = send(room, leader, NOTES, photo()).attachments.all()
    for file, way, media_type, content in (
        (notes, 'attachment; filename="minutes.pdf"', "application/pdf", PDF),
        (hall, 'inline; filename="hall.jpg"', "image/jpeg", photo().content),
    ):
        answer = ruths.get(reverse("file-detail", args=[room.pk, file.pk]))
        assert (answer.headers["Content-Disposition"], answer.headers["Content-Type"]) == (way, media_type)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "'none'" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.content == content
    small = ruths.get(reverse("file-small", args=[room.pk, hall.pk]))
    assert (small.status_code, small.content) == (200, photo().small)
    assert ruths.get(reverse("file-small", args=[room.pk, notes.pk])).status_code == 404


def test_whoever_cannot_read_the_message_cannot_have_its_files(
    client: Client, room: Room, leader: Person, mentor: Person, stranger: Person, coordinator: Person
) -> None:
    file = send(room, mentor, photo()).attachments.get()
    later = Person.objects.create(name="Late", email="late@cast.test")
    Room.objects.update(shows_history=False)
    actions.add_member(room=Room.objects.get(), person=later, by=mentor)
    actions.remove_member(room=room, person=leader, by=mentor)
    other = Room.objects.create(title="Another")
    for person, pk in (
        (stranger, room.pk),
        (coordinator, room.pk),
        (leader, room.pk),
        (later, room.pk),
        (mentor, other.pk),
    ):
        client.force_login(person, BACKEND)
        for name in ("file-detail", "file-small"):
            here, nowhere = (client.get(reverse(name, args=[pk, each])) for each in (file.pk, 10**6))
            assert (here.status_code, nowhere.status_code) == (404, 404)
    assert not Attachment.objects.visible_to(stranger).exists()
    client.logout()
    assert client.get(reverse("file-detail", args=[room.pk, file.pk])).status_code == 302


def test_a_hidden_message_shows_its_files_to_its_author_and_who_looks_after_the_room(
    room: Room, leader: Person, mentor: Person, denise: Person
) -> None:
    room.members.filter(person=mentor).update(is_facilitator=True)
    message = send(room, leader, NOTES)
    actions.hide_message(message=message, by=mentor, is_on=True)
    seen = [Attachment.objects.visible_to(person).exists() for person in (leader, mentor, denise)]
    assert seen == [True, True, False]
    (event,) = reading.events_after(room.pk, Room.objects.get().last_seq - 1)
    assert "minutes" not in json.dumps(event_frame(event))


def test_events_say_what_there_is_and_never_what_is_in_it(room: Room, leader: Person) -> None:
    message = send(room, leader, NOTES, photo())
    (event,) = reading.events_after(room.pk, Room.objects.get().last_seq - 1)
    notes, hall = message.attachments.all()
    address = reverse("file-detail", args=[room.pk, hall.pk])
    assert event_frame(event)["message"]["files"] == [
        {
            "id": notes.pk,
            "name": "minutes.pdf",
            "kind": "document",
            "size": len(PDF),
            "about": f"PDF, {len(PDF)}\xa0bytes",
            "url": reverse("file-detail", args=[room.pk, notes.pk]),
            "width": None,
            "height": None,
            "description": "What we agreed",
        },
        {
            "id": hall.pk,
            "name": "hall.jpg",
            "kind": "picture",
            "size": hall.size,
            "url": address,
            "description": "",
            "width": 480,
            "height": 240,
            "about": f"Picture, {hall.size / 1024:.1f}\xa0KB",
        },
    ]


# --- Gone, kept, told, taken along ---


def test_taking_a_message_back_takes_its_files(ruths: Client, room: Room, mentor: Person) -> None:
    message = send(room, mentor, NOTES, text="Oh no")
    address = reverse("file-detail", args=[room.pk, message.attachments.get().pk])
    assert ruths.get(address).status_code == 200
    actions.take_back_message(message=message, by=mentor)
    assert not Attachment.objects.exists()
    assert ruths.get(address).status_code == 404


def test_erasing_a_person_takes_their_files_and_what_search_knew(room: Room, leader: Person, mentor: Person) -> None:
    message = send(room, leader, NOTES, text="Private kidney words")
    theirs = send(room, mentor, NOTES)
    erase_rows(leader)
    assert list(Attachment.objects.values_list("message", flat=True)) == [theirs.pk]
    message.refresh_from_db()
    assert (message.text, message.found_by, message.is_gone) == ("", "", True)


def test_the_download_of_everything_about_me_holds_my_files_and_no_others(
    room: Room, leader: Person, mentor: Person
) -> None:
    send(room, leader, NOTES)
    send(room, mentor, SafeFile("theirs.pdf", "application/pdf", PDF))
    with zipfile.ZipFile(io.BytesIO(zip_of(leader, timezone.now()))) as folder:
        held = [name for name in folder.namelist() if "attachment" in name]
        assert held == ["files/conversations.attachment-1-minutes.pdf"]
        assert folder.read(held[0]) == PDF
        assert "What we agreed" in folder.read("everything-about-me.json").decode()


def test_telling_someone_about_a_message_of_files_keeps_what_they_are_called(
    ruths: Client, room: Room, leader: Person
) -> None:
    message = send(room, leader, NOTES)
    shown = ruths.get(reverse("message-tell", args=[room.pk, message.number])).content.decode()
    assert "[minutes.pdf] What we agreed" in shown
    assert not Concern.objects.exists()


def test_a_transcript_names_the_files(room: Room, leader: Person) -> None:
    send(room, leader, NOTES, text="See this")
    assert "  See this\n  [minutes.pdf] What we agreed" in kept_copy(room, leader)


def test_the_database_refuses_half_a_picture(room: Room, leader: Person) -> None:
    file = send(room, leader, photo()).attachments.get()
    for change in ({"small": b""}, {"width": None}, {"height": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=file.pk).update(**change)
