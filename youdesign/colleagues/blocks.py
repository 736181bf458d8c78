"""Whom a person may keep away, anybody they come across here, and what ends with it."""

from django.db import transaction

from mentoring.actions import answer_not_now, end_match, withdraw_choice
from mentoring.models import Match
from youdesign.circles import circle_between
from youdesign.conversations.models import Ask, RoomMember
from youdesign.people.actions import block_person
from youdesign.people.models import Block, Person


def known_to(reader: Person, pk: int) -> Person | None:
    """Return the person with this key whom the reader knows here, from a page, a room or a question; else nothing."""
    person = Person.objects.filter(pk=pk, is_active=True).exclude(pk=reader.pk).first()
    if person is None:
        return None
    in_a_room = RoomMember.objects.visible_to(reader).filter(person=person)
    asked = Ask.objects.visible_to(reader).filter(asker=person)
    return person if in_a_room.exists() or asked.exists() or circle_between(reader, person) is not None else None


def mentoring_between(one: Person, other: Person) -> Match | None:
    """Return the match of these two that is under way, whichever of them is the mentor."""
    both = [one.pk, other.pk]
    return Match.objects.current().filter(leader__in=both, offer__mentor__in=both).select_related("leader").first()


def blocked_by(person: Person) -> list[tuple[Block, Match | None]]:
    """Return everybody this person keeps away, with the mentoring of the two where it still goes on."""
    mine = Match.objects.visible_to(person).current().select_related("offer__mentor", "leader")
    under_way = {match.other_than(person).pk: match for match in mine}
    blocks = Block.objects.visible_to(person).select_related("blocked")
    return [(block, under_way.get(block.blocked_id)) for block in blocks]


@transaction.atomic
def keep_away(*, person: Person, by: Person, ends_mentoring: bool = False) -> Block:
    """Block a person; a hello that waits between the two is answered, so that it holds no place and nobody waits.

    Both rows are held first, so that no hello is sent meanwhile. The answer is the one that any mentor may give. Their
    mentoring ends where that is wanted, without a word of the block.
    """
    both = [person.pk, by.pk]
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=both).order_by("pk").values_list("pk"))
    block = block_person(person=person, by=by)
    waiting = Match.objects.filter(state=Match.State.CHOSEN, leader__in=both, offer__mentor__in=both)
    for match in waiting.select_related("leader"):
        (withdraw_choice if match.leader == by else answer_not_now)(match=match, by=by)
    under_way = mentoring_between(person, by)
    if under_way is not None and ends_mentoring:
        end_match(match=under_way, by=by)
    return block
