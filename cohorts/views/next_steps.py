"""My next steps: set, worded anew, done or let go; and what came of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import change_next_step, move_next_step, set_next_step, throw_next_step_away
from cohorts.crisis import phrases_unless_in
from cohorts.forms import NextStepForm
from cohorts.learning_box import live_page
from cohorts.models import DebriefSession, NextStep, Turn
from cohorts.next_steps import IfThen, opened, steps_of_person, words_of_step
from cohorts.policies import can_change_next_step
from cohorts.problems import EnoughWritten, SavedMeanwhile, StepMovedOn, TurnTakenBack
from cohorts.views.learning import NOT_KEPT, at_my_table
from cohorts.views.reflections import event_asked_for
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import end_draft_of, saved

A_PAGE = 20
CAME = {NextStep.State.DONE: "Done. Well done.", NextStep.State.LET_GO: "Let go. That is fine."}


@require_safe
def next_step_list(request: PersonRequest) -> HttpResponse:
    """List my own, those that are still to do first."""
    page = Paginator(steps_of_person(request.user), A_PAGE).get_page(request.GET.get("page"))
    shown = list(opened(list(page), request.user))
    facts = {
        "page": page,
        "open": [each for each in shown if each.step.is_open],
        "over": [each for each in shown if not each.step.is_open],
        "needs_help": any(each.needs_help() for each in shown),
    }
    return render(request, "cohorts/next_step_list.html", facts)


def turn_followed(request: PersonRequest, session: DebriefSession | None) -> Turn | None:
    """Return the turn of that session that the step follows; one that was taken back meanwhile is nothing."""
    try:
        asked = uuid.UUID(request.POST.get("of_turn", ""))
    except ValueError:
        return None
    return Turn.objects.visible_to(request.user).filter(pk=asked, session=session, session__isnull=False).first()


@require_http_methods(["GET", "HEAD", "POST"])
def next_step_new(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Set one, at a session, about a date, or just so."""
    session, event = None if pk is None else at_my_table(request, pk), event_asked_for(request)
    form = NextStepForm(request.POST or None, session=session, turn=turn_followed(request, session))
    if form.is_valid() and is_set(request, form, event):
        end_draft_of(request)
        return redirect(way_on(request, session))
    facts = {"form": form, "session": session, "event": event, "next": is_live(request, session)}
    more = {"place": place_of(session), "phrases": phrases_unless_in(form.texts())}
    return render(request, "cohorts/next_step.html", facts | more)


def place_of(session: DebriefSession | None) -> str:
    """Return where a step that is begun and not saved is kept."""
    return f"next-step-of-{session.pk}" if session else "next-step-new"


def is_set(request: PersonRequest, form: NextStepForm, event: Any) -> bool:
    """Keep the step and say who reads it, or say on the form why it is not kept."""
    facts = {"session": form.session, "turn": form.turn, "event": event, "is_shared": form.is_shared}
    said = {"words": form.words(), "client_id": form.cleaned_data["client_id"], "now": timezone.now()}
    try:
        step = set_next_step(by=request.user, **facts, **said)
    except (EnoughWritten, TurnTakenBack) as problem:
        form.add_error("if_words", str(problem))
    except CannotOpen:
        form.add_error("if_words", NOT_KEPT)
    else:
        messages.success(request, "Saved. Your table reads it too." if step.is_shared else "Saved. Only you read it.")
    return form.is_valid()


def is_live(request: PersonRequest, session: DebriefSession | None) -> bool:
    """Whether the form was sent from the live page of that very session."""
    return session is not None and request.POST.get("next") == live_page(session)


def way_on(request: PersonRequest, session: DebriefSession | None) -> Any:
    """Return the live page it was sent from, else the session it was set at, else one's list."""
    if session is None:
        return "next-step-list"
    return live_page(session) if is_live(request, session) else f"{redirect('session-detail', session.pk).url}#came"


