"""What I agreed to."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from youdesign.people import actions
from youdesign.people.choices import choices_of
from youdesign.people.forms.consents import ConsentForm
from youdesign.people.models import ConsentEvent
from youdesign.people.purposes import PURPOSES
from youdesign.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def consent_list(request: PersonRequest) -> HttpResponse:
    """Show each purpose with its words and my answers; on POST keep a new answer."""
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        if form.is_valid():
            return answered(request, **form.cleaned_data)
        if set(form.errors) != {"words"}:
            raise BadRequest
    events = list(ConsentEvent.objects.visible_to(request.user))
    return render(request, "people/consents.html", {"choices": choices_of(events), "form": form})


def answered(request: PersonRequest, purpose: str, answer: str, **_: str) -> HttpResponse:
    """Keep an answer, and show the page anew."""
    is_given = answer == "yes"
    actions.answer_purpose(purpose=PURPOSES[purpose], person=request.user, by=request.user, is_given=is_given)
    messages.success(request, "Your yes is kept." if is_given else "Taken back. It counts from now on.")
    return redirect("consent-list")
