"""A room for two is called by the two, on every side, and has no word of a group in it."""

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from tests.conversations.test_pages import words_of
from youdesign.conversations import actions
from youdesign.conversations.models import Room
from youdesign.people.models import Person


def test_a_room_for_two_is_called_by_the_two_and_never_a_group(
    client: Client, room: Room, leader: Person, mentor: Person
) -> None:
    Room.objects.update(is_for_two=True)
    for person, other in ((leader, "Ruth Adeyemi"), (mentor, "Maureen Webb")):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        words = words_of(client.get(reverse("room-detail", args=[room.pk])))
        main = words[words.index("<main") : words.index("</main>")]
        assert f"<h1>You and {other}</h1>" in main
        assert "group" not in strip_tags(main)


def test_who_is_left_alone_in_a_room_for_two_is_told_so_without_group_words(
    client: Client, room: Room, leader: Person, mentor: Person
) -> None:
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    Room.objects.update(is_for_two=True)
    actions.remove_member(room=room, person=mentor, by=mentor)
    words = words_of(client.get(reverse("room-detail", args=[room.pk])))
    assert "Only you can read this now." in words
    assert "Nobody else is here now." in words
    assert "joins later" not in words
