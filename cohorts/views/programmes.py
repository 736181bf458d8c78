"""Programmes to read about and to ask to join, with an account or before there is one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import ask_to_join, take_back_application
from cohorts.asking import cohorts_to_ask, forget_typed, keep_typed, typed_before
from cohorts.forms import AskForm
from cohorts.models import Application, CohortDecision, ProgrammePage
from cohorts.models.decisions import programmes_read_by
from cohorts.problems import Problem
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@login_not_required
@never_cache
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """Show the programmes that can be asked to join."""
    pages = ProgrammePage.objects.visible_to(request.user).open_to_ask().select_related("programme")
    return render(request, "cohorts/programme_list.html", {"pages": pages})


@login_not_required
@never_cache
@require_safe
def programme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a programme is and asks, and where one's own asking stands."""
    page, now = page_of(request, pk), timezone.now()
    mine = Application.objects.visible_to(request.user).filter(cohort__programme=pk, person=request.user.pk)
    facts = {
        "page": page,
        "programme": page.programme,
        "cohorts": cohorts_to_ask(page.programme, request.user, now),
        "asked": [(each, each.standing(now)) for each in mine.select_related("cohort", "invitation")],
    }
    return render(request, "cohorts/programme_detail.html", facts)


def page_of(request: HttpRequest, pk: int) -> ProgrammePage:
    """Return the page of this programme, or answer 404."""
    pages = ProgrammePage.objects.visible_to(request.user).select_related("programme__coordinator")
    return get_object_or_404(pages, programme=pk)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def programme_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the programme's question; whoever has no account yet makes one, and comes back to what they typed."""
    page = page_of(request, pk)
    cohorts = cohorts_to_ask(page.programme, request.user, timezone.now())
    if not cohorts:
        return redirect("programme-detail", pk)
    typed = typed_before(request.session, page.programme)
    form = AskForm(request.POST or None, page=page, cohorts=cohorts, typed=typed)
    if form.is_valid() and isinstance(request.user, Person):
        return sent(request, request.user, page, form)
    if form.is_valid():
        return join_first(request, page, form)
    return render(request, "cohorts/programme_ask.html", {"page": page, "programme": page.programme, "form": form})


def sent(request: HttpRequest, person: Person, page: ProgrammePage, form: AskForm) -> HttpResponse:
    """Ask, and say by when there is an answer."""
    answer = form.cleaned_data.get("answer", "")
    try:
        ask_to_join(cohort=form.cleaned_data["cohort"], by=person, answer=answer)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        forget_typed(request.session)
        messages.success(request, f"We have it. {page.programme.coordinator} reads it and writes to you.")
        return saved(request, "programme-detail", page.programme_id)
    return redirect("programme-detail", page.programme_id)


def join_first(request: HttpRequest, page: ProgrammePage, form: AskForm) -> HttpResponse:
    """Keep what was typed, and go and join."""
    typed = {"cohort": form.cleaned_data["cohort"].pk, "answer": form.cleaned_data.get("answer", "")}
    keep_typed(request.session, page.programme, typed)
    back = urlencode({"next": reverse("programme-ask", args=[page.programme_id])})
    return redirect(f"{reverse('account_signup')}?{back}")


@require_POST
def application_take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop asking."""
    asked = get_object_or_404(Application.objects.visible_to(request.user).select_related("cohort"), pk=pk)
    try:
        take_back_application(application=asked, by=request.user)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "You are not asking any more. You can ask again while it is open.")
    return redirect("programme-detail", asked.cohort.programme_id)


@require_safe
def programme_decisions(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what came of what cohorts said, to those who take part."""
    programme = get_object_or_404(programmes_read_by(request.user).select_related("coordinator"), pk=pk)
    decisions = CohortDecision.objects.visible_to(request.user).filter(cohort__programme=programme)
    facts = {"programme": programme, "decisions": decisions.select_related("cohort")}
    return render(request, "cohorts/programme_decisions.html", facts)
