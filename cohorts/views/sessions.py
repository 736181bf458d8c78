"""One session: when, how to join, who is coming."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import answer_session, look_at_needs, say_if_needs_were_met, say_need_is_arranged
from cohorts.agreements import words_of
from cohorts.attendance import answers_to, needs_looked_at, noted_at, outcomes_for
from cohorts.calendars import session_file
from cohorts.debriefs import minutes_short, timed
from cohorts.forms import AnswerForm, ArrangedForm, MetForm
from cohorts.in_step import in_series
from cohorts.journals import written_about
from cohorts.learning import notes_of
from cohorts.live import live_now
from cohorts.models import AccessOutcome, Attendance, DebriefSession, LearningNote
from cohorts.next_steps import steps_of
from cohorts.policies import (
    can_answer_pulse,
    can_answer_session,
    can_ask_to_be_rung,
    can_change_agreement,
    can_change_role,
    can_check_recap,
    can_debrief,
    can_read_recaps_of,
    can_run_session_of_group,
    can_say_if_needs_were_met,
    can_see_access_needs_of_session,
    can_see_answers_to_session,
    can_write_recap,
    is_open_session,
    is_open_to_pick,
    is_open_to_say_who_was_there,
    sits_at_table,
)
from cohorts.problems import Problem
from cohorts.rating import is_open_rating
from cohorts.recaps import recap_of, standing_of
from cohorts.rotating import ISSUE_HOLDER, roles_at
from cohorts.turns import turns_at
from cohorts.views.answering import SAID
from youdesign.people.models import AccessNeed, Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_safe
def session_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show when, how to join, and to those round the table who is coming."""
    sessions = DebriefSession.objects.visible_to(request.user).with_answer_of(request.user)
    related = ("group__facilitator", "group__cohort", "template", "live")
    session = get_object_or_404(sessions.select_related(*related), pk=pk)
    return render(request, "cohorts/session_detail.html", session_facts(session, request.user, timezone.now()))


def session_facts(session: DebriefSession, person: Person, now: datetime) -> dict[str, Any]:
    """Return what the page shows this person."""
    return {
        "session": session,
        "live": live if (live := live_now(session, now)) and can_debrief(person, session) else "",
        "series": in_series(session, person),
        **who_comes(session, person, now),
        **for_who_runs_it(session, person, now),
        **what_came_of_it(session, person, now),
        "turns": turns_at(session, person, now),
        "steps": list(timed(session.template)) if session.template and not session.is_cancelled else (),
        "short": minutes_short(session),
        "may_say_met": can_say_if_needs_were_met(person, session),
        "agreed": words_of(session.group) if can_change_agreement(person, session.group) else None,
    }


def who_comes(session: DebriefSession, person: Person, now: datetime) -> dict[str, Any]:
    """Return what is said before a session."""
    is_open = is_open_session(session, now)
    sees_answers = can_see_answers_to_session(person, session)
    return {
        "is_open": is_open,
        "answers": Attendance.Answer.choices if is_open and can_answer_session(person, session) else (),
        "said": answers_to(session) if sees_answers else None,
        **(who_does_what(session, person) if sees_answers and is_open_to_pick(session, now) else {"roles": ()}),
    }


def who_does_what(session: DebriefSession, person: Person) -> dict[str, Any]:
    """Return the roles, for those round the table: members swap them, but whoever has the turn."""
    roles = roles_at(session)
    return {
        "roles": roles,
        "me": person if can_change_role(person, session) else None,
        "has_turn": any(role.slug == ISSUE_HOLDER and who == person for role, who in roles),
    }


def for_who_runs_it(session: DebriefSession, person: Person, now: datetime) -> dict[str, Any]:
    """Return what whoever runs a session does with it and reads of it."""
    may_run = can_run_session_of_group(person, session.group)
    return {
        "may_run": may_run,
        "runs_it": session.group.is_run_by(person),
        "noted": noted_at(session) if may_run else [],
        "may_say_who": may_run and is_open_to_say_who_was_there(session, now) and live_now(session, now) != "on",
        "needs": needs_looked_at(session, person, now) if can_see_access_needs_of_session(person, session) else None,
        "outcomes": outcomes_for(session, person),
    }


