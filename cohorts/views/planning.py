"""Planning a session, changing it and calling it off: for whoever runs the group."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import cancel_session, move_session, plan_session
from cohorts.forms import SessionChangeForm, SessionForm
from cohorts.models import DebriefSession, LearningGroup
from cohorts.policies import can_run_session_of_group, is_open_session
from cohorts.problems import Problem, SessionOver
from cohorts.times import clock
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a group a date."""
    groups = LearningGroup.objects.visible_to(request.user).select_related("cohort")
    group = get_object_or_404(groups, pk=pk)
    if not can_run_session_of_group(request.user, group):
        raise PermissionDenied
    form = SessionForm(request.POST if request.method == "POST" else None, initial={"time_zone": zone_for(group)})
    if form.is_bound and form.is_valid():
        try:
            session = plan_session(by=request.user, group=group, **form.instants, **form.facts)
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Planned. Your group is told in good time.{if_twice(form, session)}")
            return saved(request, "session-detail", session.pk)
    return render(request, "cohorts/session_new.html", {"group": group, "form": form})


def zone_for(group: LearningGroup) -> str:
    """Return the zone that the group's last session was kept in, or its facilitator's."""
    last = group.sessions.order_by("-starts_at").values_list("time_zone", flat=True).first()
    return last or group.facilitator.time_zone


def if_twice(form: SessionForm, session: DebriefSession) -> str:
    """Say so when the clock shows the time twice, because which of them is meant is a choice of ours."""
    if form.meeting is None or not form.meeting.is_twice:
        return ""
    at = clock(session.starts_at, session.zone)
    return f" The clocks go back that night, so {at} comes twice. It is the first."


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Move a session, or change how to join it and what it is for."""
    session = session_to_change(request.user, pk)
    if not is_open_session(session, timezone.now()):
        messages.error(request, SessionOver.words)
        return redirect("session-detail", pk)
    form = SessionChangeForm(request.POST if request.method == "POST" else None, session=session)
    if form.is_bound and form.is_valid():
        session = move_session(session=session, by=request.user, **form.instants, **form.facts)
        messages.success(request, f"Saved. Who was told something else hears of it.{if_twice(form, session)}")
        return saved(request, "session-detail", session.pk)
    return render(request, "cohorts/session_edit.html", {"session": session, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask whether to call it off, and do so."""
    session = session_to_change(request.user, pk)
    if request.method != "POST":
        return render(request, "cohorts/session_cancel.html", {"session": session})
    try:
        cancel_session(session=session, by=request.user)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Called off. Everyone is told, and it goes out of their calendars.")
    return redirect("session-detail", session.pk)


def session_to_change(person: Person, pk: int) -> DebriefSession:
    """Return a session that this person may see and run."""
    session = get_object_or_404(DebriefSession.objects.visible_to(person).select_related("group__cohort"), pk=pk)
    if not can_run_session_of_group(person, session.group):
        raise PermissionDenied
    return session
