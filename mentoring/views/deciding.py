"""Choosing one mentor after a hello."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mentoring import actions
from mentoring.forms import DecideForm
from mentoring.models import Match
from mentoring.views.attempts import attempt
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_http_methods(["GET", "HEAD", "POST"])
def match_decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what choosing means, ask what the mentor may read about why; on POST choose them."""
    mine = Match.objects.visible_to(request.user).filter(leader=request.user).with_both()
    match = get_object_or_404(mine, pk=pk)
    if request.method != "POST" and not match.is_hello:
        return redirect("match-detail", match.pk)
    form = DecideForm(request.POST or None, match=match)
    if request.method == "POST" and form.is_valid():
        facts = {"by": request.user, "because": form.because(), "now": timezone.now()}
        if not attempt(request, actions.decide_for_mentor, typed=form.cleaned_data["words"], match=match, **facts):
            return redirect("match-detail", match.pk)
        messages.success(request, f"{match.offer.mentor} is your mentor now, and has been told.")
        return saved(request, "match-detail", match.pk)
    others = Match.objects.visible_to(request.user).hellos().filter(leader=request.user).exclude(pk=match.pk)
    facts = {"match": match, "form": form, "others": others.select_related("offer__mentor")}
    return render(request, "mentoring/decide.html", facts)