def what_came_of_it(session: DebriefSession, person: Person, now: datetime) -> dict[str, Any]:
    """Return what leads to the recap, once there can be one, for those who may read it."""
    has_begun = not session.is_cancelled and session.starts_at <= now
    if not has_begun or not can_read_recaps_of(person, session.group):
        return {"came": None}
    recap, is_rated = recap_of(session, person), not is_open_rating(session, now)
    came = {
        "recap": recap,
        "asks_me": recap is not None and can_check_recap(person, recap) and standing_of(recap, person).mine is None,
        "may_write": recap is None and can_write_recap(person, session, now),
        "may_rate": not is_rated and can_answer_pulse(person, session),
        "is_rated": is_rated,
        "may_ring": can_ask_to_be_rung(person, session),
    }
    return {"came": came | at_the_table(session, person)}


def at_the_table(session: DebriefSession, person: Person) -> dict[str, Any]:
    """Return what those who sat there took from it and mean to do, for one of them."""
    if not sits_at_table(person, session):
        return {"sat": False}
    steps = steps_of(session, person)
    taken = notes_of(session, person).exclude(kind=LearningNote.Kind.PRIVATE)
    return {
        "sat": True,
        "taken": taken.count(),
        "mine": [each for each in steps if each.is_mine and each.step.is_open],
        "over": [each for each in steps if each.is_mine and not each.step.is_open],
        "theirs": [each for each in steps if not each.is_mine],
        "written": written_about(person, "session", session.pk),
        "needs_help": any(each.needs_help() for each in steps),
    }


@require_safe
def session_calendar(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the calendar file."""
    session = get_object_or_404(DebriefSession.objects.visible_to(request.user), pk=pk)
    disposition = {"Content-Disposition": 'attachment; filename="session.ics"'}
    return HttpResponse(session_file(session), content_type="text/calendar; charset=utf-8", headers=disposition)


@require_POST
def session_needs(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what people need to whoever runs the session; those people can see that they looked."""
    session = get_object_or_404(DebriefSession.objects.visible_to(request.user).select_related("group"), pk=pk)
    now = timezone.now()
    look_at_needs(session=session, by=request.user, now=now)
    if not needs_looked_at(session, request.user, now):
        messages.info(request, "Nobody who may come has shared a need. It is always fine to ask.")
    return redirect(f"{reverse('session-detail', args=[session.pk])}#needs")


@require_POST
def session_arranged(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one thing somebody needs is arranged, or cannot be after all; its person reads it."""
    session = get_object_or_404(DebriefSession.objects.visible_to(request.user).select_related("group"), pk=pk)
    form = ArrangedForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    say_need_is_arranged(session=session, by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, "Kept. They can read it too.")
    return redirect(f"{reverse('session-detail', args=[session.pk])}#needs")


@require_POST
def session_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep coming, can't or not sure."""
    session = get_object_or_404(DebriefSession.objects.visible_to(request.user), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        attendance = answer_session(session=session, by=request.user, answer=form.cleaned_data["answer"])
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, SAID[Attendance.Answer(attendance.answer)])
    return redirect("session-detail", session.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def session_met(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask whether what this person needs was met."""
    session = get_object_or_404(DebriefSession.objects.visible_to(request.user).select_related("group"), pk=pk)
    if not can_say_if_needs_were_met(request.user, session):
        raise PermissionDenied
    needs = list(AccessNeed.objects.visible_to(request.user).select_related("need"))
    mine = AccessOutcome.objects.visible_to(request.user).filter(person=request.user, session=session)
    said = dict(mine.order_by().values_list("need", "outcome"))
    form = MetForm(request.POST if request.method == "POST" else None, needs=needs, said=said)
    if form.is_bound and form.is_valid():
        say_if_needs_were_met(session=session, by=request.user, outcomes=form.outcomes())
        messages.success(request, "Thank you. That helps to put it right.")
        return saved(request, "session-detail", session.pk)
    return render(request, "cohorts/session_met.html", {"session": session, "form": form, "needs": needs})
