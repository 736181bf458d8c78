"""Telling someone, and help in a crisis."""

import datetime

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from youdesign.people import actions, concerns
from youdesign.people.forms import ConcernForm
from youdesign.people.models import Concern, Person

CONCERN_RATES = {"raise_concern": "20/h/ip"}
TOO_MANY = (
    "We have had many messages from your connection in the last hour, so we cannot take this one now. "
    "What you wrote is still here. Try again later, or phone one of the numbers on this page."
)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def concern_raise(request: HttpRequest) -> HttpResponse:
    """Tell someone; works signed in and signed out."""
    person = request.user if isinstance(request.user, Person) else None
    responder = concerns.responder()
    form = ConcernForm(request.POST or None, responder=responder, person=person, page=page_before(request))
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, app="youdesign.people", action="raise_concern", config=CONCERN_RATES):
            concern = actions.raise_concern(by=person, responder=responder, **form.cleaned_data)
            request.session["concern"] = {"responder": str(responder or ""), "answer_by": concern.answer_by.isoformat()}
            return redirect("concern-thanks")
        form.add_error(None, TOO_MANY)
    earlier = Concern.objects.visible_to(request.user).told_by(person)
    return render(request, "people/concern.html", {"form": form, "responder": responder, "earlier": earlier})


@login_not_required
@never_cache
@require_safe
def concern_thanks(request: HttpRequest) -> HttpResponse:
    """Say who answers and by when, to whoever has just told us."""
    told = request.session.get("concern")
    if told is None:
        return redirect("concern-raise")
    answer_by = datetime.datetime.fromisoformat(told["answer_by"])
    return render(request, "people/concern_thanks.html", {"responder": told["responder"], "answer_by": answer_by})


@login_not_required
@never_cache
@require_safe
def crisis_help(request: HttpRequest) -> HttpResponse:
    """Say whom to phone now."""
    return render(request, "people/crisis_help.html")


def page_before(request: HttpRequest) -> str:
    """Return which page of ours somebody came from, as its pattern: no token, number or name of theirs."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return ""
    try:
        return str(resolve("/" + address.split("/", 3)[-1].partition("?")[0]).route)
    except Resolver404:
        return ""
