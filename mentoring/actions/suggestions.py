"""Who is suggested to a leader, by the site or by hand, and what the leader says to all of them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from mentoring import matching, policies
from mentoring.actions.holding import lock_leader
from mentoring.actions.waits import end_waits, tell_coordinators
from mentoring.models import Match, MentorOffer, MentorWait
from mentoring.problems import NotOneToOffer, OneMentorAtATime, WaitIsOver
from mentoring.reasons import by_hand
from youdesign.notices.actions import owe_notice
from youdesign.people import audit
from youdesign.people.models import Person


@transaction.atomic
def suggest_mentors(*, leader: Person, by: Person) -> list[Match]:
    """Suggest up to three mentors in place of unanswered suggestions; tell the coordinator when there is none."""
    if not policies.can_look_for_mentor(by, leader):
        raise PermissionDenied
    lock_leader(leader.pk)
    if Match.objects.decided().filter(leader=leader).exists():
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
def think_again(*, leader: Person, by: Person) -> list[Match]:
    """Take "I would rather wait" back: who was said no to there may be suggested again, if they still fit.

    Not somebody who was asked, and with whom it has ended since.
    """
    if not policies.can_decline_suggestions(by, leader):
        raise PermissionDenied
    lock_leader(leader.pk)
    declined = Match.objects.filter(leader=leader, declined_at__isnull=False, chosen_at__isnull=True)
    taken_back = declined.update(declined_at=None)
    audit.record("think_again", leader, by=by, about=leader, taken_back=taken_back)
    return suggest_mentors(leader=leader, by=by)


@transaction.atomic
def suggest_by_hand(*, wait: MentorWait, offer: MentorOffer, by: Person, words: str) -> Match:
    """Suggest one person to a leader who waits, in the coordinator's words; the leader still chooses.

    Raises WaitIsOver, or NotOneToOffer when this mentor has no room or what the leader asked for stands against it.
    """
    lock_leader(wait.leader_id)
    wait = MentorWait.objects.select_for_update(of=("self",)).select_related("programme", "leader").get(pk=wait.pk)
    if not policies.can_answer_wait(by, wait):
        raise PermissionDenied
    if wait.over_at is not None:
        raise WaitIsOver
    wishes = matching.wishes_of(wait.leader)
    found = matching.to_offer(wishes, wait.programme).filter(pk=offer.pk).first()
    if found is None:
        raise NotOneToOffer
    suggestion = matching.Suggestion(wishes, found)
    match = Match.objects.create(
        leader=wait.leader,
        offer=found,
        reasons=[by_hand(found.mentor, words), *suggestion.reasons],
        workings={**suggestion.workings, "place": 1, "by_hand": True},
    )
    audit.record("suggest_by_hand", match, by=by, about=wait.leader)
    end_waits(wait.leader_id)
    owe_notice("mentor_suggested", object_id=match.pk, due_at=match.suggested_at, person=wait.leader)
    return match
