"""Adding the next dates to what a group has: for whoever runs it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import keep_going
from cohorts.forms.keeping_on import NextDatesForm, TickedDatesForm
from cohorts.keeping_on import Rhythm, mark_of, rhythm_of
from cohorts.models import LearningGroup
from cohorts.policies import can_run_session_of_group
from cohorts.problems import DatesAddedMeanwhile, GroupEnded, NothingToGoOnFrom, Problem
from cohorts.views.planning import in_words
from youdesign.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def group_keep_going(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the next dates, and add those that are ticked."""
    group = get_object_or_404(LearningGroup.objects.visible_to(request.user).select_related("cohort"), pk=pk)
    if not can_run_session_of_group(request.user, group):
        raise PermissionDenied
    rhythm = rhythm_of(group)
    if group.state == LearningGroup.State.ENDED:
        return elsewhere(request, GroupEnded(), "group-detail", group)
    if rhythm is None:
        return elsewhere(request, NothingToGoOnFrom(), "session-new", group)
    if request.method == "POST":
        return add(request, group, rhythm)
    return show(request, group, rhythm, NextDatesForm(request.GET, group=group, rhythm=rhythm, now=timezone.now()))


def add(request: PersonRequest, group: LearningGroup, rhythm: Rhythm) -> HttpResponse:
    """Add the dates that are ticked, or say what is wrong."""
    if request.POST.get("seen") != mark_of(group):
        return elsewhere(request, DatesAddedMeanwhile(), "group-detail", group)
    form = TickedDatesForm(request.POST, group=group, rhythm=rhythm)
    if not form.is_valid():
        return show(request, group, rhythm, form)
    every, seen = form.cleaned_data["every"], form.cleaned_data["seen"]
    try:
        keep_going(by=request.user, group=group, every_weeks=every, turns=form.chosen, seen=seen)
    except Problem as problem:
        return elsewhere(request, problem, "group-detail", group)
    added = in_words(len(form.chosen))
    messages.success(request, f"Added: {added}. Your group gets one message with all of them.")
    return redirect("group-detail", group.pk)


def show(request: PersonRequest, group: LearningGroup, rhythm: Rhythm, form: NextDatesForm) -> HttpResponse:
    """Show the dates that there would be, each with a tick unless the group has something else then."""
    is_valid = form.is_valid()
    facts: dict[str, Any] = {
        "group": group,
        "rhythm": rhythm,
        "form": form,
        "dates": [(turn, turn.is_free) for turn in form.turns],
        "seen": mark_of(group),
        "every": form.cleaned_data["every"] if is_valid else rhythm.every_weeks,
    }
    return render(request, "cohorts/group_keep_going.html", facts)


def elsewhere(request: PersonRequest, problem: Problem, page: str, group: LearningGroup) -> HttpResponse:
    """Say on another page why there is nothing to add here."""
    messages.error(request, str(problem))
    return redirect(page, group.pk)