@require_http_methods(["GET", "HEAD", "POST"])
def next_step_change(request: PersonRequest, pk: str) -> HttpResponse:
    """Put one's own step into other words; those saved in another tab are shown beside them, never lost."""
    step = my_step(request, pk)
    words = words_or_none(step)
    if words is None or not step.is_open:
        return over_page(request, step, words, typed=typed_in(request, step))
    begun = {"if_words": words.if_words, "then_words": words.then_words, "version": step.version}
    form = NextStepForm(
        request.POST or None, session=step.session, initial=begun | {"keep_private": not step.is_shared}
    )
    if form.is_valid():
        return keep(request, step, form)
    return step_page(request, step, form)


def typed_in(request: PersonRequest, step: NextStep) -> IfThen | None:
    """Return what was written for a step that takes no words any more."""
    form = NextStepForm(request.POST or None, session=step.session)
    return form.words() if form.is_valid() else None


def over_page(
    request: PersonRequest, step: NextStep, words: IfThen | None, typed: IfThen | None = None
) -> HttpResponse:
    """Show a step that is not worded anew any more, or cannot be opened, and what was typed for it meanwhile."""
    status = 503 if words is None else 409 if typed else 200
    return render(request, "cohorts/next_step_over.html", {"step": step, "words": words, "typed": typed}, status=status)


def my_step(request: PersonRequest, pk: str) -> NextStep:
    """Return one's own step, 404 for what one does not read, 403 for what one only reads."""
    found = NextStep.objects.visible_to(request.user).select_related("whose", "session__group", "event")
    step = get_object_or_404(found, pk=pk)
    if not can_change_next_step(request.user, step):
        raise PermissionDenied
    return step


def words_or_none(step: NextStep) -> IfThen | None:
    """Return the words, or nothing where they cannot be opened: those are not written over."""
    try:
        return words_of_step(step)
    except CannotOpen:
        return None


def step_page(request: PersonRequest, step: NextStep, form: NextStepForm, **more: Any) -> HttpResponse:
    """Show the boxes with a step, and beside them what was saved meanwhile."""
    facts = {"form": form, "step": step, "session": step.session, "event": step.event}
    facts |= {"place": f"next-step-{step.pk}", "phrases": phrases_unless_in(form.texts())}
    status = more.pop("status", 200)
    return render(request, "cohorts/next_step.html", facts | more, status=status)


def keep(request: PersonRequest, step: NextStep, form: NextStepForm) -> HttpResponse:
    """Keep the words, or show them beside those that were saved meanwhile."""
    said = {"words": form.words(), "is_shared": form.is_shared, "version": form.cleaned_data["version"]}
    try:
        change_next_step(step=step, by=request.user, now=timezone.now(), **said)
    except CannotOpen:
        form.add_error("if_words", NOT_KEPT)
        return step_page(request, step, form, status=503)
    except StepMovedOn as problem:
        messages.warning(request, str(problem))
        return over_page(request, step, words_or_none(step), typed=form.words())
    except SavedMeanwhile as problem:
        return offer_both(request, step, form, problem)
    messages.success(request, "Changed. That is what next steps are for.")
    return saved(request, "next-step-list")


def offer_both(request: PersonRequest, step: NextStep, form: NextStepForm, problem: SavedMeanwhile) -> HttpResponse:
    """Show the words typed here in the boxes, and those that are saved beside them; saving again is then a choice."""
    step.refresh_from_db(fields=["body", "version"])
    again = NextStepForm({**request.POST.dict(), "version": str(step.version)}, session=step.session)
    again.add_error("if_words", str(problem))
    return step_page(request, step, again, saved=words_of_step(step), status=409)


@require_POST
def next_step_move(request: PersonRequest, pk: str) -> HttpResponse:
    """Say that a step is done, or let it go."""
    step, to = my_step(request, pk), request.POST.get("to", "")
    if to not in CAME:
        messages.warning(request, "Say first what came of it.")
        return redirect("next-step-list")
    try:
        move_next_step(step=step, by=request.user, to=to, now=timezone.now())
    except StepMovedOn as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, CAME[NextStep.State(to)])
    return redirect("next-step-list")


@require_POST
def next_step_throw_away(request: PersonRequest, pk: str) -> HttpResponse:
    """Remove a step for good."""
    throw_next_step_away(step=my_step(request, pk), by=request.user)
    messages.success(request, "Gone.")
    return redirect("next-step-list")
