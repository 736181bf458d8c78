"""Saying from a mail whether one comes, without signing in: GET shows the choice, only POST keeps it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.actions import answer_session
from cohorts.forms import AnswerForm
from cohorts.links import answerer
from cohorts.models import Attendance, DebriefSession
from cohorts.policies import can_answer_session, is_open_session
from cohorts.problems import Problem
from youdesign.people.models import Person

SAID = {
    Attendance.Answer.COMING: "Your group can see that you are coming.",
    Attendance.Answer.CANNOT: "That is fine. You do not have to say why.",
    Attendance.Answer.NOT_SURE: "That is fine. You can say later, or just turn up.",
}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one session with the choice of the link chosen; keep it when it is pressed. The link allows just this."""
    found = answerer(token)
    if found is None:
        return render(request, "cohorts/answer_old.html", status=410)
    session, person = found
    if not can_answer_session(person, session):
        return redirect("session-detail", session.pk)
    with timezone.override(person.zone):
        return answer_page(request, session, person)


def answer_page(request: HttpRequest, session: DebriefSession, person: Person) -> HttpResponse:
    """Show the choice, or keep it and show that it is kept."""
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm(initial=chosen(request, session))
    if form.is_bound and form.is_valid():
        try:
            answer_session(session=session, by=person, answer=form.cleaned_data["answer"])
        except Problem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, SAID[Attendance.Answer(form.cleaned_data["answer"])])
        return redirect(f"{request.path}?saved=1")
    facts = {"session": session, "person": person, "form": form, "is_open": is_open_session(session, timezone.now())}
    return render(request, "cohorts/answer_link.html", facts)


def chosen(request: HttpRequest, session: DebriefSession) -> dict[str, str | None]:
    """Return the answer to show as chosen: the one in the link, until one is saved."""
    linked = None if "saved" in request.GET else request.GET.get("answer")
    return {"answer": linked if linked in Attendance.Answer.values else session.my_answer}
