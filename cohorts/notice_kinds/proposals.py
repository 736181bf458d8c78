"""Members would like to start a group: who is asked to facilitate it, who opens it, and why not now."""

from django.conf import settings
from django.urls import reverse

from cohorts.models import ProposedGroup
from cohorts.notice_kinds.invitations import coordinates
from cohorts.notice_kinds.owed import GONE, greeting
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person

CLOSED = Withheld("It was answered, or taken back.")
NOT_OPEN = Withheld("It is not open to join any more.")


def proposal_of(notice: Notice) -> tuple[ProposedGroup, Person] | None:
    """Return the proposal and the reader, if both are there."""
    found = ProposedGroup.objects.select_related("cohort__programme__coordinator", "proposed_by", "facilitator")
    proposal = found.filter(pk=notice.object_id).first()
    return (proposal, notice.person) if proposal and notice.person else None


def page_of(proposal: ProposedGroup) -> str:
    """Return the full address of its page."""
    return settings.SITE_URL + reverse("proposal-detail", args=[proposal.pk])


def proposal_to_facilitate(notice: Notice) -> Mail | Withheld:
    """Ask somebody whether they would facilitate a group."""
    owed = proposal_of(notice)
    if owed is None:
        return GONE
    proposal, person = owed
    if not proposal.is_gathering or proposal.facilitator_id != person.pk:
        return CLOSED
    if proposal.agreed_at:
        return Withheld("You have said yes already.")
    return Mail(
        subject="Would you facilitate a new group?",
        body="\n\n".join(
            [
                greeting(person),
                f"{proposal.proposed_by or 'Somebody'} would like to start a learning group in {proposal.cohort}, "
                "and asks whether you would facilitate it.",
                "Read what it is for, then say yes or not now. Not now is a fine answer, and you owe nobody a reason.",
            ]
        ),
        link=page_of(proposal),
        link_text="Read it and answer",
    )


def proposal_new(notice: Notice) -> Mail | Withheld:
    """Tell somebody of the cohort that they could join a group, while they could."""
    owed = proposal_of(notice)
    if owed is None:
        return GONE
    proposal, person = owed
    if not ProposedGroup.objects.visible_to(person).to_join(person).filter(pk=proposal.pk).exists():
        return NOT_OPEN
    return Mail(
        subject="A new group that you could join",
        body="\n\n".join(
            [
                greeting(person),
                f"{proposal.proposed_by or 'Somebody'} would like to start a learning group in {proposal.cohort}, "
                f"“{proposal}”. It could meet: {proposal.meets}.",
                "Read what it is for. Then say that you are in, or no thanks. Nobody is told that you said no.",
            ]
        ),
        link=page_of(proposal),
        link_text="Read what it is for",
    )


def proposal_ready(notice: Notice) -> Mail | Withheld:
    """Tell the coordinator that a group can be opened."""
    owed = proposal_of(notice)
    if owed is None:
        return GONE
    proposal, _ = owed
    if not ProposedGroup.objects.ready().filter(pk=proposal.pk).exists():
        return Withheld(ProposedGroup.NOT_READY)
    return Mail(
        subject="Members would like to start a group",
        body=f"{proposal.seats.can_come().count()} people of {proposal.cohort} would like to start a learning group, "
        f"and {proposal.facilitator} has said yes to facilitate it. You open it, or say why not now.",
        link=settings.SITE_URL + reverse("admin:cohorts_proposedgroup_change", args=[proposal.pk]),
        link_text="Read it and answer",
    )


def proposal_not_now(notice: Notice) -> Mail | Withheld:
    """Tell somebody who is in why the group cannot start now, in the coordinator's words."""
    owed = proposal_of(notice)
    if owed is None:
        return GONE
    proposal, person = owed
    if proposal.state != ProposedGroup.State.NOT_NOW:
        return CLOSED
    coordinator = proposal.answered_by or proposal.cohort.programme.coordinator
    return Mail(
        subject="About the group you would like",
        body="\n\n".join(
            [
                greeting(person),
                f"You would like to be in a new group, “{proposal}”. It cannot start now.",
                f"{coordinator} wrote:\n{proposal.words}",
                "You can propose another one, or this one again, at any time.",
            ]
        ),
        link=page_of(proposal),
        link_text="See it",
    )


