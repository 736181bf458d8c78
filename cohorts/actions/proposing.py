"""A group that members start: proposing it, joining, who facilitates, and the coordinator's answer."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.groups import join_group, move_group, start_group
from cohorts.models import Cohort, LearningGroup, ProposedGroup, ProposedSeat
from cohorts.policies import (
    can_answer_proposal,
    can_facilitate_proposal,
    can_join_proposal,
    can_propose_group,
    can_take_back_proposal,
)
from cohorts.problems import (
    AlreadyProposed,
    CannotBeAsked,
    CannotOpenAsItIs,
    NoFacilitatorYet,
    ProposalClosed,
    ProposalFull,
    SomebodyElseFacilitates,
    TooFewToOpen,
)
from cohorts.seekers import kept_apart
from youdesign.notices.actions import owe_notice
from youdesign.notices.models import Notice
from youdesign.people.audit import because, record
from youdesign.people.models import Person
from youdesign.people.states import check_move

State, Answer = ProposedGroup.State, ProposedSeat.Answer


def lock_proposal(proposal: ProposedGroup) -> ProposedGroup:
    """Return the locked row, so that the ninth finds it full."""
    found = ProposedGroup.objects.select_for_update(of=("self",))
    return found.select_related("cohort__programme__coordinator", "facilitator").get(pk=proposal.pk)


@transaction.atomic
def propose_group(
    *, cohort: Cohort, by: Person, name: str, purpose: str, meets: str, facilitator: Person | None
) -> ProposedGroup:
    """Propose a group to one's cohort, with oneself in it, and ask who is to facilitate; one at a time.

    The same once more is a second press, and finds what the first made.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    if not can_propose_group(by, cohort):
        raise PermissionDenied
    mine = ProposedGroup.objects.gathering().filter(cohort=cohort, proposed_by=by)
    if before := mine.select_related("facilitator").first():
        if (before.name, before.purpose, before.meets, before.facilitator) != (name, purpose, meets, facilitator):
            raise AlreadyProposed
        return before
    proposal = ProposedGroup(cohort=cohort, proposed_by=by, name=name, purpose=purpose, meets=meets)
    if facilitator is not None and not can_facilitate_proposal(facilitator, proposal):
        raise CannotBeAsked
    proposal.facilitator = facilitator
    proposal.save()
    record("propose_group", proposal, by=by, cohort=cohort.pk)
    keep_answer(proposal, by, Answer.IN)
    if facilitator is not None:
        tell("proposal_to_facilitate", proposal, facilitator)
    return proposal


def keep_answer(proposal: ProposedGroup, person: Person, answer: str) -> None:
    """Keep what somebody said to a locked proposal, and tell the coordinator when that makes it ready."""
    facts = {"answer": answer, "answered_at": timezone.now()}
    seat, _ = ProposedSeat.objects.update_or_create(proposal=proposal, person=person, defaults=facts)
    record("answer_proposal", seat, by=person, about=person, proposal=proposal.pk)
    tell_if_ready(proposal)


def tell_if_ready(proposal: ProposedGroup) -> None:
    """Owe the coordinator the news until one message has gone, however often people come and go after it."""
    if not ProposedGroup.objects.ready().filter(pk=proposal.pk).exists():
        return
    coordinator = proposal.cohort.programme.coordinator
    held_back = Notice.objects.filter(kind="proposal_ready", person=coordinator, object_id=str(proposal.pk))
    times = held_back.filter(state=Notice.State.WITHHELD, reason=ProposedGroup.NOT_READY).count()
    tell("proposal_ready", proposal, coordinator, occurrence=f"after {times}" if times else "once")


def tell(kind: str, proposal: ProposedGroup, person: Person, occurrence: str = "once") -> None:
    """Owe one person one message about a proposal, once."""
    owe_notice(kind, object_id=str(proposal.pk), due_at=timezone.now(), person=person, occurrence=occurrence)


@transaction.atomic
def answer_proposal(*, proposal: ProposedGroup, by: Person, answer: str) -> None:
    """Join a proposed group while there is a place, or say no thanks; the last answer counts."""
    proposal = lock_proposal(proposal)
    leaves = answer == Answer.NO_THANKS and proposal.seats.filter(person=by, answer=Answer.IN).exists()
    if not proposal.is_gathering or not (leaves or is_shown(proposal, by)):
        raise ProposalClosed  # said too where somebody kept apart came in first, so that nobody learns it
    if not leaves and not can_join_proposal(by, proposal):
        raise PermissionDenied
    others = proposal.seats.taken().exclude(person=by)
    if answer == Answer.IN and others.count() >= ProposedGroup.PLACES:
        raise ProposalFull
    keep_answer(proposal, by, answer)


def is_shown(proposal: ProposedGroup, person: Person) -> bool:
    """Whether this person may still see a locked proposal."""
    return ProposedGroup.objects.visible_to(person).filter(pk=proposal.pk).exists()


@transaction.atomic
def say_who_facilitates(*, proposal: ProposedGroup, by: Person, is_yes: bool) -> None:
    """Say yes to facilitate, asked or of one's own will where nobody is; or not now, and somebody else can."""
    proposal = lock_proposal(proposal)
    if not can_facilitate_proposal(by, proposal):
        raise PermissionDenied
    if not proposal.is_gathering or not is_shown(proposal, by):
        raise ProposalClosed
    if proposal.holder not in (None, by):
        raise SomebodyElseFacilitates
    if not is_yes and proposal.facilitator_id != by.pk:
        return  # pressed twice
    proposal.facilitator = by if is_yes else None
    proposal.agreed_at = timezone.now() if is_yes else None
    proposal.save(update_fields=["facilitator", "agreed_at"])
    record("say_who_facilitates", proposal, by=by, about=by, is_yes=is_yes)
    if is_yes:
        tell_if_ready(proposal)


@transaction.atomic
def take_back_proposal(*, proposal: ProposedGroup, by: Person) -> None:
    """Let it be; no reason is asked."""
    proposal = lock_proposal(proposal)
    if not can_take_back_proposal(by, proposal):
        raise PermissionDenied
    if proposal.state != State.TAKEN_BACK:  # else pressed twice
        move_proposal(proposal, State.TAKEN_BACK, by=by)
        for person in proposal.people().exclude(pk=by.pk):
            tell("proposal_over", proposal, person)
        tell_who_agreed(proposal)


def tell_who_agreed(proposal: ProposedGroup) -> None:
    """Owe whoever had said yes to facilitate the news that the group does not start."""
    if proposal.facilitator is not None and proposal.agreed_at is not None:
        tell("proposal_over", proposal, proposal.facilitator)


def move_proposal(proposal: ProposedGroup, to: str, *, by: Person, words: str = "") -> None:
    """Move a locked proposal by the table; what was answered stays out of the record."""
    if not proposal.is_gathering:
        raise ProposalClosed
    check_move(ProposedGroup.MOVES, proposal.state, to)
    proposal.state, proposal.words = to, words
    proposal.answered_at, proposal.answered_by = timezone.now(), by
    proposal.save(update_fields=["state", "words", "answered_at", "answered_by"])
    record("move", proposal, by=by, after=to)


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
