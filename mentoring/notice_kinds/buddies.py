"""Meeting buddies: asked, found, briefed, the day before, cancelled, nobody found, and afterwards.

No mail says what the date is or what one wrote to the other: that stands on its page.
"""

from collections.abc import Callable, Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Membership
from cohorts.times import clock, day
from mentoring.actions.buddies_ending import OFF
from mentoring.models import BuddyAnswer, BuddyAsk, BuddyOffer, BuddyRequest
from mentoring.notice_kinds.matches import NOT_SO, coordinates
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.policies import are_apart, has_blocked

State = BuddyRequest.State
Owed = tuple[BuddyRequest, Person, Person]


def has_to_do_with_buddies(person: Person) -> bool:
    """Whether these messages can concern this person: they take part as a leader, or would be a buddy."""
    takes_part = Membership.objects.taking_part().filter(person=person).exists()
    return takes_part or BuddyOffer.objects.filter(person=person).exists()


def when(request: BuddyRequest) -> str:
    """Return the day and the time, by the clock of whoever reads it."""
    zone = timezone.get_current_timezone()
    return f"{day(request.event.starts_at, zone)}, {clock(request.event.starts_at, zone)}"


def day_of(request: BuddyRequest) -> str:
    """Return the day."""
    return day(request.event.starts_at, timezone.get_current_timezone())


def ask_of(notice: Notice) -> BuddyAsk | None:
    """Return the ask that a notice is about, unless one of the two keeps the other away."""
    found = BuddyAsk.objects.select_related("person", "request__leader", "request__event")
    ask = found.filter(pk=notice.object_id).first()
    return None if ask is None or are_apart(ask.person, ask.request.leader) else ask


def request_of(notice: Notice) -> BuddyRequest | None:
    """Return the wish that a notice is about."""
    return BuddyRequest.objects.with_all().filter(pk=notice.object_id).first()


def owed_to_one_of_two(notice: Notice, *states: str) -> Owed | None:
    """Return the wish, its reader and the other of the two, if it stands where it did and they are not kept apart."""
    request, person = request_of(notice), notice.person
    if request is None or request.buddy is None or person is None or request.state not in states:
        return None
    if person not in (request.leader, request.buddy) or are_apart(request.leader, request.buddy):
        return None
    return request, person, request.buddy if person == request.leader else request.leader


def page(request: BuddyRequest) -> str:
    """Return the address of its page."""
    return reverse("buddy-detail", args=[request.pk])


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


def buddy_cancelled(notice: Notice) -> Mail | Withheld:
    """Tell the other of the two, kindly and with what to do now."""
    request = request_of(notice)
    if request is None or request.state != State.CANCELLED or notice.person is None:
        return NOT_SO
    if request.has_begun(timezone.now()):
        return NOT_SO  # nobody needs to know beforehand any more
    if notice.person_id == request.leader_id:
        return cancelled_for_leader(request)
    if notice.person_id != request.buddy_id or has_blocked(notice.person, request.leader):
        return NOT_SO
    why = "It does not take place." if request.event.state in OFF else f"{request.leader} needs no buddy for it now."
    return Mail(
        subject=f"You are free on {day_of(request)}",
        body=f"You were going to be {request.leader}'s meeting buddy. {why} Thank you for saying yes.",
        link=reverse("buddy-list"),
        link_text="See your meeting buddies",
    )


def cancelled_for_leader(request: BuddyRequest) -> Mail:
    """Tell the leader that nobody comes after all, without a name she does not want to read."""
    is_named = request.buddy is not None and not has_blocked(request.leader, request.buddy)
    who = f"{request.buddy} cannot" if is_named else "Your meeting buddy cannot"
    again = request.event.starts_at > timezone.now()
    more = "\n\nYou can ask somebody else. What you wrote is kept, so it takes a minute." if again else ""
    return Mail(
        subject=f"No meeting buddy on {day_of(request)} after all",
        body=f"{who} be there on {when(request)}. No reason is owed, and it says nothing about you.{more}",
        link=reverse("buddy-new" if again else "event-detail", args=[request.event_id]),
        link_text="Ask somebody else" if again else "See the date",
    )


def buddy_none(notice: Notice) -> Mail | Withheld:
    """Tell the leader honestly that nobody was found in time, and who looks now."""
    request = request_of(notice)
    if request is None or request.state != State.NOT_MATCHED or request.leader_id != notice.person_id:
        return NOT_SO
    coordinator = request.programme.coordinator
    return Mail(
        subject=f"Nobody found yet for {day_of(request)}",
        body=(
            f"Nobody has said yes for {when(request)}. It says nothing about you: there are not enough of us yet.\n\n"
            f"{coordinator} has been told that you look for somebody, and when. What it is and what you wrote was "
            "not passed on. You can go alone, move it, or not go. All three are fine."
        ),
        link=page(request),
        link_text="See where things stand",
    )


def buddy_wanted(notice: Notice) -> Mail | Withheld:
    """Tell the coordinator that a leader has nobody for a date."""
    request = request_of(notice)
    if request is None or request.state != State.NOT_MATCHED or request.looked_after_at is not None:
        return NOT_SO
    if request.programme.coordinator_id != notice.person_id or request.has_begun(timezone.now()):
        return NOT_SO
    first = request.leader.get_short_name()
    return Mail(
        subject=f"{request.leader} has no meeting buddy for {day_of(request)}",
        body=(
            f"{request.leader} would like a meeting buddy, and nobody was found: {when(request)}.\n\n"
            f"Ring {first}, and ask somebody who could. Then say on the list that you have been in touch."
        ),
        link=reverse("admin:mentoring_buddyrequest_change", args=[request.pk]),
        link_text=f"See how to reach {first}",
    )


def buddy_after(notice: Notice) -> Mail | Withheld:
    """Ask both afterwards."""
    owed = owed_to_one_of_two(notice, *BuddyRequest.FOUND)
    if owed is None or not owed[0].has_begun(timezone.now()):
        return NOT_SO
    request, _, other = owed
    return Mail(
        subject="How was it?",
        body=(
            f"You and {other} had a date: {when(request)}. Say with one tap whether it took place. Then look back "
            "together: three short questions, and you choose what the other reads."
        ),
        link=page(request),
        link_text="Say how it was",
    )


def buddy_debrief(notice: Notice) -> Mail | Withheld:
    """Tell one of the two that the other shared something."""
    owed = owed_to_one_of_two(notice, *BuddyRequest.OVER)
    if owed is None:
        return NOT_SO
    request, _, other = owed
    if not BuddyAnswer.objects.filter(Q(request=request, author=other, is_shared=True)).exists():
        return NOT_SO
    return Mail(
        subject=f"{other} has written to you about the date",
        body=f"{other} looked back at {day_of(request)}, and there is something for you to read.",
        link=page(request),
        link_text="Read it",
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
