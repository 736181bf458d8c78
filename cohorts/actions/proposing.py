"""A group that members start: proposing it, joining, who is asked to facilitate, and whose it is."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cohorts.models import Cohort, ProposedGroup, ProposedSeat
from cohorts.policies import (
    can_ask_to_facilitate,
    can_facilitate_proposal,
    can_join_proposal,
    can_propose_group,
    can_take_back_proposal,
)
from cohorts.problems import (
    AlreadyProposed,
    CannotBeAsked,
    FacilitatorHasSaidYes,
    ProposalClosed,
    ProposalFull,
    SomebodyElseFacilitates,
)
from cohorts.seekers import could_join
from youdesign.notices.actions import Promise, owe_notice, owe_notices
from youdesign.notices.models import Notice
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.people.states import check_move

State, Answer = ProposedGroup.State, ProposedSeat.Answer
TO_FACILITATE = "proposal_to_facilitate"


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
    ask_facilitator(proposal)
    tell_who_could_join(proposal)
    return proposal


def tell_who_could_join(proposal: ProposedGroup) -> None:
    """Owe the people of the cohort one message each, in a few questions however many they are."""
    key, now = str(proposal.pk), timezone.now()
    owe_notices([Promise("proposal_new", person, key, "once", now) for person in could_join(proposal)])


def ask_facilitator(proposal: ProposedGroup) -> None:
    """Owe whoever is asked to facilitate the question, once: asked again, they have it already."""
    if proposal.facilitator is not None:
        asked = Notice.objects.filter(kind=TO_FACILITATE, person=proposal.facilitator, object_id=str(proposal.pk))
        tell(TO_FACILITATE, proposal, proposal.facilitator, after=asked)


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
    tell("proposal_ready", proposal, coordinator, after=held_back.filter(reason=ProposedGroup.NOT_READY))


def tell(kind: str, proposal: ProposedGroup, person: Person, after: QuerySet[Notice] | None = None) -> None:
    """Owe one person one message about a proposal, once; and once more after each of those that was held back."""
    times = after.filter(state=Notice.State.WITHHELD).count() if after is not None else 0
    occurrence = f"after {times}" if times else "once"
    owe_notice(kind, object_id=str(proposal.pk), due_at=timezone.now(), person=person, occurrence=occurrence)


@transaction.atomic
def answer_proposal(*, proposal: ProposedGroup, by: Person, answer: str) -> None:
    """Join a proposed group while there is a place, or say no thanks; the last answer counts.

    When whoever proposed it would rather not be in it, it is handed on.
    """
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
    if leaves and proposal.proposed_by_id == by.pk:
        hand_on(proposal, by=by)


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
def ask_to_facilitate(*, proposal: ProposedGroup, by: Person, facilitator: Person | None) -> None:
    """Ask somebody else to facilitate, or nobody for now, while whoever is asked has not said yes."""
    proposal = lock_proposal(proposal)
    if not can_ask_to_facilitate(by, proposal):
        raise PermissionDenied
    if not proposal.is_gathering:
        raise ProposalClosed
    if proposal.has_facilitator:
        raise FacilitatorHasSaidYes
    if facilitator is not None and not can_facilitate_proposal(facilitator, proposal):
        raise CannotBeAsked
    if facilitator == proposal.facilitator:
        return  # pressed twice, or nothing changed
    proposal.facilitator, proposal.agreed_at = facilitator, None
    proposal.save(update_fields=["facilitator", "agreed_at"])
    record("ask_to_facilitate", proposal, by=by, about=facilitator)
    ask_facilitator(proposal)


@transaction.atomic
def take_back_proposal(*, proposal: ProposedGroup, by: Person) -> None:
    """Let it be; no reason is asked."""
    proposal = lock_proposal(proposal)
    if not can_take_back_proposal(by, proposal):
        raise PermissionDenied
    if proposal.state != State.TAKEN_BACK:  # else pressed twice
        close(proposal, by=by, but=by)


def close(proposal: ProposedGroup, *, by: Person, but: Person | None) -> None:
    """End a locked proposal that nobody goes on with, and tell everybody else who said yes."""
    move_proposal(proposal, State.TAKEN_BACK, by=by)
    for person in proposal.people():
        if person != but:
            tell("proposal_over", proposal, person)
    tell_who_agreed(proposal)


def hand_on(proposal: ProposedGroup, *, by: Person) -> None:
    """Give a locked proposal to whoever joined next and can come; where nobody can take it on, it ends."""
    before = proposal.proposed_by
    others = ProposedGroup.objects.gathering().filter(cohort=proposal.cohort_id, proposed_by__isnull=False)
    heirs = proposal.seats.can_come().exclude(person=before).exclude(person__in=others.values("proposed_by"))
    heir = heirs.select_related("person").order_by("answered_at", "pk").first()
    if heir is None:
        close(proposal, by=by, but=before)
        return
    proposal.proposed_by = heir.person
    proposal.save(update_fields=["proposed_by"])
    record("hand_on", proposal, by=by, about=heir.person)
    tell("proposal_yours", proposal, heir.person)


def hand_on_all(person: Person, *, by: Person, **within: object) -> None:
    """Hand on what somebody has proposed who cannot go on with it; call it once their place has ended."""
    theirs = ProposedGroup.objects.gathering().filter(proposed_by=person, **within)
    for proposal in theirs.order_by("pk"):
        locked = lock_proposal(proposal)
        if locked.is_gathering and locked.proposed_by_id == person.pk:
            hand_on(locked, by=by)


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
