"""Meeting buddies: asked, found, briefed, the day before, cancelled, nobody found, and afterwards.

No mail says what the date is or what one wrote to the other: that stands on its page.
"""

from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse
from django.utils import timezone

from cohorts.models import Membership
from mentoring.models import BuddyAsk, BuddyOffer, BuddyRequest
from mentoring.notice_kinds.buddies_ending import buddy_after, buddy_cancelled, buddy_debrief, buddy_none, buddy_wanted
from mentoring.notice_kinds.buddies_said import day_of, owed_to_one_of_two, page, when
from mentoring.notice_kinds.matches import NOT_SO, coordinates
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.policies import are_apart


def has_to_do_with_buddies(person: Person) -> bool:
    """Whether these messages can concern this person: they take part as a leader, or would be a buddy."""
    takes_part = Membership.objects.taking_part().filter(person=person).exists()
    return takes_part or BuddyOffer.objects.filter(person=person).exists()


def ask_of(notice: Notice) -> BuddyAsk | None:
    """Return the ask that a notice is about, unless one of the two keeps the other away."""
    found = BuddyAsk.objects.select_related("person", "request__leader", "request__event")
    ask = found.filter(pk=notice.object_id).first()
    return None if ask is None or are_apart(ask.person, ask.request.leader) else ask


def buddy_asked(notice: Notice) -> Mail | Withheld:
    """Ask somebody whether they would be it."""
    ask = ask_of(notice)
    if ask is None or not ask.is_open or ask.person_id != notice.person_id:
        return NOT_SO
    leader = ask.request.leader
    return Mail(
        subject=f"{leader} asks whether you would be their meeting buddy",
        body=(
            f"{leader} would like somebody beside them for one date: {when(ask.request)}.\n\n"
            "The page says what it is and what would help. Say yes, or not this time. You owe no reason."
        ),
        link=page(ask.request),
        link_text=f"Read and answer {leader.get_short_name()}",
    )


def buddy_closed(notice: Notice) -> Mail | Withheld:
    """Tell somebody who was asked that they need not any more."""
    ask = ask_of(notice)
    if ask is None or ask.state != BuddyAsk.State.CLOSED or ask.person_id != notice.person_id:
        return NOT_SO
    leader = ask.request.leader
    why = "has found somebody" if ask.request.matched_at else "does not need a meeting buddy for it any more"
    return Mail(
        subject=f"You are free on {day_of(ask.request)}",
        body=f"{leader} asked you to be their meeting buddy that day, and {why}. Thank you for being willing.",
        link=reverse("buddy-list"),
        link_text="See your meeting buddies",
    )


def buddy_not_this_time(notice: Notice) -> Mail | Withheld:
    """Tell the leader kindly that somebody cannot this time."""
    ask = ask_of(notice)
    if ask is None or not ask.request.is_looking or ask.request.leader_id != notice.person_id:
        return NOT_SO
    others = ask.request.asks.open().count()
    more = "Somebody else whom you asked has not answered yet." if others else "You can ask somebody else."
    return Mail(
        subject=f"{ask.person} cannot this time",
        body=f"{ask.person} cannot be there on {day_of(ask.request)}. It says nothing about you.\n\n{more}",
        link=page(ask.request),
        link_text="See where things stand",
    )


def buddy_found(notice: Notice) -> Mail | Withheld:
    """Tell the leader who said yes."""
    owed = owed_to_one_of_two(notice, *BuddyRequest.FOUND)
    if owed is None:
        return NOT_SO
    request, _, buddy = owed
    return Mail(
        subject=f"{buddy} is your meeting buddy",
        body=(
            f"{buddy} said yes: {when(request)}.\n\n"
            f"A short brief helps {buddy.get_short_name()} help you: what it is, what you want to get across, "
            "what helps you, and a signal or two. A few words will do."
        ),
        link=page(request),
        link_text="Open your page",
    )


