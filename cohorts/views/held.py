"""Who was there: asked of whoever ran a session."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import say_who_was_there
from cohorts.attendance import expected_at
from cohorts.forms import WhoWasThereForm
from cohorts.models import Attendance, DebriefSession
from cohorts.policies import can_say_who_was_there, can_see_answers_to_session, is_open_to_say_who_was_there
from cohorts.problems import NotYetOrTooLate, SaidMeanwhile
from cohorts.turns import turns_noted
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_http_methods(["GET", "HEAD", "POST"])
def session_held(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask who was there, once it has begun; the page of the session says it from then on."""
    sessions = DebriefSession.objects.visible_to(request.user).select_related("group__cohort")
    session, now = get_object_or_404(sessions, pk=pk), timezone.now()
    if not can_say_who_was_there(request.user, session):
        raise PermissionDenied
    if not is_open_to_say_who_was_there(session, now):
        messages.error(request, str(NotYetOrTooLate()))
        return redirect("session-detail", session.pk)
    sees = can_see_answers_to_session(request.user, session)
    known = known_of(request.user, session, sees_answers=sees)
    form = WhoWasThereForm(posted(request), people=expected_at(session), known=known, turns=turns_noted(session))
    if form.is_bound and form.is_valid():
        return save(request, session, form)
    return render(request, "cohorts/session_held.html", {"session": session, "form": form, "sees_answers": sees})


def save(request: PersonRequest, session: DebriefSession, form: WhoWasThereForm) -> HttpResponse:
    """Save it, or show what somebody else saved since the page was opened."""
    said = {"seen": form.cleaned_data["mark"], "had_turns": form.cleaned_data.get("had_turns", ())}
    try:
        say_who_was_there(session=session, by=request.user, was=form.was(), now=timezone.now(), **said)
    except SaidMeanwhile as problem:
        messages.error(request, str(problem))
        return redirect("session-held", session.pk)
    messages.success(request, "Saved. Each of them can read their own.")
    return saved(request, "session-detail", session.pk)


def posted(request: PersonRequest) -> QueryDict | None:
    """Return what was sent, or nothing while it is only looked at."""
    return request.POST if request.method == "POST" else None


def known_of(person: Person, session: DebriefSession, *, sees_answers: bool) -> dict[int, Attendance]:
    """Return what was said after it, and before it to those who may see answers, by whom it is about."""
    rows = Attendance.objects.visible_to(person).filter(session=session)
    if not sees_answers:
        rows = rows.exclude(was="")
    return {row.person_id: row for row in rows}
