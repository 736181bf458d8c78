"""Meeting buddies in the demo: one said yes and has a brief to read; one was asked, by a leader in her first week."""

import datetime

from django.utils import timezone

from mentoring import actions
from youdesign.demo import story
from youdesign.involvement.models import Host, Involvement, InvolvementEvent
from youdesign.people.models import Code, Person

DAY = datetime.timedelta(days=1)


def be_buddies(by: Person, people: list[Person]) -> None:
    """Let these people say that they would be a meeting buddy, and make them one."""
    times = Code.objects.filter(listing="easy_time", slug__in=story.BUDDY_TIMES)
    for person in people:
        offer = actions.offer_to_be_buddy(by=person, ways=["in_room", "on_call", "before"], times=times, is_open=True)
        actions.make_buddy(offer=offer, by=by)


def have_a_buddy(leader: Person, buddy: Person) -> None:
    """Let somebody have said yes to the leader for her next date, with a brief to read."""
    event = InvolvementEvent.objects.filter(involvement__leader=leader, starts_at__gt=timezone.now()).first()
    if event is None:
        return
    ask(event, buddy, yes=True)
    wish = event.buddy_requests.get()
    actions.write_brief(wish=wish, by=leader, words=story.BRIEF, version=0, now=timezone.now())


def ask_in_week_one(leader: Person, buddy: Person, host: Host) -> None:
    """Let a leader have asked somebody for her first date, who has not answered yet."""
    work = Involvement.objects.create(leader=leader, host=host, title="Patient panel", state="said_yes")
    at = (timezone.now() + 9 * DAY).replace(hour=10, minute=0, second=0, microsecond=0)
    event = InvolvementEvent.objects.create(
        involvement=work, title="My first panel", starts_at=at, where="The library, room 2"
    )
    ask(event, buddy, yes=False)


def ask(event: InvolvementEvent, buddy: Person, *, yes: bool) -> None:
    """Let a leader ask somebody, who says yes, or has not answered."""
    now, leader = timezone.now(), event.involvement.leader
    ways, words = ["in_room", "before"], story.BUDDY_WISH
    wish = actions.ask_for_buddy(event=event, by=leader, ways=ways, words=words, needs=[], now=now)
    asked = actions.ask_buddy(wish=wish, by=leader, person=buddy.pk, now=now)
    if yes:
        actions.answer_ask(ask=asked, by=buddy, is_yes=True, words=story.BUDDY_YES, now=now)
