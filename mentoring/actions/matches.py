"""Asking a mentor, answering, and what two who said yes share."""

import datetime
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions import share_reflection
from cohorts.models import Reflection, ReflectionShare
from cohorts.quiet import is_paused
from mentoring import policies
from mentoring.actions.holding import can_take_on, has_free_place, locked, move, places_of, require_state
from mentoring.actions.talks import end_talks
from mentoring.actions.waits import end_waits, tell_coordinators
from mentoring.models import Match, MentorOffer
from mentoring.models.match_states import HELLOS_AT_ONCE, NUDGED_AFTER
from mentoring.problems import (
    AlreadyAnswered,
    EnoughHellos,
    LeaderHasLeft,
    MentorHasNoSpace,
    MentorHasStopped,
    OneMentorAtATime,
)
from youdesign.conversations.actions import add_member, open_room, post_message
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.people import audit
from youdesign.people.models import Person
from youdesign.people.policies import are_apart

BREATHING_SPACE = datetime.timedelta(days=14)  # nobody is asked to begin anew at once


@transaction.atomic
def choose_mentor(*, match: Match, by: Person, hello: str = "") -> Match:
    """Ask this mentor for a hello; it holds one of their places until it is answered, taken back or seven days old.

    Raises EnoughHellos when three are open, OneMentorAtATime when the leader has decided for somebody.
    """
    match = locked(match)
    if not policies.can_choose_mentor(by, match):
        raise PermissionDenied
    require_state(match, Match.State.SUGGESTED)
    theirs = Match.objects.filter(leader=match.leader_id)
    if theirs.decided().exists():
        raise OneMentorAtATime
    if theirs.hellos().count() >= HELLOS_AT_ONCE:
        raise EnoughHellos
    name = match.offer.mentor.get_short_name()
    mentor = match.offer.mentor
    if match.offer.state != MentorOffer.State.AVAILABLE or are_apart(by, mentor) or is_paused(mentor):
        raise MentorHasNoSpace(f"{name} is not taking anybody on just now. It has nothing to do with you.")
    if not has_free_place(match):
        raise MentorHasNoSpace(
            f"{name} had room when we suggested this. Now every place is taken. It has nothing to do with you."
        )
    match.hello, match.chosen_at = hello, timezone.now()
    move(match, Match.State.CHOSEN, "hello", "chosen_at")
    end_waits(match.leader_id)
    audit.record("choose_mentor", match, by=by, about=match.offer.mentor)
    owe_notice("match_chosen", object_id=match.pk, due_at=match.chosen_at, person=mentor)
    owe_notice("match_still_open", object_id=match.pk, due_at=match.chosen_at + NUDGED_AFTER, person=mentor)
    return match


@transaction.atomic
def withdraw_choice(*, match: Match, by: Person) -> Match:
    """Take the question back before it is answered; the hello goes with it, and the place is free again."""
    match = locked(match)
    if not policies.can_withdraw_choice(by, match):
        raise PermissionDenied
    require_state(match, Match.State.CHOSEN)
    match.hello = ""
    move(match, Match.State.NOT_CHOSEN, "hello")
    for kind in ("match_chosen", "match_still_open"):
        withdraw_notices(kind, object_id=match.pk, reason="The question was taken back before it was answered.")
    audit.record("withdraw_choice", match, by=by, about=match.offer.mentor)
    return match


