"""A room with people in it, and what a browser would do to its socket."""

import pytest

from tests import factories
from youdesign.conversations import actions
from youdesign.conversations.models import Room
from youdesign.people.models import Person


@pytest.fixture
def room(leader: Person, mentor: Person) -> Room:
    """A room that Maureen and Ruth are in; its first two events are their coming."""
    room = actions.open_room(title="Tuesday group", by=mentor)
    for person in (mentor, leader):
        actions.add_member(room=room, person=person, by=mentor)
    room.refresh_from_db()
    return room


@pytest.fixture
def denise(room: Room, mentor: Person) -> Person:
    """Denise, who is in the room too."""
    person = factories.PersonFactory(name="Denise Bright", email="denise@cast.test")
    actions.add_member(room=room, person=person, by=mentor)
    return person
