"""Telling someone, and help in a crisis."""

import datetime

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.people import actions, concerns
from youdesign.people.concerns import is_address
from youdesign.people.forms import ComplaintForm, ConcernForm, MoveForm, ReplyForm
from youdesign.people.models import Concern, Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved
from youdesign.people.states import MoveNotAllowed
from youdesign.people.tellable import thing_called

MOVE_WORDS = {"seen": "I have read it", "acting": "I am doing something about it", "closed": "Close it"}
CONCERN_RATES = {"raise_concern": "20/h/ip"}
ABOUT_RATES = {"tell_about": "20/m/user,100/d/user"}
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
    responder = concerns.responder(person)
    form = ConcernForm(request.POST or None, responder=responder, person=person, page=page_before(request))
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, app="youdesign.people", action="raise_concern", config=CONCERN_RATES):
            return thanked(request, actions.raise_concern(by=person, responder=responder, **form.cleaned_data))
        form.add_error(None, TOO_MANY)
    earlier = Concern.objects.visible_to(request.user).told_by(person)
    return render(request, "people/concern.html", {"form": form, "responder": responder, "earlier": earlier})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Complain about what we do with information about me; works signed in and signed out."""
    person = request.user if isinstance(request.user, Person) else None
    responder = concerns.responder(person)
    form = ComplaintForm(request.POST or None, responder=responder, person=person, page="")
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, app="youdesign.people", action="raise_concern", config=CONCERN_RATES):
            facts = {"contact": "", **form.cleaned_data, "category": Concern.Category.DATA}
            return thanked(request, actions.raise_concern(by=person, responder=responder, **facts))
        form.add_error(None, TOO_MANY)
    return render(request, "people/complain.html", {"form": form, "responder": responder})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def concern_about(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    """Tell someone about one thing that somebody else wrote: its words are kept as they are at this moment."""
    rates = {"app": "youdesign.people", "action": "tell_about", "config": ABOUT_RATES}
    if not ratelimit.consume(request, **rates, user=request.user, limit_get=True):
        return ratelimit.respond_429(request)  # each is a look at what somebody wrote
    thing = thing_called(kind)
    shown = thing.find(request.user, pk) if thing else None
    if thing is None or shown is None:
        raise Http404
    said = actions.Said(shown.words, shown.by, timezone.now())
    return tell_about(request, said, name=thing.name, about=thing.about, page=f"tell-someone/about/{kind}/")


def tell_about(request: PersonRequest, said: actions.Said, *, name: str, about: str, page: str) -> HttpResponse:
    """Ask what to say about somebody's words; who wrote them does not answer, and is not told."""
    responder = concerns.responder(said.by, request.user)
    data = request.POST if request.method == "POST" else None
    form = ConcernForm(data, responder=responder, person=request.user, page=page, about=about)
    if form.is_bound and form.is_valid():
        if ratelimit.consume(request, app="youdesign.people", action="raise_concern", config=CONCERN_RATES):
            facts = form.cleaned_data | {"about": about}
            return thanked(request, actions.raise_concern(by=request.user, responder=responder, said=said, **facts))
        form.add_error(None, TOO_MANY)
    return render(request, "people/concern.html", {"form": form, "responder": responder, "said": said, "name": name})


def thanked(request: HttpRequest, concern: Concern) -> HttpResponse:
    """Go to the thanks; signed out, only this browser remembers who answers and by when."""
    request.session["concern"] = {
        "responder": str(concern.responder or ""),
        "answer_by": concern.answer_by.isoformat(),
        "has_link": is_address(concern.contact),
        "pk": concern.pk if concern.raised_by_id else None,
    }
    return saved(request, "concern-thanks")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def concern_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one concern and what was said about it, to whoever raised it and whoever answers it."""
    concern = get_object_or_404(Concern.objects.visible_to(request.user).select_related("responder"), pk=pk)
    is_mine = concern.raised_by_id == request.user.pk
    other = str(concern.responder or "programme staff") if is_mine else "whoever told us"
    form = ReplyForm(request.POST if request.method == "POST" else None, other=other)
    if form.is_bound and form.is_valid():
        write = actions.add_to_concern if is_mine else actions.answer_concern
        write(concern=concern, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, "Sent.")
        return saved(request, "concern-detail", pk)
    facts = {"concern": concern, "replies": concern.replies.select_related("by"), "form": form, "is_mine": is_mine}
    return render(request, "people/concern_detail.html", facts | {"moves": () if is_mine else moves_of(concern)})


@require_POST
def concern_move(request: PersonRequest, pk: int) -> HttpResponse:
    """Say where a concern has got to."""
    concern = get_object_or_404(Concern.objects.visible_to(request.user), pk=pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        actions.move_concern(concern=concern, state=form.cleaned_data["state"], by=request.user)
    except MoveNotAllowed:
        messages.info(request, "Somebody has moved it on already. This is how it is now.")
    return redirect("concern-detail", pk=pk)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def concern_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one concern to whoever has the link that went to the address they gave."""
    concern = concerns.concern_of(token)
    ends_at = concerns.link_ends_at(concern) if concern else None
    if concern is None or ends_at is None or ends_at <= timezone.now():
        return render(request, "people/concern_link_old.html", {"has_ended": concern is not None}, status=410)
    other = str(concern.responder or "programme staff")
    form = ReplyForm(request.POST if request.method == "POST" else None, other=other)
    if form.is_bound and form.is_valid():
        if ratelimit.consume(request, app="youdesign.people", action="raise_concern", config=CONCERN_RATES):
            actions.add_to_concern(concern=concern, by=None, text=form.cleaned_data["text"])
            messages.success(request, "Sent.")
            return saved(request, "concern-link", token)
        form.add_error(None, TOO_MANY)
    facts = {"concern": concern, "replies": concern.replies.select_related("by"), "form": form}
    return render(request, "people/concern_detail.html", facts | {"is_mine": True, "link_ends_at": ends_at})


def moves_of(concern: Concern) -> list[tuple[str, str]]:
    """Return where it can go from here, each with the words on its button."""
    return [(state, MOVE_WORDS[state]) for state in MOVE_WORDS if state in Concern.MOVES[concern.state]]


@login_not_required
@never_cache
@require_safe
def concern_thanks(request: HttpRequest) -> HttpResponse:
    """Say who answers and by when, to whoever has just told us."""
    told = request.session.get("concern")
    if told is None:
        return redirect("concern-raise")
    return render(
        request,
        "people/concern_thanks.html",
        told | {"answer_by": datetime.datetime.fromisoformat(told["answer_by"])},
    )


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
