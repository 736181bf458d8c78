"""How is my load? A mentor chooses to be asked, answers with one tap here or from a mail, and looks back."""

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.problems import Problem
from mentoring import actions
from mentoring.desk import desk_for, in_words
from mentoring.forms import LoadCheckForm, LoadForm
from mentoring.load import AGREES, Load, offer_and_week, statement, who_is_asked
from mentoring.models import MentorOffer
from mentoring.policies import can_say_load
from mentoring.views.offers import my_offer
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest

KEPT = "Thank you, it is kept. You can change it all week."


@require_http_methods(["GET", "HEAD", "POST"])
def offer_load(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the question of this week, the last weeks and the choice; on POST choose whether one is asked."""
    offer = my_offer(request, pk)
    form = LoadCheckForm(request.POST or None, offer=offer)
    if request.method == "POST" and form.is_valid():
        actions.choose_load_check(offer=offer, by=request.user, asked=form.cleaned_data["asked"])
        messages.success(request, "Kept. You can choose again at any time.")
        return redirect("offer-load", offer.pk)
    load, desk = Load(offer, request.user, timezone.now()), in_words(desk_for(offer.programme, offer.mentor_id))
    facts = {"load": load, "desk": desk, "statement": statement(), "answers": AGREES.items()}
    facts["who_is_asked"] = who_is_asked(offer)
    return render(request, "mentoring/load.html", {"offer": offer, "form": form, **facts})


@require_POST
def offer_load_say(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep what a mentor says this week."""
    offer = my_offer(request, pk)
    if not can_say_load(request.user, offer):
        messages.info(request, "You are not asked just now, so nothing was kept.")
    else:
        now = timezone.now()
        keep(request, offer, by=request.user, week=Load(offer, request.user, now).this_week, now=now)
    return redirect("offer-load", offer.pk)


def keep(request: HttpRequest, offer: MentorOffer, *, by: Person, week: datetime.date, now: datetime.datetime) -> None:
    """Keep one tap; what is no answer of ours is refused, for the page has nothing but the answers."""
    form = LoadForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    actions.say_load(offer=offer, by=by, week=week, value=form.cleaned_data["value"], now=now)
    messages.success(request, KEPT)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def load_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same from a mail, without signing in: the link is the right to say just this. Looking says nothing."""
    try:
        (offer, week), now = offer_and_week(token), timezone.now()
    except Problem as problem:
        return render(request, "mentoring/load_old.html", {"why": str(problem)}, status=410)
    if request.method == "POST":
        keep(request, offer, by=offer.mentor, week=week, now=now)
        return redirect("load-link", token=token)
    answer = Load(offer, offer.mentor, now).answer_for(week)
    facts = {"offer": offer, "statement": statement(), "answers": AGREES.items(), "answer": answer}
    facts["who_is_asked"] = who_is_asked(offer)
    return render(request, "mentoring/load_link.html", facts)


@require_safe
def load_seen(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a mentor's supervisor the last weeks, where the mentor lets them."""
    mine = MentorOffer.objects.visible_to(request.user).letting_see(request.user).exclude(mentor=request.user)
    offer = get_object_or_404(mine.select_related("mentor"), pk=pk)
    facts = {"offer": offer, "load": Load(offer, request.user, timezone.now()), "statement": statement()}
    return render(request, "mentoring/load_seen.html", facts)