def proposal_over(notice: Notice) -> Mail | Withheld:
    """Tell somebody who said yes that the group does not start, and why where we know it."""
    owed = proposal_of(notice)
    if owed is None:
        return GONE
    proposal, person = owed
    if proposal.is_gathering or proposal.state == ProposedGroup.State.OPENED:
        return CLOSED
    was_to = "facilitate" if proposal.facilitator_id == person.pk else "be in"
    return Mail(
        subject="A new group does not start",
        body="\n\n".join(
            [
                greeting(person),
                f"You said that you would {was_to} a new group, “{proposal}”. It does not start now.",
                why_over(proposal),
                "Thank you for saying yes. You need to do nothing.",
            ]
        ),
        link=settings.SITE_URL + reverse("proposal-list"),
        link_text="See other new groups",
    )


def why_over(proposal: ProposedGroup) -> str:
    """Say whose answer it was: nobody is asked why they take one back."""
    if proposal.state == ProposedGroup.State.NOT_NOW:
        return f"{proposal.answered_by or proposal.cohort.programme.coordinator} wrote:\n{proposal.words}"
    return "Whoever proposed it does not go on with it."


def proposal_yours(notice: Notice) -> Mail | Withheld:
    """Tell somebody who is in that the group is theirs to go on with."""
    owed = proposal_of(notice)
    if owed is None:
        return GONE
    proposal, person = owed
    if not proposal.is_gathering or proposal.proposed_by_id != person.pk:
        return CLOSED
    return Mail(
        subject="A new group goes on with you",
        body="\n\n".join(
            [
                greeting(person),
                f"You said that you would be in a new group, “{proposal}”. Whoever proposed it cannot go on with it, "
                "so it is yours now: you joined first.",
                "There is nothing you must do. You can ask somebody to facilitate it, or take it back. If you would "
                "rather not be in it, say so there, and it goes on with whoever joined next.",
            ]
        ),
        link=page_of(proposal),
        link_text="See the group",
    )


def said_yes(person: Person) -> bool:
    """Whether this person may be in such a group, or facilitate one."""
    return has_a_place(person) or may_be_asked(person)


def may_be_asked(person: Person) -> bool:
    """Whether this person holds the role of facilitator anywhere."""
    return bool(person.role_grants.filter(role="facilitator", ended_at__isnull=True).exists())


def has_a_place(person: Person) -> bool:
    """Whether this person has a place in a cohort."""
    return bool(person.memberships.taking_part().exists())


KINDS: tuple[Kind, ...] = (
    Kind(
        code="proposal_to_facilitate",
        title="Groups you are asked to facilitate",
        because="A member asked whether you would facilitate a group.",
        compose=proposal_to_facilitate,
        is_for=may_be_asked,
        can_be_off=False,
    ),
    Kind(
        code="proposal_new",
        title="New groups that you could join",
        because="Somebody of your cohort would like to start a group.",
        compose=proposal_new,
        is_for=has_a_place,
    ),
    Kind(
        code="proposal_yours",
        title="A new group that goes on with you",
        because="You are in it, and whoever proposed it cannot go on with it.",
        compose=proposal_yours,
        is_for=has_a_place,
        can_be_off=False,
    ),
    Kind(
        code="proposal_ready",
        title="Groups that members would like to start",
        because="You coordinate the programme.",
        compose=proposal_ready,
        is_for=coordinates,
    ),
    Kind(
        code="proposal_not_now",
        title="An answer about a group you would like",
        because="You said that you would like to be in this group.",
        compose=proposal_not_now,
        is_for=has_a_place,
        can_be_off=False,
    ),
    Kind(
        code="proposal_over",
        title="A group that does not start after all",
        because="You said that you would be in this group, or facilitate it.",
        compose=proposal_over,
        is_for=said_yes,
        can_be_off=False,
    ),
)
