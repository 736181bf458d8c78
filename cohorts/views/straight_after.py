"""A debrief straight after an event: one page with one button, and the room."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import debrief_straight_after
from cohorts.live import goes_on_in, template_straight_after
from cohorts.models import LearningGroup
from cohorts.policies import can_debrief_straight_after
from cohorts.problems import Problem
from youdesign.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def group_debrief_now(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what it is, or that a debrief goes on already; the button goes straight into the room."""
    group = get_object_or_404(LearningGroup.objects.visible_to(request.user), pk=pk)
    if not can_debrief_straight_after(request.user, group):
        raise PermissionDenied
    if request.method != "POST":
        return page(request, group)
    try:
        session = debrief_straight_after(group=group, by=request.user, now=timezone.now())
    except Problem as problem:
        return page(request, group, str(problem))
    return redirect("debrief-live", session.pk)


def page(request: PersonRequest, group: LearningGroup, problem: str = "") -> HttpResponse:
    """Show the button, with what stood in the way, if anything did."""
    on = goes_on_in(group, timezone.now())
    facts = {"group": group, "problem": problem, "session": on, "template": template_straight_after()}
    return render(request, "cohorts/group_debrief_now.html", facts)
