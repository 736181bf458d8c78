"""Every change of mentors' offers and matches.

Locks are taken in one order, so that nobody waits for ever: the leader, the mentor's offer, the match.
"""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cohorts.actions import share_reflection
from cohorts.models import Membership, Reflection, ReflectionShare
from mentoring import matching, policies
from mentoring.models import Match, MentorOffer, MentorWait
from mentoring.problems import AlreadyAnswered, LeaderHasLeft, MentorHasNoSpace, OneMentorAtATime, WaitIsOver
from youdesign.conversations.actions import add_member, open_room, post_message
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.people import audit
from youdesign.people.concerns import answer_by
from youdesign.people.models import Person
from youdesign.people.policies import are_apart
from youdesign.people.states import check_move


@transaction.atomic
def suggest_mentors(*, leader: Person, by: Person) -> list[Match]:
    """Suggest up to three mentors in place of unanswered suggestions; tell the coordinator when there is none."""
    if not policies.can_look_for_mentor(by, leader):
        raise PermissionDenied
    lock_leader(leader.pk)
    if Match.objects.holding().filter(leader=leader).exists():
        raise OneMentorAtATime
    untouched = Match.objects.filter(leader=leader, state=Match.State.SUGGESTED)
    withdrawn = untouched.update(state=Match.State.NOT_CHOSEN)
    suggested = [
        suggest(found, place) for place, found in enumerate(matching.best(matching.wishes_of(leader)), start=1)
    ]
    audit.record("suggest_mentors", leader, by=by, about=leader, suggested=len(suggested), replaced=withdrawn)
    if suggested:
        end_waits(leader.pk)
    else:
        tell_coordinators(leader)
    return suggested


def suggest(found: matching.Suggestion, place: int) -> Match:
    """Keep one suggestion with its reasons, inputs and weights."""
    workings = {**found.workings, "place": place}
    return Match.objects.create(leader=found.wishes.leader, offer=found.offer, reasons=found.reasons, workings=workings)


@transaction.atomic
def choose_mentor(*, match: Match, by: Person, hello: str = "") -> Match:
    """Ask this mentor, with or without a hello; it holds one of their places until it is answered or taken back."""
    match = locked(match)
    if not policies.can_choose_mentor(by, match):
        raise PermissionDenied
    require_state(match, Match.State.SUGGESTED)
    if Match.objects.holding().filter(leader=match.leader_id).exists():
        raise OneMentorAtATime
    name = match.offer.mentor.get_short_name()
    if match.offer.state != MentorOffer.State.AVAILABLE or are_apart(by, match.offer.mentor):
        raise MentorHasNoSpace(f"{name} is not taking anybody on just now. It has nothing to do with you.")
    if not has_free_place(match):
        raise MentorHasNoSpace(
            f"{name} had room when we suggested this. Now every place is taken. It has nothing to do with you."
        )
    match.hello, match.chosen_at = hello, timezone.now()
    move(match, Match.State.CHOSEN, "hello", "chosen_at")
    end_waits(match.leader_id)
    audit.record("choose_mentor", match, by=by, about=match.offer.mentor)
    owe_notice("match_chosen", object_id=match.pk, due_at=match.chosen_at, person=match.offer.mentor)
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
    withdraw_notices("match_chosen", object_id=match.pk, reason="The question was taken back before it was answered.")
    audit.record("withdraw_choice", match, by=by, about=match.offer.mentor)
    return match


@transaction.atomic
def decline_all(*, leader: Person, by: Person) -> int:
    """Say "I would rather wait": these are not suggested again, no mentor is told, the coordinator looks."""
    if not policies.can_decline_suggestions(by, leader):
        raise PermissionDenied
    lock_leader(leader.pk)
    suggestions = Match.objects.filter(leader=leader, state=Match.State.SUGGESTED)
    declined = suggestions.update(state=Match.State.NOT_CHOSEN, declined_at=timezone.now())
    if declined:
        audit.record("decline_all", leader, by=by, about=leader, declined=declined)
        tell_coordinators(leader)
    return declined


@transaction.atomic
def accept_match(*, match: Match, by: Person) -> Match:
    """Say yes: the two get a room of their own, and the leader's other suggestions are put away."""
    match = locked(match)
    if not policies.can_answer_match(by, match):
        raise PermissionDenied
    require_state(match, Match.State.CHOSEN)
    if are_apart(match.leader, by):
        raise AlreadyAnswered
    if not (match.leader.is_active and places_of(match.leader).exists()):
        raise LeaderHasLeft
    if not has_free_place(match):
        raise MentorHasNoSpace("All your places are taken now, so you cannot say yes yet. Your coordinator can help.")
    match.room = open_room(title=f"{match.leader} and {match.offer.mentor}", by=by, is_for_two=True)
    for person in (match.offer.mentor, match.leader):
        add_member(room=match.room, person=person, by=by)
    if match.hello:  # the first thing said in their room is what she said already
        post_message(room=match.room, by=match.leader, text=match.hello, client_id=uuid4())
    match.answered_at = timezone.now()
    move(match, Match.State.ACCEPTED, "room", "answered_at")
    Match.objects.filter(leader=match.leader_id, state=Match.State.SUGGESTED).update(state=Match.State.NOT_CHOSEN)
    audit.record("accept_match", match, by=by, about=match.leader)
    owe_notice("match_accepted", object_id=match.pk, due_at=match.answered_at, person=match.leader)
    return match