@transaction.atomic
def accept_match(*, match: Match, by: Person) -> Match:
    """Say yes to a hello: the two get a room of their own. It is no promise: the leader decides after it."""
    match = locked(match)
    if not policies.can_answer_match(by, match):
        raise PermissionDenied
    require_state(match, Match.State.CHOSEN)
    if are_apart(match.leader, by):
        raise AlreadyAnswered
    if match.offer.state == MentorOffer.State.STEPPED_DOWN:
        raise MentorHasStopped
    if not (match.leader.is_active and places_of(match.leader).exists()):
        raise LeaderHasLeft
    if not can_take_on(match):
        raise MentorHasNoSpace("All your places are taken now, so you cannot say yes yet. Your coordinator can help.")
    match.room = open_room(title=f"{match.leader} and {match.offer.mentor}", by=by, is_for_two=True)
    for person in (match.offer.mentor, match.leader):
        add_member(room=match.room, person=person, by=by)
    if match.hello:  # the first thing said in their room is what she said already
        post_message(room=match.room, by=match.leader, text=match.hello, client_id=uuid4())
    match.answered_at = timezone.now()
    move(match, Match.State.ACCEPTED, "room", "answered_at")
    audit.record("accept_match", match, by=by, about=match.leader)
    owe_notice("match_accepted", object_id=match.pk, due_at=match.answered_at, person=match.leader)
    return match


@transaction.atomic
def answer_not_now(*, match: Match, by: Person, words: str = "") -> Match:
    """Say not now; no reason is asked, and the leader gets kind words and keeps the other suggestions."""
    match = not_taken_on(match, by=by, words=words)
    audit.record("answer_not_now", match, by=by, about=match.leader)
    owe_notice("match_not_now", object_id=match.pk, due_at=timezone.now(), person=match.leader)
    return match


@transaction.atomic
def pass_on_match(*, match: Match, by: Person, now: datetime.datetime) -> Match:
    """Pass a question on to the coordinator, who looks for somebody else; the leader is told that."""
    match = not_taken_on(match, by=by, words="")
    match.passed_on_at = now
    match.save(update_fields=["passed_on_at"])
    audit.record("pass_on", match, by=by, about=match.leader)
    owe_notice("match_passed_on", object_id=match.pk, due_at=now, person=match.leader)
    tell_coordinators(match.leader)
    return match


def not_taken_on(match: Match, *, by: Person, words: str) -> Match:
    """Return the match, answered with no: the mentor's place is free again, and nobody is reminded any more."""
    match = locked(match)
    if not policies.can_answer_match(by, match):
        raise PermissionDenied
    require_state(match, Match.State.CHOSEN)
    match.answered_at, match.answer_words = timezone.now(), words
    move(match, Match.State.NOT_ACCEPTED, "answered_at", "answer_words")
    return match


@transaction.atomic
def end_match(*, match: Match, by: Person, is_switch: bool = False) -> Match:
    """End it for whichever of the two wants to: no reason, nobody at fault, and the other is told kindly.

    Before they have made their agreement the leader or the mentor has, in the end, not taken it up. This pair is not
    suggested again.
    """
    match = locked(match)
    if not policies.can_end_match(by, match):
        raise PermissionDenied
    if not match.is_current:
        raise AlreadyAnswered
    is_leader, now = match.leader_id == by.pk, timezone.now()
    if match.state not in (Match.State.ACCEPTED, Match.State.MET):
        can_switch = Match.State.SWITCHED in Match.MOVES[match.state]
        move(match, Match.State.SWITCHED if is_switch and can_switch else Match.State.ENDED_EARLY)
    elif is_leader:
        match.declined_at = now
        move(match, Match.State.NOT_CHOSEN, "declined_at")
    else:
        move(match, Match.State.NOT_ACCEPTED)
    end_talks(match, by=by, now=now)
    other = match.other_than(by)
    audit.record("end_match", match, by=by, about=other)
    owe_notice("match_ended", object_id=match.pk, due_at=now, person=other)
    if match.is_decided:  # whoever ended a hello has not stopped looking
        owe_notice("match_look_again", object_id=match.pk, due_at=now + BREATHING_SPACE, person=match.leader)
    return match


@transaction.atomic
def share_with_mentor(*, reflection: Reflection, by: Person) -> ReflectionShare | None:
    """Let the author's mentor read one reflection; nothing happens without a mentor now, or when one keeps away."""
    if not policies.can_share_with_mentor(by, reflection):
        raise PermissionDenied
    match = Match.objects.decided().filter(leader=by).select_related("offer__mentor").first()
    if match is None or are_apart(by, match.offer.mentor):
        return None
    return share_reflection(reflection=reflection, person=match.offer.mentor, by=by)
