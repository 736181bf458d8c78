"""One message as a page shows it to one reader, and what stands above and under it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from youdesign.conversations.frames import SOMEBODY, file_fields, hue_of, person_fields, reaction_fields
from youdesign.conversations.models import Message, Reaction
from youdesign.conversations.words import beginning_of, cut, plain_words
from youdesign.people.models import Person

EARLIER = "An earlier message"
BLOCKED = "You blocked this person"
HIDDEN = "This message is hidden by those who look after the room."


@dataclass(frozen=True)
class Chip:
    """One short answer under a message: how many gave it, and whether the reader did."""

    code: str
    label: str
    count: int
    mine: bool


@dataclass(frozen=True)
class Answered:
    """What a message answers: its number, and how it begins to somebody who may read it."""

    number: int
    words: str


@dataclass(frozen=True)
class Entry:
    """One message on the page, and what stands above it. The message carries what `reading.around` names."""

    message: Message
    reader: Person
    sees_after: int = 0
    is_folded: bool = False
    folds_answered: bool = False
    photo: str = ""
    day: str = ""
    unread: int = 0
    can_answer: bool = True

    @property
    def mine(self) -> bool:
        """Whether the reader wrote it."""
        return self.message.author_id == self.reader.pk

    @property
    def anchor(self) -> str:
        """Where a link to this message goes."""
        return f"m{self.message.number}"

    @property
    def name(self) -> str:
        """Who said it."""
        return str(self.message.author) if self.message.author else SOMEBODY

    @property
    def initials(self) -> str:
        """The letters in the round picture."""
        return self.message.author.initials if self.message.author else ""

    @property
    def hue(self) -> str:
        """The colour of the round picture; one's own is plum."""
        return "" if self.mine else hue_of(self.message.author)

    @property
    def gone(self) -> str:
        """The words shown in place of a message that says nothing any more."""
        if self.message.is_gone:
            return f"{self.name} took this message back."
        return HIDDEN if self.message.is_hidden else ""

    @property
    def text(self) -> str:
        """What was said, with or without typing."""
        return self.message.get_signal_display() if self.message.signal else self.message.text

    @property
    def more(self) -> str:
        """Where the message has a page of its own; one that was taken back has none to go to."""
        if self.message.is_gone:
            return ""
        return reverse("message-detail", args=[self.message.room_id, self.message.number])

    @property
    def tell(self) -> str:
        """Where to tell somebody about it; nothing for one's own, or for one that says nothing."""
        if self.mine or self.gone:
            return ""
        return reverse("message-tell", args=[self.message.room_id, self.message.number])

    @property
    def answers(self) -> Answered | None:
        """What it answers."""
        number: int | None = self.message.answered_number  # type: ignore[attr-defined]
        if number is None:
            return None
        if number <= self.sees_after:
            return Answered(number, "")
        facts: Any = self.message
        name = person_fields(facts.answered_author_id, facts.answered_name)["name"]
        words = "" if self.folds_answered else beginning_of(facts.answered_words or "")
        return Answered(number, f"{name}: {words}" if words else name)

    @property
    def quote(self) -> str:
        """How what it answers begins, in words; one that the reader may not read is only an earlier one."""
        return (self.answers.words or EARLIER) if self.answers and not self.gone else ""

    @property
    def beginning(self) -> str:
        """How it begins: what it is about, where that is said first; nothing of somebody who is blocked."""
        if self.is_folded:
            return BLOCKED
        words = self.message.content_note or plain_words(self.text) or ", ".join(file["name"] for file in self.files)
        return cut(words)

    @property
    def reply(self) -> int | None:
        """Its number, where it can be answered."""
        return self.message.number if self.can_answer and not self.gone else None

    @property
    def is_edited(self) -> bool:
        """Whether it was changed, and says something still."""
        return self.message.revision > 0 and not self.gone

    @property
    def is_pinned(self) -> bool:
        """Whether it is pinned."""
        return self.message.pinned_at is not None

    @property
    def chips(self) -> list[Chip]:
        """The short answers that others gave."""
        return [] if self.gone else chips_of(self.message.taps, self.reader)  # type: ignore[attr-defined]

    @property
    def files(self) -> list[dict[str, Any]]:
        """The pictures and documents that came with it."""
        return [] if self.gone else file_fields(self.message.room_id, self.message.files)  # type: ignore[attr-defined]

    @property
    def names_reader(self) -> bool:
        """Whether the reader is named in it."""
        named: list[int] = self.message.named  # type: ignore[attr-defined]
        return not self.gone and self.reader.pk in named


def chips_of(taps: Iterable[str], reader: Person) -> list[Chip]:
    """Return the short answers that were given, as chips to press."""
    given = reaction_fields(list(taps))
    return [
        Chip(each["code"], str(Reaction.Code(each["code"]).label), len(each["people"]), reader.pk in each["people"])
        for each in given
    ]


def day_in_words(day: date, today: date) -> str:
    """Return "Today, Sunday 22 November", or the day as people say it, with the year when it is another."""
    words = date_format(day, "l j F" if day.year == today.year else "l j F Y")
    return f"Today, {words}" if day == today else words


def entries(
    messages: list[Message],
    reader: Person,
    *,
    folded: set[int],
    faces: dict[int, str],
    sees_after: int = 0,
    can_answer: bool = True,
    new: int | None = None,
    unread: int = 0,
) -> list[Entry]:
    """Return the messages as this reader sees them, the first of each day and the first unread one marked."""
    today, last, found = timezone.localdate(), None, []
    for message in messages:
        day = timezone.localdate(message.sent_at)
        found.append(
            Entry(
                message=message,
                reader=reader,
                sees_after=sees_after,
                is_folded=message.author_id in folded,
                folds_answered=message.answered_author_id in folded,  # type: ignore[attr-defined]
                photo=faces.get(message.author_id or 0, ""),
                day=day_in_words(day, today) if day != last else "",
                unread=unread if message.number == new else 0,
                can_answer=can_answer,
            )
        )
        last = day
    return found


def first_unread(messages: list[Message], read_count: int, no_news_of: set[int]) -> int | None:
    """Return the number of the first new message with something to see, where none before it is left out."""
    if not messages or messages[0].number > read_count + 1:
        return None
    said = (each for each in messages if not (each.is_gone or each.is_hidden or each.author_id in no_news_of))
    return next((message.number for message in said if message.number > read_count), None)
