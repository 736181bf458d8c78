"""Planning a session, changing it and calling it off: for whoever runs the group."""

from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import dateformat, timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import (
    call_off_series,
    cancel_session,
    move_series,
    move_session,
    plan_series,
    plan_session,
)
from cohorts.debriefs import minutes_short
from cohorts.finding_times import last_of, times_for, zone_for
from cohorts.forms import NewSessionForm, SessionChangeForm, SessionForm
from cohorts.forms.series import AFTER, NO_DATE, SeriesChangeForm, WhichForm
from cohorts.in_step import day_of, those_after
from cohorts.models import DebriefSession, LearningGroup
from cohorts.policies import can_run_session_of_group, is_open_session
from cohorts.problems import Problem, SessionOver
from cohorts.times import clock
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import end_draft_of, saved

HEARS = "Who was told something else hears of it."


@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a group a date, or several."""
    groups = LearningGroup.objects.visible_to(request.user).select_related("cohort", "facilitator")
    group = get_object_or_404(groups, pk=pk)
    if not can_run_session_of_group(request.user, group):
        raise PermissionDenied
    if "take_time" in request.POST:
        return take_time(request, group)
    form = NewSessionForm(request.POST if request.method == "POST" else None, group=group, initial=first_of(group))
    if form.is_bound and form.is_valid():
        if form.turns and not (form.was_looked_at and form.chosen):
            return look_or_change(request, group, form)
        try:
            return plan(request, group, form)
        except Problem as problem:
            form.add_error(None, str(problem))
    return show_form(request, group, form)


def show_form(request: PersonRequest, group: LearningGroup, form: NewSessionForm) -> HttpResponse:
    """Show the form, beside it the times that suit most of the group."""
    facts = {"group": group, "form": form, "found": times_for(group, request.user, timezone.now())}
    return render(request, "cohorts/session_new.html", facts)


def take_time(request: PersonRequest, group: LearningGroup) -> HttpResponse:
    """Put a time that was found into the form, beside what is typed there already."""
    taken = request.POST["take_time"]
    found = [each for each in times_for(group, request.user, timezone.now()).best if each.value == taken]
    typed = {**first_of(group), **request.POST.dict()}
    for each in found:
        typed |= {"on": each.on, "starts": each.starts, "ends": each.ends, "time_zone": first_of(group)["time_zone"]}
        messages.success(
            request, f"{each} is in the form now, from {dateformat.format(each.on, 'l j F Y')}. Nothing is saved yet."
        )
    end_draft_of(request)  # what was typed stands in the page, and an older draft would put the old time back
    return show_form(request, group, NewSessionForm(group=group, initial=typed))


def look_or_change(request: PersonRequest, group: LearningGroup, form: NewSessionForm) -> HttpResponse:
    """Show the dates of a series before they are saved, or the form again to whoever wants something else."""
    if "back" in request.POST:
        return show_form(request, group, form)
    error = NO_DATE if form.was_looked_at else ""
    return render(request, "cohorts/session_dates.html", {"group": group, "form": form, "error": error})


def plan(request: PersonRequest, group: LearningGroup, form: NewSessionForm) -> HttpResponse:
    """Save it: one session, or a series of those dates that are ticked."""
    if not form.turns:
        session = plan_session(by=request.user, group=group, **form.instants, **form.facts)
        messages.success(
            request, f"Planned. Your group is told in good time.{if_twice(form, session)}{if_short(session)}"
        )
        return saved(request, "session-detail", session.pk)
    every_weeks, turns = form.cleaned_data["repeat"], form.chosen
    plan_series(by=request.user, group=group, every_weeks=every_weeks, turns=turns, **form.facts)
    messages.success(request, f"Planned: {in_words(len(turns))}. Your group gets one message with all of them.")
    return saved(request, "group-detail", group.pk)


def in_words(number: int) -> str:
    """Return how many dates: one date, six dates, 12 dates."""
    return f"{apnumber(number)} date{'s' if number != 1 else ''}"


def first_of(group: LearningGroup) -> dict[str, Any]:
    """Return what stands in the form before anybody types."""
    return {"time_zone": zone_for(group, last_of(group))}


def if_short(session: DebriefSession) -> str:
    """Say so when the steps of its debrief take longer than the session."""
    more = minutes_short(session)
    return f" Its steps take {more} minutes more than there is time: make it longer, or choose others." if more else ""


def if_twice(form: SessionForm, session: DebriefSession) -> str:
    """Say so when the clock shows the time twice, because which of them is meant is a choice of ours."""
    if form.meeting is None or not form.meeting.is_twice:
        return ""
    at = clock(session.starts_at, session.zone)
    return f" The clocks go back that night, so {at} comes twice. It is the first."


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Move a session, or change how to join it and what it is for; those after it in its series too, where wanted."""
    session = session_to_change(request.user, pk)
    if not is_open_session(session, timezone.now()):
        messages.error(request, SessionOver.words)
        return redirect("session-detail", pk)
    form = change_form(session, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            session, said = change(request.user, session, form)
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{said}{if_twice(form, session)}{if_short(session)}")
            return saved(request, "session-detail", session.pk)
    return render(request, "cohorts/session_edit.html", {"session": session, "form": form})


def change_form(session: DebriefSession, data: Any) -> SessionChangeForm:
    """Return the form for one session, which asks about those after it where there are some."""
    day = day_of(session)
    after = those_after(day, timezone.now())
    if day is None or not after:
        return SessionChangeForm(data, session=session)
    return SeriesChangeForm(data, session=session, day=day, after=after)


def change(by: Person, session: DebriefSession, form: SessionChangeForm) -> tuple[DebriefSession, str]:
    """Save it, and return the session as it is now with what to say about it."""
    if not (isinstance(form, SeriesChangeForm) and form.is_for_all):
        return move_session(session=session, by=by, **form.instants, **form.facts), f"Saved. {HEARS}"
    on = form.cleaned_data["on"]
    changed = move_series(session=session, by=by, on=on, pattern=form.pattern, **form.facts)
    session.refresh_from_db()
    return session, f"Saved, {in_words(len(changed))}. {HEARS}" if changed else "Nothing was different."


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask whether to call it off, those after it in its series too, and do so."""
    session = session_to_change(request.user, pk)
    after = those_after(day_of(session), timezone.now())
    form = WhichForm(request.POST if request.method == "POST" else None, after=len(after)) if after else None
    if request.method != "POST" or (form and not form.is_valid()):
        return render(request, "cohorts/session_cancel.html", {"session": session, "after": after, "form": form})
    try:
        gone = call_off(request.user, session, is_for_all=bool(form and form.cleaned_data["which"] == AFTER))
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        it, goes = ("it", "goes") if gone == 1 else ("they", "go")
        what = "Called off." if gone == 1 else f"Called off: {in_words(gone)}."
        messages.success(request, f"{what} Everyone is told, and {it} {goes} out of their calendars.")
    return redirect("session-detail", session.pk)


def call_off(by: Person, session: DebriefSession, *, is_for_all: bool) -> int:
    """Call off one session or those after it too; return how many."""
    if is_for_all:
        return len(call_off_series(session=session, by=by))
    cancel_session(session=session, by=by)
    return 1


def session_to_change(person: Person, pk: int) -> DebriefSession:
    """Return a session that this person may see and run."""
    session = get_object_or_404(DebriefSession.objects.visible_to(person).select_related("group__cohort"), pk=pk)
    if not can_run_session_of_group(person, session.group):
        raise PermissionDenied
    return session
