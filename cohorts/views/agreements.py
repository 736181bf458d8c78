"""The group's agreement: read it, say yes, change it together, and what it was before."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import agree_with_group, change_agreement
from cohorts.agreements import agreement_of, words_of
from cohorts.forms import AgreementForm
from cohorts.models import AgreementVersion, LearningGroup
from cohorts.policies import can_change_agreement
from cohorts.problems import AgreementChanged
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


def round_the_table(request: PersonRequest, pk: int) -> LearningGroup:
    """Return the group, 404 for who does not see it, 403 for who has no seat at it."""
    groups = LearningGroup.objects.visible_to(request.user).select_related("cohort__programme")
    group = get_object_or_404(groups, pk=pk)
    if not can_change_agreement(request.user, group):
        raise PermissionDenied
    return group


@require_safe
def agreement_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the words, and who has said yes."""
    group = round_the_table(request, pk)
    facts = {"group": group, "agreement": agreement_of(group, request.user, timezone.now())}
    return render(request, "cohorts/agreement_detail.html", facts)


@require_POST
def agreement_agree(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep a yes to the words that were shown."""
    group = round_the_table(request, pk)
    try:
        agree_with_group(group=group, by=request.user, mark=request.POST.get("mark", ""))
    except AgreementChanged as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Thank you. Your group can see that you agree.")
    return redirect("agreement-detail", group.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Put new words in place of the old; what somebody else saved meanwhile is shown beside them, never lost."""
    group = round_the_table(request, pk)
    words = words_of(group)
    form = AgreementForm(request.POST or None, initial={"text": words.text, "mark": words.mark})
    if form.is_valid():
        try:
            change_agreement(group=group, by=request.user, **form.cleaned_data)
        except AgreementChanged as problem:
            return offer_both(request, group, form.cleaned_data["text"], problem)
        messages.success(request, "Saved. We tell the others, and ask whether they agree.")
        return saved(request, "agreement-detail", group.pk)
    return render(request, "cohorts/agreement_change.html", {"form": form, "group": group})


def offer_both(request: PersonRequest, group: LearningGroup, typed: str, problem: AgreementChanged) -> HttpResponse:
    """Show the words typed here in the box, and those the group has now beside it; saving again is then a choice."""
    words = words_of(group)
    form = AgreementForm({"text": typed, "mark": words.mark})
    form.add_error("text", str(problem))
    return render(request, "cohorts/agreement_change.html", {"form": form, "group": group, "saved": words}, status=409)


@require_safe
def agreement_history(request: PersonRequest, pk: int) -> HttpResponse:
    """Show each version with what came in and what went out."""
    group = round_the_table(request, pk)
    versions = list(AgreementVersion.objects.visible_to(request.user).filter(group=group).select_related("changed_by"))
    before: list[AgreementVersion | None] = [*versions[1:], None] if versions else []
    changes = [(version, *difference(old, version)) for version, old in zip(versions, before, strict=True)]
    return render(request, "cohorts/agreement_history.html", {"group": group, "changes": changes})


def difference(old: AgreementVersion | None, new: AgreementVersion) -> tuple[list[str], list[str]]:
    """Return the lines that came in and those that went out; the first version has neither."""
    if old is None:
        return [], []
    came = [line for line in new.lines if line not in old.lines]
    return came, [line for line in old.lines if line not in new.lines]
