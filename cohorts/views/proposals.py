"""Groups that members would like to start."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import answer_proposal, ask_to_facilitate, propose_group, say_who_facilitates, take_back_proposal
from cohorts.forms import AskFacilitatorForm, FacilitateForm, ProposalAnswerForm, ProposalForm
from cohorts.models import ProposedGroup, ProposedSeat
from cohorts.policies import (
    can_ask_to_facilitate,
    can_facilitate_proposal,
    can_join_proposal,
    can_take_back_proposal,
)
from cohorts.problems import FacilitatorHasSaidYes, Problem
from cohorts.seekers import cohorts_to_propose_in, may_facilitate, to_ask_about
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved

SAID = {
    "in": "You are in. You get a message when the group opens.",
    "no_thanks": "No thanks is fine. Nobody is told.",
    "handed_on": "You are not in it any more. It goes on with whoever joined next, or ends where nobody has.",
    "yes": "Thank you. You facilitate it once it opens.",
    "not_now": "Not now is fine. Somebody else can.",
}


@require_safe
def proposal_list(request: PersonRequest) -> HttpResponse:
    """Show the groups that members would like to start, and the way to start one."""
    found = ProposedGroup.objects.visible_to(request.user).gathering().with_taken()
    facts = {
        "proposals": found.select_related("cohort__programme__coordinator", "facilitator"),
        "may_propose": cohorts_to_propose_in(request.user).exists(),
    }
    return render(request, "cohorts/proposal_list.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_new(request: PersonRequest) -> HttpResponse:
    """Propose a group to one's cohort."""
    cohorts = cohorts_to_propose_in(request.user)
    if not cohorts:
        raise PermissionDenied
    hosts = may_facilitate(cohorts, but=request.user)
    form = ProposalForm(request.POST if request.method == "POST" else None, cohorts=cohorts, hosts=hosts)
    if form.is_bound and form.is_valid():
        try:
            proposal = propose_group(by=request.user, **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Proposed. People of your cohort find it beside their groups.")
            return saved(request, "proposal-detail", proposal.pk)
    return render(request, "cohorts/proposal_new.html", {"form": form})


def proposal_to(person: Person, pk: int) -> ProposedGroup:
    """Return a proposal that this person may see."""
    found = ProposedGroup.objects.visible_to(person)
    found = found.select_related("cohort__programme__coordinator", "facilitator", "proposed_by", "group", "answered_by")
    return get_object_or_404(found, pk=pk)


@require_safe
def proposal_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what the group is for, who is in, and what it waits for."""
    proposal, person = proposal_to(request.user, pk), request.user
    mine = ProposedSeat.objects.visible_to(person).filter(proposal=proposal, person=person).first()
    people, is_open, holder = list(proposal.people()), proposal.is_gathering, proposal.holder
    answer = mine.answer if mine else ""
    facts = {
        "proposal": proposal,
        "people": people,
        "free": max(ProposedGroup.PLACES - len(people), 0),
        "mine": answer,
        "holder": holder if is_open else proposal.facilitator,
        "may_join": is_open and (answer == "in" or can_join_proposal(person, proposal)),
        **may_do(person, proposal, holder),
    }
    return render(request, "cohorts/proposal_detail.html", facts)


def may_do(person: Person, proposal: ProposedGroup, holder: Person | None) -> dict[str, bool]:
    """Return what this person can do with a proposal besides joining it."""
    if not proposal.is_gathering:
        return {}
    return {
        "may_facilitate": holder in (None, person) and can_facilitate_proposal(person, proposal),
        "may_ask": not (holder and proposal.agreed_at) and can_ask_to_facilitate(person, proposal),
        "may_take_back": can_take_back_proposal(person, proposal),
    }


@require_POST
def proposal_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Join it, or say no thanks."""
    proposal = proposal_to(request.user, pk)
    form = ProposalAnswerForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    answer, is_mine = form.cleaned_data["answer"], proposal.proposed_by_id == request.user.pk
    try:
        answer_proposal(proposal=proposal, by=request.user, answer=answer)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("proposal-list")
    messages.success(request, SAID["handed_on" if is_mine and answer == "no_thanks" else answer])
    return redirect("proposal-detail", pk)


@require_POST
def proposal_facilitate(request: PersonRequest, pk: int) -> HttpResponse:
    """Say yes to facilitate it, or not now."""
    proposal = proposal_to(request.user, pk)
    form = FacilitateForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    wish = form.cleaned_data["wish"]
    try:
        say_who_facilitates(proposal=proposal, by=request.user, is_yes=wish == "yes")
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, SAID[wish])
    return redirect("proposal-detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask somebody else to facilitate it, or nobody for now."""
    proposal = proposal_to(request.user, pk)
    if not can_ask_to_facilitate(request.user, proposal):
        raise PermissionDenied
    people, data = to_ask_about(proposal, by=request.user), request.POST if request.method == "POST" else None
    form = AskFacilitatorForm(data, people=people, asked=proposal.holder)
    if form.is_bound and form.is_valid():
        return ask(request, proposal, form.cleaned_data["facilitator"])
    if proposal.has_facilitator:
        messages.error(request, str(FacilitatorHasSaidYes()))
        return redirect("proposal-detail", pk)
    return render(request, "cohorts/proposal_ask.html", {"proposal": proposal, "form": form})


def ask(request: PersonRequest, proposal: ProposedGroup, somebody: Person | None) -> HttpResponse:
    """Ask them, and say what was done."""
    try:
        ask_to_facilitate(proposal=proposal, by=request.user, facilitator=somebody)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        asked = f"{somebody} is asked to facilitate." if somebody else "Nobody is asked to facilitate for now."
        messages.success(request, asked)
    return redirect("proposal-detail", proposal.pk)


@require_POST
def proposal_take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Let it be."""
    proposal = proposal_to(request.user, pk)
    try:
        take_back_proposal(proposal=proposal, by=request.user)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Taken back. You can propose another group at any time.")
    return redirect("proposal-list")
