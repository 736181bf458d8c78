"""Meeting buddies: cancelled, nobody found, and afterwards. No mail says what the date is, or what one wrote."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from mentoring.actions.buddies_ending import OFF
from mentoring.buddies import is_near
from mentoring.buddy_policies import can_ask_for_buddy, can_be_buddy, can_have_buddy
from mentoring.models import BuddyAnswer, BuddyRequest
from mentoring.notice_kinds.buddies_said import day_of, owed_to_one_of_two, page, request_of, when
from mentoring.notice_kinds.matches import NOT_SO
from youdesign.notices.kinds import Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.policies import has_blocked

State = BuddyRequest.State


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
    return Mail(
        subject=f"You are free on {day_of(request)}",
        body=(
            f"You were going to be {request.leader}'s meeting buddy. {why_free(request, notice.person)} "
            "Thank you for saying yes."
        ),
        link=reverse("buddy-list"),
        link_text="See your meeting buddies",
    )


def why_free(request: BuddyRequest, buddy: Person) -> str:
    """Return why somebody need not be there."""
    if request.event.state in OFF:
        return "It does not take place."
    needs_one = request.cancelled_by_id != request.leader_id and can_ask_for_buddy(request.leader, request.event)
    if needs_one and not (can_be_buddy(buddy) and is_near(buddy, request.leader)):
        return f"You are not one here any more, so {request.leader.get_short_name()} knows that you do not come."
    return f"{request.leader} needs no buddy for it now."


def cancelled_for_leader(request: BuddyRequest) -> Mail:
    """Tell the leader that nobody comes after all, without a name she does not want to read."""
    is_named = request.buddy is not None and not has_blocked(request.leader, request.buddy)
    who = f"{request.buddy} cannot" if is_named else "Your meeting buddy cannot"
    again = can_have_buddy(request.event, timezone.now()) and can_ask_for_buddy(request.leader, request.event)
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
