"""How was it? One question about a session, answered alone; shown when it is over and four or more answered."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import rate_session
from cohorts.forms import PulseForm
from cohorts.models import DebriefSession, PulseAnswer
from cohorts.policies import can_answer_pulse, can_see_answers_to_session
from cohorts.problems import PulseOver
from cohorts.rating import is_open_rating, question_of, shown_rating
from youdesign.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def session_rate(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask while it is open, and show what came of it then."""
    found = DebriefSession.objects.visible_to(request.user).select_related("group__facilitator")
    session, now = get_object_or_404(found, pk=pk), timezone.now()
    if not can_see_answers_to_session(request.user, session):
        raise PermissionDenied
    form = form_for(request, session)
    if request.method == "POST" and form.is_valid():
        say(request, session, form.answers(), now)
        return redirect("session-rate", session.pk)
    is_open = is_open_rating(session, now)
    may_answer = bool(form.statements) and is_open and can_answer_pulse(request.user, session)
    facts = {"session": session, "form": form if may_answer else None, "is_open": is_open}
    return render(request, "cohorts/session_rate.html", facts | {"line": shown_rating(session, now)})


def form_for(request: PersonRequest, session: DebriefSession) -> PulseForm:
    """Return the one question, with what this person said before."""
    question = question_of(session)
    mine = PulseAnswer.objects.visible_to(request.user).filter(session=session, item=question)
    said = dict(mine.values_list("item", "value"))
    return PulseForm(request.POST or None, statements=[question] if question else [], said=said)


def say(request: PersonRequest, session: DebriefSession, answers: dict[int, int | None], now: datetime) -> None:
    """Keep the answer, or say why it is too late for one."""
    try:
        rate_session(session=session, by=request.user, answers=answers, now=now)
    except PulseOver as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Thank you. You can change it until it is over.")
