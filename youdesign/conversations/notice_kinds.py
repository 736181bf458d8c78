"""The kinds of notice that this app sends. No mail holds words that one person wrote to another."""

from django.urls import reverse

from youdesign.conversations.models import Ask
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
)
