"""My learning group."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cohorts.actions import end_cofacilitation, leave_group
from cohorts.agreements import agreement_of
from cohorts.live import come_in
from cohorts.models import CoFacilitation, DebriefSession, LearningGroup, Membership, NeedPlan
from cohorts.policies import can_change_agreement, can_run_session_of_group
from cohorts.pulse import open_pulse
from cohorts.round_table import table_of
from youdesign.conversations.models import Room
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest


@require_safe
def group_mine(request: PersonRequest) -> HttpResponse:
    """Go to the one group, or list them, or say honestly who is on to it."""
    mine = LearningGroup.objects.visible_to(request.user).round_the_table_of(request.user)
    groups = list(mine.with_part_of(request.user))
    if len(groups) == 1:
        return redirect("group-detail", groups[0].pk)
    places = Membership.objects.visible_to(request.user).of(request.user).taking_part()
    plans = NeedPlan.objects.visible_to(request.user).filter(need=NeedPlan.Need.GROUP)
    facts = {
        "groups": groups,
        "plan": plans.select_related("who").first(),
        "place": places.select_related("cohort__programme__coordinator").first(),
    }
    return render(request, "cohorts/group_mine.html", facts)


@require_safe
def group_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the people, the room, the dates and what the group agreed."""
    groups, now = LearningGroup.objects.visible_to(request.user), timezone.now()
    group = get_object_or_404(groups.select_related("cohort__programme__coordinator", "facilitator__profile"), pk=pk)
    at_table = can_change_agreement(request.user, group)
    facts = {
        "group": group,
        **dates_at(group, request.user, now, sits=at_table),
        "table": table_of(group, request.user),
        "is_member": group.has_member(request.user),
        "room": Room.objects.visible_to(request.user).with_unread_for(request.user).filter(pk=group.room_id).first(),
        "pulse": open_pulse(group, now),
        "agreement": agreement_of(group, request.user, now) if at_table else None,
    }
    return render(request, "cohorts/group_detail.html", facts)


def dates_at(group: LearningGroup, person: Person, now: datetime, *, sits: bool) -> dict[str, Any]:
    """Return the sessions to come, whether this person plans them, and to whoever sits there what goes on."""
    sessions = dates_of(group, person, now)
    may_plan = group.state != LearningGroup.State.ENDED and can_run_session_of_group(person, group)
    return {
        "sessions": sessions,
        "live": come_in(sessions, now) if sits else None,
        "may_plan": may_plan,
        "may_keep_going": may_plan and group.sessions.arranged().exclude(state="cancelled").exists(),
    }


def dates_of(group: LearningGroup, person: Person, now: datetime) -> QuerySet[DebriefSession]:
    """Return the sessions to come, and what goes on, with what this person said about each."""
    sessions = DebriefSession.objects.visible_to(person).filter(group=group)
    return sessions.upcoming_or_live(now).with_answer_of(person)


@require_POST
def group_leave(request: PersonRequest, pk: int) -> HttpResponse:
    """Give up my seat."""
    group = get_object_or_404(LearningGroup.objects.visible_to(request.user), pk=pk)
    leave_group(group=group, person=request.user, by=request.user)
    messages.success(request, f"You have left {group}. Leaving is fine, and you can ask to come back.")
    return redirect("group-mine")


@require_POST
def group_step_down(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop helping to run a group; a second press finds it done."""
    mine = CoFacilitation.objects.visible_to(request.user).filter(group=pk, person=request.user)
    helps = mine.select_related("group").order_by("pk").last()
    if helps is None:
        get_object_or_404(LearningGroup.objects.visible_to(request.user), pk=pk)
        raise PermissionDenied
    end_cofacilitation(helps=helps, by=request.user)
    messages.success(request, f"You do not help to run {helps.group} any more. Thank you for what you did.")
    return redirect("group-mine")
