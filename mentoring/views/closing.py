"""Ending well: the last talk, thank you, and a certificate."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring import actions
from mentoring.certificates import certificate_for, left_open, lines_for
from mentoring.closing import LookingBack
from mentoring.forms import ThankYouForm
from mentoring.policies import can_have_certificate, can_say_thank_you
from mentoring.views.attempts import attempt
from mentoring.views.ours import our_match
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_POST
def match_plan_ending(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that the next talk is the last."""
    match = our_match(request, pk)
    if attempt(request, actions.plan_ending, match=match, by=request.user, now=timezone.now()):
        messages.success(request, f"Your next talk is the last one. {match.other_than(request.user)} gets a message.")
        return redirect("match-close", match.pk)
    return redirect("match-detail", match.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def match_close(request: PersonRequest, pk: int) -> HttpResponse:
    """Look back together: their own words from the start, what came of it, and thank you."""
    match = our_match(request, pk)
    if not can_say_thank_you(request.user, match):
        raise PermissionDenied
    back, other = LookingBack(match, request.user), match.other_than(request.user)
    form = ThankYouForm(request.POST or None, other=other, initial={"words": back.mine.words if back.mine else ""})
    if request.method == "POST" and form.is_valid():
        thanks = actions.say_thank_you(match=match, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, f"Saved. {other} can read it." if thanks else "Nothing is said, and nothing is kept.")
        return saved(request, "match-close", match.pk)
    facts = {"match": match, "other": other, "back": back, "form": form}
    if can_have_certificate(request.user, match):
        facts |= {"certificate": lines_for(match, request.user), "left_open": left_open(match, request.user)}
    return render(request, "mentoring/close.html", facts)


@require_POST
def match_finish(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that the two have finished."""
    match = our_match(request, pk)
    if attempt(request, actions.finish_match, match=match, by=request.user, now=timezone.now()):
        messages.success(request, "You have finished what you set out to do. Well done, both of you.")
    return redirect("match-detail", match.pk)


@require_safe
def match_certificate(request: PersonRequest, pk: int) -> HttpResponse:
    """Give one of the two their certificate as a PDF."""
    match = our_match(request, pk)
    if not can_have_certificate(request.user, match):
        raise PermissionDenied
    answer = HttpResponse(certificate_for(match, request.user), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return answer