def buddy_brief(notice: Notice) -> Mail | Withheld:
    """Tell the buddy that there is a brief to read."""
    owed = owed_to_one_of_two(notice, *BuddyRequest.FOUND)
    if owed is None or not owed[0].has_brief or owed[0].buddy_id != notice.person_id:
        return NOT_SO
    request, _, leader = owed
    return Mail(
        subject=f"A brief for {day_of(request)}",
        body=f"{leader} has written down what helps on {when(request)}. It takes two minutes to read.",
        link=page(request),
        link_text="Read the brief",
    )


def buddy_day_before(notice: Notice) -> Mail | Withheld:
    """Remind both the day before."""
    owed = owed_to_one_of_two(notice, *BuddyRequest.FOUND)
    if owed is None or owed[0].has_begun(timezone.now()):
        return NOT_SO
    request, person, other = owed
    said = f"{other} is your meeting buddy" if person == request.leader else f"You are {other}'s meeting buddy"
    return Mail(
        subject=f"Tomorrow, with {other}",
        body=f"{said}: {when(request)}.\n\nNot up to it? Cancel in two taps. Nobody asks why.",
        link=page(request),
        link_text="See what you agreed",
    )


def name_asks(notices: Sequence[Notice]) -> Mapping[int, str]:
    """Return for each notice the day it is about."""
    keys = {notice.object_id for notice in notices if notice.object_id.isdecimal()}
    asks = BuddyAsk.objects.filter(pk__in=keys).select_related("request__event")
    days = {str(ask.pk): day_of(ask.request) for ask in asks}
    return {notice.pk: days[notice.object_id] for notice in notices if notice.object_id in days}


def name_requests(notices: Sequence[Notice]) -> Mapping[int, str]:
    """Return for each notice the day it is about."""
    keys = {notice.object_id for notice in notices if notice.object_id.isdecimal()}
    requests = BuddyRequest.objects.filter(pk__in=keys).select_related("event")
    days = {str(request.pk): day_of(request) for request in requests}
    return {notice.pk: days[notice.object_id] for notice in notices if notice.object_id in days}


def kind(
    code: str, title: str, because: str, compose: Callable[[Notice], Mail | Withheld], *, off: bool = True
) -> Kind:
    """Return a kind of notice about a meeting buddy."""
    name_each = name_asks if code in OF_ASKS else name_requests
    return Kind(code, title, because, compose, can_be_off=off, is_for=has_to_do_with_buddies, name_each=name_each)


OF_ASKS = ("buddy_asked", "buddy_closed", "buddy_not_this_time")
WOULD = "You said that you would be a meeting buddy."
ASKED = "You asked for a meeting buddy."
TWO = "One of you is the other's meeting buddy."
KINDS: tuple[Kind, ...] = (
    kind("buddy_asked", "Somebody asks you to be their meeting buddy", WOULD, buddy_asked),
    kind("buddy_closed", "You need not be a meeting buddy after all", WOULD, buddy_closed, off=False),
    kind("buddy_not_this_time", "Somebody cannot be your meeting buddy", ASKED, buddy_not_this_time),
    kind("buddy_found", "Somebody is your meeting buddy", ASKED, buddy_found),
    kind("buddy_brief", "A brief for a meeting buddy", TWO, buddy_brief),
    kind("buddy_day_before", "The day before, with a meeting buddy", TWO, buddy_day_before),
    kind("buddy_cancelled", "A meeting buddy is cancelled", TWO, buddy_cancelled, off=False),
    kind("buddy_none", "Nobody found to be your meeting buddy", ASKED, buddy_none, off=False),
    kind("buddy_after", "After a date with a meeting buddy", TWO, buddy_after),
    kind("buddy_debrief", "Words from your meeting buddy, or to one", TWO, buddy_debrief),
    Kind(
        "buddy_wanted",
        "A leader has no meeting buddy",
        "You run their programme.",
        buddy_wanted,
        can_be_off=False,
        is_for=coordinates,
    ),
)
