"""What the two agree: read it, word a clause, sign, what it was before, and on paper."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring import actions
from mentoring.agreements import Agreement
from mentoring.forms import ClauseForm
from mentoring.models import ClauseWording, Match
from mentoring.policies import can_change_our_agreement
from mentoring.problems import AgreementReworded
from mentoring.views.attempts import attempt
from mentoring.views.ours import our_match, our_match_to_change
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


def facts_of(request: PersonRequest, match: Match) -> dict[str, object]:
    """Return what each of these pages shows."""
    agreement = Agreement(match)
    return {
        "match": match,
        "may_write": can_change_our_agreement(request.user, match),
        "other": match.other_than(request.user),
        "agreement": agreement,
        "has_signed": agreement.has_signed(request.user),
        "new_to_me": agreement.changes_since_signed_by(request.user),
    }


@require_safe
def match_agreement(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the words, who has signed them, and what is new since this one of the two signed."""
    return render(request, "mentoring/agreement.html", facts_of(request, our_match(request, pk)))


@require_safe
def match_paper(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the same on a page made for paper."""
    return render(request, "mentoring/agreement_paper.html", facts_of(request, our_match(request, pk)))


@require_safe
def match_wordings(request: PersonRequest, pk: int) -> HttpResponse:
    """Show each change, with the words it replaced, and each signature."""
    return render(request, "mentoring/agreement_before.html", facts_of(request, our_match(request, pk)))


@require_POST
def match_sign(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign the words that were shown."""
    match, mark = our_match_to_change(request, pk), request.POST.get("mark", "")
    if attempt(request, actions.sign_agreement, match=match, by=request.user, mark=mark, now=timezone.now()):
        messages.success(request, f"You have signed. {match.other_than(request.user)} can see that.")
    return redirect("match-agreement", match.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def match_clause(request: PersonRequest, pk: int, clause: str) -> HttpResponse:
    """Put new words in place of one clause's; what the other saved meanwhile is shown beside them, never lost."""
    match = our_match_to_change(request, pk)
    words = words_of(match, clause)
    begun = {"text": words.text if words.is_own else "", "mark": words.mark}
    form = ClauseForm(request.POST or None, initial=begun, match=match)
    if form.is_valid():
        facts = form.cleaned_data | {"clause": clause, "by": request.user, "now": timezone.now()}
        try:
            actions.word_clause(match=match, **facts)
        except AgreementReworded as problem:
            return offer_both(request, match, clause, form.cleaned_data["text"], problem)
        messages.success(request, f"Saved. {match.other_than(request.user)} is asked to read it and sign.")
        return saved(request, "match-agreement", match.pk)
    return render(request, "mentoring/clause.html", {"form": form, "match": match, "clause": words})


def words_of(match: Match, clause: str) -> ClauseWording:
    """Return the words of one clause as they stand, or 404."""
    found = next((each for each in Agreement(match).clauses if each.clause == clause), None)
    if found is None:
        raise Http404
    return found


def offer_both(
    request: PersonRequest, match: Match, clause: str, typed: str, problem: AgreementReworded
) -> HttpResponse:
    """Show the words typed here in the box, and those that stand now beside it; saving again is then a choice."""
    words = words_of(match, clause)
    form = ClauseForm({"text": typed, "mark": words.mark}, match=match)
    form.add_error("text", str(problem))
    facts = {"form": form, "match": match, "clause": words, "is_stale": True}
    return render(request, "mentoring/clause.html", facts, status=409)
