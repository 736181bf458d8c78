"""The kinds of notice that this app sends. No mail holds words that one person wrote to another."""

from django.urls import reverse
from django.utils import timezone

from youdesign.conversations.frames import SOMEBODY
from youdesign.conversations.models import Ask, Mention, RoomMember
from youdesign.conversations.news import news_for
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.policies import are_apart

OVER = Withheld("It was answered or taken back already.")


def ask_for(notice: Notice, state: str) -> Ask | None:
    """Return the question this notice is about while it stands where it stood and neither keeps the other away."""
    ask = Ask.objects.select_related("asker", "asked").filter(pk=notice.object_id, state=state).first()
    return None if ask is None or are_apart(ask.asker, ask.asked) else ask


def ask_received(notice: Notice) -> Mail | Withheld:
    """Tell somebody that a colleague asks them something."""
    ask = ask_for(notice, Ask.State.ASKED)
    if ask is None:
        return OVER
    return Mail(
        subject=f"{ask.asker} asks you something",
        body=(
            f"You offered to be asked, and {ask.asker} has a question for you.\n\n"
            "Answer when you can, or say not now. You never have to give a reason."
        ),
        link=reverse("ask-detail", args=[ask.pk]),
        link_text="Read it",
    )


def ask_answered(notice: Notice) -> Mail | Withheld:
    """Tell the asker that there is an answer."""
    ask = ask_for(notice, Ask.State.ANSWERED)
    if ask is None or ask.room_id is None:
        return OVER
    return Mail(
        subject=f"{ask.asked} has answered you",
        body=f"{ask.asked} has answered. The two of you have a room to go on in. Only you two can read it.",
        link=reverse("room-detail", args=[ask.room_id]),
        link_text="Read the answer",
    )


def ask_not_now(notice: Notice) -> Mail | Withheld:
    """Tell the asker kindly that this person cannot answer now."""
    ask = ask_for(notice, Ask.State.NOT_NOW)
    if ask is None:
        return OVER
    return Mail(
        subject=f"{ask.asked} cannot answer just now",
        body=(
            f"{ask.asked} cannot answer just now.\n\nNobody here is asked for a reason, and it says nothing about you "
            "or your question. Somebody else may know."
        ),
        link=reverse("colleague-list"),
        link_text="Find somebody else",
    )


def room_mention(notice: Notice) -> Mail | Withheld:
    """Tell somebody that they are named in a room, unless they have read it there already."""
    mention = (
        Mention.objects.select_related("message__room", "message__author")
        .filter(message=int(notice.object_id), person=notice.person_id)
        .first()
    )
    if mention is None or mention.message.is_gone or mention.message.is_hidden:
        return Withheld("The message is not there any more.")
    message, person = mention.message, mention.person
    stay = RoomMember.objects.present().filter(room=message.room, person=person).first()
    if stay is None or (message.author and are_apart(person, message.author)):
        return Withheld("You are not in that room now.")
    if stay.is_muted:
        return Withheld("You keep that room quiet.")
    if stay.read_count >= message.number and not mention.is_after_reading:
        return Withheld("You had read it already.")
    return Mail(
        subject=f"{message.author or SOMEBODY} names you in {message.room}",
        body=f"{message.author or SOMEBODY} named you in {message.room}. Only those in the room can read what it says.",
        link=f"{reverse('room-detail', args=[message.room_id])}?at={message.number}#m{message.number}",
        link_text="Read it there",
        more=(("Keep this room quiet", reverse("room-stay", args=[message.room_id])),),
    )


def room_news(notice: Notice) -> Mail | Withheld:
    """Tell somebody once a day in which rooms there is something new, unless they have read it meanwhile."""
    rooms = news_for(notice.person, timezone.now()) if notice.person else []
    if not rooms:
        return Withheld("You had read everything.")
    many = sum(room.unread for room in rooms)
    lines = "\n".join(f"{room.title}: {room.unread} new" for room in rooms)
    return Mail(
        subject=f"{many} new message{'' if many == 1 else 's'} in your rooms",
        body=f"There is something new for you.\n\n{lines}",
        link=reverse("room-list"),
        link_text="Go to your rooms",
    )


def is_in_a_room(person: Person) -> bool:
    """Whether this person is in any room."""
    return RoomMember.objects.present().filter(person=person).exists()


def offers_to_be_asked(person: Person) -> bool:
    """Whether colleagues may ask this person."""
    return person.asks_of_me.exists() or Person.objects.filter(pk=person.pk, listing__can_be_asked=True).exists()


def has_asked(person: Person) -> bool:
    """Whether this person has asked anybody."""
    return person.asks.exists()


KINDS = (
    Kind(
        code="ask_received",
        title="A colleague asks you something",
        because="You offered to be asked.",
        compose=ask_received,
        is_for=offers_to_be_asked,
    ),
    Kind(
        code="ask_answered",
        title="Answers to what you asked colleagues",
        because="You asked a colleague something.",
        compose=ask_answered,
        is_for=has_asked,
    ),
    Kind(
        code="ask_not_now",
        title="A colleague cannot answer just now",
        because="You asked a colleague something.",
        compose=ask_not_now,
        is_for=has_asked,
    ),
    Kind(
        code="room_mention",
        title="Somebody names you in a room",
        because="Somebody in the room wrote your name with “@”.",
        compose=room_mention,
        is_private=True,
        is_for=is_in_a_room,
    ),
    Kind(
        code="room_news",
        title="What is new in your rooms, once a day",
        because="You asked for it, for one of your rooms or more.",
        compose=room_news,
        is_private=True,
        is_for=is_in_a_room,
    ),
)
