"""What is new in somebody's rooms, told once a day to those who asked for that; never what was written."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet

from youdesign.conversations.models import Message, Room, RoomMember
from youdesign.notices.owing import Promise, owe_notices
from youdesign.notices.wishes import Frequency, next_morning
from youdesign.people.models import Block, Person

KIND = "room_news"
DAY = datetime.timedelta(days=1)


def owe_news(now: datetime.datetime) -> None:
    """Promise tomorrow morning's message to everybody who has something new to read since a day ago; once each."""
    stays = stays_with_news(now).select_related("person").order_by("person", "pk")
    people = {stay.person_id: stay.person for stay in stays}
    mornings = {pk: next_morning(person, now, Frequency.DAILY) for pk, person in people.items()}
    owe_notices(
        [
            Promise(KIND, person, str(pk), f"{mornings[pk].astimezone(person.zone):%Y-%m-%d}", mornings[pk])
            for pk, person in people.items()
        ]
    )


def stays_with_news(now: datetime.datetime) -> QuerySet[RoomMember]:
    """Return the stays of those who asked to hear, whose room has new words of others from the last day."""
    new = Message.objects.said().filter(room=OuterRef("room"), number__gt=OuterRef("read_count"), sent_at__gt=now - DAY)
    blocked = Block.objects.filter(blocker=OuterRef(OuterRef("person")), blocked=OuterRef("author"))
    new = new.exclude(author=None, text="").filter(~Exists(blocked))
    stays = RoomMember.objects.present().filter(hears_daily=True, is_muted=False, room__archived_at__isnull=True)
    return stays.filter(Exists(new.exclude(author=OuterRef("person"))), person__is_active=True)


def news_for(person: Person, now: datetime.datetime) -> list[Room]:
    """Return the rooms in which there is something new for this person, each with how many messages."""
    rooms = stays_with_news(now).filter(person=person).values("room")
    return list(
        Room.objects.visible_to(person).with_unread_for(person).filter(pk__in=rooms, unread__gt=0).order_by("title")
    )