@transaction.atomic
def answer_not_now(*, match: Match, by: Person) -> Match:
    """Say not now; no reason is asked, and the leader gets kind words and keeps the other suggestions."""
    match = locked(match)
    if not policies.can_answer_match(by, match):
        raise PermissionDenied
    require_state(match, Match.State.CHOSEN)
    match.answered_at = timezone.now()
    move(match, Match.State.NOT_ACCEPTED, "answered_at")
    audit.record("answer_not_now", match, by=by, about=match.leader)
    owe_notice("match_not_now", object_id=match.pk, due_at=match.answered_at, person=match.leader)
    return match


@transaction.atomic
def move_offer(*, offer: MentorOffer, to: str, by: Person) -> MentorOffer:
    """Move an offer on: preparing, ready, available, resting, stepped down. Raises MoveNotAllowed."""
    offer = MentorOffer.objects.select_for_update().get(pk=offer.pk)
    if not policies.can_move_offer(by, offer):
        raise PermissionDenied
    check_move(MentorOffer.MOVES, offer.state, to)
    before, offer.state = offer.state, to
    offer.save(update_fields=["state"])
    audit.record("move_offer", offer, by=by, about=offer.mentor, before=before, after=to)
    return offer


@transaction.atomic
def share_with_mentor(*, reflection: Reflection, by: Person) -> ReflectionShare | None:
    """Let the author's mentor read one reflection; nothing happens when there is no mentor now."""
    if not policies.can_share_with_mentor(by, reflection):
        raise PermissionDenied
    match = Match.objects.current().filter(leader=by).select_related("offer__mentor").first()
    return share_reflection(reflection=reflection, person=match.offer.mentor, by=by) if match else None


def lock_leader(pk: int) -> None:
    """Hold the leader's row, so that two tabs of one person wait for each other."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def locked(match: Match) -> Match:
    """Return the match as it is now, with its leader, its offer and itself held until the end of the transaction."""
    lock_leader(match.leader_id)
    MentorOffer.objects.select_for_update(no_key=True).only("pk").get(pk=match.offer_id)
    return (
        Match.objects.select_for_update(no_key=True, of=("self",))
        .select_related("leader", "offer__mentor")
        .get(pk=match.pk)
    )


def require_state(match: Match, state: str) -> None:
    """Raise AlreadyAnswered unless the match is still where the person saw it."""
    if match.state != state:
        raise AlreadyAnswered


def has_free_place(match: Match) -> bool:
    """Whether the mentor has a place for this match beside all the others. The offer is locked, so the count holds."""
    return Match.objects.holding().filter(offer=match.offer_id).exclude(pk=match.pk).count() < match.offer.places


def move(match: Match, to: str, *changed: str) -> None:
    """Move a match on, along the one table of moves, and keep what changed with it."""
    check_move(Match.MOVES, match.state, to)
    match.state = to
    match.save(update_fields=["state", *changed])


@transaction.atomic
def answer_wait(*, wait: MentorWait, by: Person, answer: str) -> MentorWait:
    """Answer a leader who waits for a mentor, in the coordinator's own words; a second answer takes its place."""
    wait = MentorWait.objects.select_for_update(of=("self",)).select_related("programme", "leader").get(pk=wait.pk)
    if not policies.can_answer_wait(by, wait):
        raise PermissionDenied
    if wait.over_at is not None:
        raise WaitIsOver
    wait.answer, wait.answered_at, wait.answered_by = answer, timezone.now(), by
    wait.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record("answer_wait", wait, by=by, about=wait.leader)
    when = wait.answered_at.isoformat()
    owe_notice("mentor_wait_answered", object_id=wait.pk, due_at=wait.answered_at, person=wait.leader, occurrence=when)
    return wait


def tell_coordinators(leader: Person) -> None:
    """Write down that this leader waits for a mentor, and owe each coordinator one message about it.

    Told again while the wait is open, nobody is told twice; after an answer, a new wait begins.
    """
    now = timezone.now()
    MentorWait.objects.open().filter(leader=leader, answered_at__isnull=False).update(over_at=now)
    for place in places_of(leader):
        programme = place.cohort.programme
        facts = {"told": programme.coordinator, "told_at": now, "answer_by": answer_by(now, MentorWait.WORKING_DAYS)}
        wait, is_new = MentorWait.objects.open().get_or_create(leader=leader, programme=programme, defaults=facts)
        if is_new:
            owe_notice("mentor_wanted", object_id=wait.pk, due_at=now, person=programme.coordinator)


def end_waits(leader_id: int) -> None:
    """Somebody was suggested or asked, so the leader does not wait any more."""
    MentorWait.objects.open().filter(leader=leader_id).update(over_at=timezone.now())


def places_of(leader: Person) -> "QuerySet[Membership]":
    """Return the leader's places, with who runs each programme."""
    return Membership.objects.taking_part().filter(person=leader).select_related("cohort__programme__coordinator")
