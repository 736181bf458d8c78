"""The coordinator's answer to a group that members would like: it opens, or not now and why."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.groups import join_group, move_group, start_group
from cohorts.actions.proposing import lock_proposal, move_proposal, tell, tell_who_agreed
from cohorts.models import LearningGroup, ProposedGroup
from cohorts.policies import can_answer_proposal, can_facilitate_proposal
from cohorts.problems import CannotOpenAsItIs, NoFacilitatorYet, TooFewToOpen
from cohorts.seekers import kept_apart
from youdesign.notices.actions import owe_notice
from youdesign.people.audit import because
from youdesign.people.models import Person

State = ProposedGroup.State


@transaction.atomic
def open_proposal(*, proposal: ProposedGroup, by: Person) -> LearningGroup:
    """Start the group with everybody who is in and has a place that goes on, and tell each of them once."""
    proposal = lock_proposal(proposal)
    if not can_answer_proposal(by, proposal):
        raise PermissionDenied
    move_proposal(proposal, State.OPENED, by=by)
    facilitator, people = proposal.facilitator, who_can_come(proposal)
    if facilitator is None or proposal.agreed_at is None or not can_facilitate_proposal(facilitator, proposal):
        raise NoFacilitatorYet
    if len(people) < ProposedGroup.FEWEST:
        raise TooFewToOpen
    if kept_apart([facilitator.pk, *(person.pk for person in people)]):
        raise CannotOpenAsItIs
    with because("A group that members proposed was opened."):
        group = start_group(by=by, cohort=proposal.cohort, name=proposal.name, facilitator=facilitator)
        move_group(group=group, to=LearningGroup.State.OPEN, by=by)
        for person in people:
            join_group(group=group, person=person, by=by)
            owe_notice("group_placed", object_id=str(group.pk), due_at=timezone.now(), person=person)
        owe_notice("group_handed_over", object_id=str(group.pk), due_at=timezone.now(), person=facilitator)
    proposal.group = group
    proposal.save(update_fields=["group"])
    group.refresh_from_db()
    return group


def who_can_come(proposal: ProposedGroup) -> list[Person]:
    """Return those who are in and have a place in the cohort that goes on."""
    return list(proposal.people().filter(pk__in=proposal.seats.can_come().values("person")))


@transaction.atomic
def say_not_now(*, proposal: ProposedGroup, by: Person, words: str) -> None:
    """Answer kindly that it cannot be now, with why, to everybody who is in."""
    proposal = lock_proposal(proposal)
    if not can_answer_proposal(by, proposal):
        raise PermissionDenied
    move_proposal(proposal, State.NOT_NOW, by=by, words=words)
    for person in proposal.people():
        tell("proposal_not_now", proposal, person)
    tell_who_agreed(proposal)
