"""Asking a colleague, and what they answer."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.conversations.actions.messages import post_message
from youdesign.conversations.actions.rooms import add_member, open_room
from youdesign.conversations.models import Ask, Room
from youdesign.conversations.policies import can_answer_ask, can_ask, can_take_back_ask
from youdesign.conversations.problems import AskedAlready, AskIsOver, CannotBeAsked, TooManyAsks
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.policies import are_apart
from youdesign.people.states import check_move


@transaction.atomic
def ask_colleague(*, person: Person, by: Person, question: str) -> Ask:
    """Ask somebody who offers it, once at a time. Raises CannotBeAsked, AskedAlready or TooManyAsks."""
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs of one person wait for each other
    if not can_ask(by, person):
        raise CannotBeAsked
    if Ask.objects.open().filter(asker=by, asked=person).exists():
        raise AskedAlready
    now = timezone.now()
    if Ask.objects.holding(now).filter(asker=by).count() >= Ask.AT_A_TIME:
        raise TooManyAsks
    ask = Ask.objects.create(asker=by, asked=person, question=question, asked_at=now)
    record("ask", ask, by=by, about=person)
    owe_notice("ask_received", object_id=ask.pk, person=person, due_at=now)
    return ask


@transaction.atomic
def answer_ask(*, ask: Ask, by: Person, text: str) -> Room:
    """Answer: the two get a room, or go on in the one they have, that begins with the question. Raises AskIsOver."""
    ask = locked(ask)
    if not can_answer_ask(by, ask):
        raise PermissionDenied
    if not ask.asker.is_active:
        raise AskIsOver  # nobody is there to read it; not now is still said
    room = room_of(ask)
    for person, words in ((ask.asker, ask.question), (by, text)):
        post_message(room=room, by=person, text=words, client_id=uuid4())
    ask.room, ask.question = room, ""  # it stands in the room now
    answered(ask, Ask.State.ANSWERED, by=by)
    owe_notice("ask_answered", object_id=ask.pk, person=ask.asker, due_at=timezone.now())
    return room


@transaction.atomic
def answer_ask_not_now(*, ask: Ask, by: Person) -> None:
    """Say not now; no reason is asked, and the asker gets kind words."""
    ask = locked(ask)
    if not can_answer_ask(by, ask):
        raise PermissionDenied
    answered(ask, Ask.State.NOT_NOW, by=by)
    owe_notice("ask_not_now", object_id=ask.pk, person=ask.asker, due_at=timezone.now())


@transaction.atomic
def take_back_ask(*, ask: Ask, by: Person) -> None:
    """Take the question back; its words go."""
    ask = locked(ask)
    if not can_take_back_ask(by, ask):
        raise PermissionDenied
    check_move(Ask.MOVES, ask.state, Ask.State.TAKEN_BACK)
    ask.state, ask.question = Ask.State.TAKEN_BACK, ""
    ask.save(update_fields=["state", "question"])
    record("take back", ask, by=by, about=ask.asked)
    withdraw_notices("ask_received", object_id=ask.pk, reason="The question was taken back.")


def locked(ask: Ask) -> Ask:
    """Return the locked row with both people. Raises AskIsOver for one that is answered, taken back or parted."""
    found = Ask.objects.select_for_update(of=("self",)).select_related("asker", "asked").get(pk=ask.pk)
    if not found.is_open or are_apart(found.asker, found.asked):
        raise AskIsOver
    return found


def answered(ask: Ask, to: Ask.State, *, by: Person) -> None:
    """Move a locked ask to its answer."""
    check_move(Ask.MOVES, ask.state, to)
    ask.state, ask.answered_at = to, timezone.now()
    ask.save(update_fields=["state", "answered_at", "room", "question"])
    record(to, ask, by=by, about=ask.asker)


def room_of(ask: Ask) -> Room:
    """Return the room that these two have from an earlier question, or a new one."""
    both = (ask.asker, ask.asked)
    earlier = Ask.objects.filter(asker__in=both, asked__in=both, room__closed_at__isnull=True, room__isnull=False)
    found = earlier.select_related("room").first()
    room = found.room if found else None
    if room is None:
        room = open_room(title=f"{ask.asker} and {ask.asked}", by=ask.asked, is_for_two=True)
    for person in both:
        add_member(room=room, person=person, by=ask.asked)
    return room
