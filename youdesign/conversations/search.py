"""Finding what was said: the newest messages with these words, among all that one person may read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from youdesign.conversations.entries import day_in_words
from youdesign.conversations.frames import SOMEBODY
from youdesign.conversations.models import Message, Room
from youdesign.conversations.pages import blocked_by
from youdesign.conversations.room_lists import other_names
from youdesign.people.clock import clock
from youdesign.people.models import Person
from youdesign.people.models.listings import SPELLING

PAGE = 20
FEW = 3_000  # so many are fetched and put in order here; when there are more, the newest are not far back
BACK = (timedelta(days=1), timedelta(days=7), timedelta(days=50), timedelta(days=350))
EMPHASIS = re.compile(r"\*\*|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")  # its other half may be cut off
BEGINS, ENDS = "\ue000", "\ue001"  # around the words that were found: signs without a meaning, taken out of messages


@dataclass(frozen=True)
class Found:
    """One message that was found, as the list of them shows it."""

    message: Message
    title: str
    is_folded: bool

    @property
    def name(self) -> str:
        """Who said it."""
        return str(self.message.author) if self.message.author else SOMEBODY

    @property
    def when(self) -> str:
        """The day and the time."""
        at = timezone.localtime(self.message.sent_at)
        return f"{day_in_words(at.date(), timezone.localdate())}, {clock(at)}"

    @property
    def href(self) -> str:
        """Where it stands in its room."""
        number = self.message.number
        return f"{reverse('room-detail', args=[self.message.room_id])}?at={number}#m{number}"

    @property
    def words(self) -> SafeString | str:
        """What was said around the words, marked; not of somebody who is blocked, nor what may be hard to read."""
        if self.is_folded:
            return "You blocked this person. Open the room to read it."
        if self.message.content_note:
            return f"About: {self.message.content_note}. Open the room to read it."
        return marked(self.message.around)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Results:
    """One page of what was found, and the last of it where there is more."""

    found: list[Found]
    last: int | None = None


def find(person: Person, words: str, *, room: Room | None = None, before: int | None = None) -> Results:
    """Return the newest messages with these words that the person may read, or those before one of them."""
    rooms = [room.pk] if room else list(Room.objects.visible_to(person).values_list("pk", flat=True))
    query = SearchQuery(words, config=SPELLING, search_type="websearch")
    messages = Message.objects.visible_to(person).said().filter(room__in=rooms, found_by=query).order_by()
    until = None
    if before and (last := Message.objects.visible_to(person).filter(pk=before).first()):
        until = last.sent_at
        messages = messages.filter(Q(sent_at__lt=until) | Q(pk__lt=before), sent_at__lte=until)
    pks = newest(messages, lambda: until or last_words(rooms))
    found = shown(person, pks[:PAGE], query)
    return Results(found, pks[PAGE - 1] if len(pks) > PAGE else None)


def newest(messages: QuerySet[Message], until: Any) -> list[int]:
    """Return the keys of the newest of these, one more than a page holds.

    A rare word is found by the index, a very common one by going back in time: sorting all that have it takes seconds.
    """
    some = list(messages.values_list("sent_at", "pk")[: FEW + 1])
    if len(some) <= FEW:
        return [pk for _, pk in nlargest(PAGE + 1, some)]
    latest: datetime = until()
    in_order = messages.order_by("-sent_at", "-pk").values_list("pk", flat=True)
    for back in BACK:
        pks = list(in_order.filter(sent_at__gt=latest - back)[: PAGE + 1])
        if len(pks) > PAGE:
            return pks
    return list(in_order[: PAGE + 1])


def last_words(rooms: Iterable[int]) -> datetime:
    """Return when somebody last wrote in one of these rooms."""
    last = Message.objects.filter(room=OuterRef("pk")).order_by("-number").values("sent_at")[:1]
    held = Room.objects.filter(pk__in=rooms).annotate(last=Subquery(last)).order_by(F("last").desc(nulls_last=True))
    return held.values_list("last", flat=True).first() or timezone.now()


def shown(person: Person, pks: list[int], query: SearchQuery) -> list[Found]:
    """Return these messages as the list shows them."""
    text = Replace(Replace("text", Value(BEGINS)), Value(ENDS))
    around = SearchHeadline(text, query, config=SPELLING, start_sel=BEGINS, stop_sel=ENDS, max_words=40, min_words=20)
    messages = Message.objects.visible_to(person).said().filter(pk__in=pks).select_related("author", "room")
    messages = messages.defer("found_by").annotate(around=around).order_by("-sent_at", "-pk")
    folded = blocked_by(person)
    found = list(messages)
    names = other_names(person, [message.room_id for message in found if message.room.is_for_two])
    return [
        Found(message, names.get(message.room_id, message.room.title), message.author_id in folded) for message in found
    ]


def marked(around: str) -> SafeString:
    """Return the words as HTML, without signs that would make them bold, and with those that were found marked."""
    html = escape(EMPHASIS.sub("", around)).replace(BEGINS, "<mark>").replace(ENDS, "</mark>")
    return mark_safe(html)  # noqa: S308  it is escaped, and the marks are ours
