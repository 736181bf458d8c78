"""How was it? One question about a session, answered alone: counted when it is over, or in words for who runs it."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import rate_session, wish_for_change
from cohorts.forms import ChangeWishForm, PulseForm
from cohorts.models import ChangeWish, DebriefSession, PulseAnswer
from cohorts.policies import can_answer_pulse, can_see_answers_to_session
from cohorts.problems import PulseOver
from cohorts.rating import IN_WORDS, is_open_rating, question_of, shown_rating, wishes_for
from youdesign.people.models import Code
from youdesign.people.requests import PersonRequest

RatingForm = PulseForm | ChangeWishForm


@require_http_methods(["GET", "HEAD", "POST"])
def session_rate(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask while it is open, and show what came of it then."""
    found = DebriefSession.objects.visible_to(request.user).select_related("group__facilitator")
    session, now = get_object_or_404(found, pk=pk), timezone.now()
    if not can_see_answers_to_session(request.user, session):
        raise PermissionDenied
    question = question_of(session)
    form = form_for(request, session, question) if question else None
    if request.method == "POST" and (form is None or is_another(form, request) or form.is_valid()):
        say(request, session, form, now)
        return redirect("session-rate", session.pk)
    is_open, in_words = is_open_rating(session, now), question is not None and question.listing == IN_WORDS
    facts = {"session": session, "is_open": is_open, "in_words": in_words, "line": shown_rating(session, now)}
    facts["form"] = form if is_open and can_answer_pulse(request.user, session) else None
    facts["wishes"] = wishes_for(request.user, session)
    return render(request, "cohorts/session_rate.html", facts)


def form_for(request: PersonRequest, session: DebriefSession, question: Code) -> RatingForm:
    """Return the one question, with what this person said before."""
    data = request.POST or None
    if question.listing == IN_WORDS:
        wish = ChangeWish.objects.visible_to(request.user).filter(session=session, person=request.user).first()
        return ChangeWishForm(data, question=question, said=wish.words if wish else "")
    mine = PulseAnswer.objects.visible_to(request.user).filter(session=session, item=question)
    return PulseForm(data, statements=[question], said=dict(mine.values_list("item", "value")))


def is_another(form: RatingForm, request: PersonRequest) -> bool:
    """Whether what was sent answers a question that is not asked any more: staff changed the list meanwhile."""
    if isinstance(form, ChangeWishForm):
        return "words" not in request.POST
    return "words" in request.POST and not form.fields.keys() & request.POST.keys()


def say(request: PersonRequest, session: DebriefSession, form: RatingForm | None, now: datetime) -> None:
    """Keep the answer, or say why it is too late for one."""
    if form is None or is_another(form, request):
        messages.error(request, "Another question is asked now, or none. Nothing was saved.")
        return
    try:
        if isinstance(form, ChangeWishForm):
            words = form.cleaned_data["words"]
            wish_for_change(session=session, by=request.user, item=form.question, words=words, now=now)
        else:
            rate_session(session=session, by=request.user, answers=form.answers(), now=now)
    except PulseOver as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Thank you. You can change it until it is over.")
