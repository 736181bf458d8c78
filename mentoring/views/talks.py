"""The two's talks: offer times, pick one, move, call off, and say what came of it."""

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.journals import written_about
from cohorts.problems import Problem
from mentoring import actions
from mentoring.finding_times import times_for_both
from mentoring.forms import TalkForm
from mentoring.models import Match, Talk
from mentoring.notes import note_of
from mentoring.pausing import who_pauses
from mentoring.policies import can_offer_talk, can_pick_time, can_review_talk
from mentoring.problems import TimesOfferedAlready
from mentoring.talks import Talks, agenda, place_of
from mentoring.views.attempts import attempt
from mentoring.views.ours import our_match_to_change
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved

USUAL_MINUTES = 45
CAME = ("yes", "no")


def our_talk(request: PersonRequest, pk: int) -> Talk:
    """Return a talk of the two, or 404."""
    found = Talk.objects.visible_to(request.user).with_both().select_related("instead_of")
    return get_object_or_404(found, pk=pk)


@require_safe
def talk_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one talk to either of the two: when and how, or which times there are, and what it is for."""
    talk, now = our_talk(request, pk), timezone.now()
    facts = {
        "talk": talk,
        "other": talk.match.other_than(request.user),
        "place": place_of(talk),
        "agenda": agenda(),
        "may_pick": talk.is_offered and can_pick_time(request.user, talk),
        "has_begun": talk.has_begun(now),
        "is_open": talk.match.is_current,
        "may_offer": can_offer_talk(request.user, talk.match),
        "may_review": can_review_talk(request.user, talk),
        **for_oneself(talk, request.user, now),
        "now": now,
    }
    return render(request, "mentoring/talk.html", facts | {"pausing": who_pauses(talk.match)})


def for_oneself(talk: Talk, person: Person, now: datetime.datetime) -> dict[str, Any]:
    """Return what one of the two wrote about it for themselves."""
    return {
        "has_note": note_of(talk, person) is not None,
        "is_over": talk.is_over(now),
        "written": written_about(person, "talk", talk.pk),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def talk_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Offer times for a talk."""
    return offer(request, our_match_to_change(request, pk, can_offer_talk))


@require_http_methods(["GET", "HEAD", "POST"])
def talk_move(request: PersonRequest, pk: int) -> HttpResponse:
    """Offer other times in place of a booked one, which then is not theirs any more."""
    talk = our_talk(request, pk)
    if not can_offer_talk(request.user, talk.match):
        raise PermissionDenied
    if request.method != "POST" and not talk.is_booked:
        return redirect("talk-detail", talk.pk)
    return offer(request, talk.match, moves=talk)


def offer(request: PersonRequest, match: Match, moves: Talk | None = None) -> HttpResponse:
    """Show the times that look easy for both, and offer those that are chosen."""
    now = timezone.now()
    talks = Talks(match, request.user, now)
    like = moves or next(iter(talks.past), None)
    form = form_for(request, match, talks, like)
    facts = {"form": form, "match": match, "moves": moves, "other": match.other_than(request.user), "talks": talks}
    if form.is_valid():
        try:
            talk = actions.offer_times(match=match, moves=moves, by=request.user, now=now, **form.offered())
        except Problem as problem:
            return not_offered(request, facts, form, problem)
        messages.success(request, f"Offered. {match.other_than(request.user)} gets a message, and picks one.")
        return saved(request, "talk-detail", talk.pk)
    return render(request, "mentoring/talk_offer.html", facts)


def not_offered(request: PersonRequest, facts: dict[str, Any], form: TalkForm, problem: Problem) -> HttpResponse:
    """Keep what was typed, to save it in place of what the other offered meanwhile; or say what has moved on."""
    offered = facts["talks"].offered
    if isinstance(problem, TimesOfferedAlready) and offered is not None and facts["moves"] is None:
        form.answer(offered.pk, str(problem))
        return render(request, "mentoring/talk_offer.html", facts, status=409)
    where = form.cleaned_data["where"]
    messages.warning(request, f"{problem} You had written: “{where}”" if where else str(problem))
    return redirect("match-detail", facts["match"].pk)


def form_for(request: PersonRequest, match: Match, talks: Talks, like: Talk | None) -> TalkForm:
    """Return the form, begun as the two talked last, with the times that look easy for both."""
    begun = {"minutes": like.minutes, "channel": like.channel, "where": like.where} if like else {}
    begun["seen"] = talks.offered.pk if talks.offered else ""
    minutes = like.minutes if like else USUAL_MINUTES
    times = times_for_both(match, request.user, minutes, talks.now)
    return TalkForm(request.POST or None, match=match, by=request.user, times=times, initial=begun)


@require_POST
def talk_pick(request: PersonRequest, pk: int) -> HttpResponse:
    """Pick one of the times that were offered."""
    talk = our_talk(request, pk)
    picked = moment(request.POST.get("time", ""))
    if picked is None:
        messages.warning(request, "Choose one of the times first.")
    elif attempt(request, actions.pick_time, talk=talk, by=request.user, starts_at=picked, now=timezone.now()):
        messages.success(request, "Booked. You both get a message with a file for your calendar.")
    return redirect("talk-detail", talk.pk)


def moment(typed: str) -> datetime.datetime | None:
    """Return the moment that a button sent, or nothing for what is none."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


@require_POST
def talk_call_off(request: PersonRequest, pk: int) -> HttpResponse:
    """Call a talk off, or put offered times away."""
    talk = our_talk(request, pk)
    if attempt(request, actions.call_off_talk, talk=talk, by=request.user, now=timezone.now()):
        messages.success(request, f"Done. We tell {talk.match.other_than(request.user)}, and nobody asks why.")
    return redirect("match-detail", talk.match_id)


@require_POST
def talk_came(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that a talk took place, or did not."""
    talk, was_held = our_talk(request, pk), request.POST.get("came") == "yes"
    facts: dict[str, Any] = {"was_held": was_held, "now": timezone.now()}
    if request.POST.get("came") not in CAME:
        messages.warning(request, "Say first whether you two talked.")
    elif attempt(request, actions.say_what_came_of_it, talk=talk, by=request.user, **facts):
        words = (
            "Kept: you two talked."
            if was_held
            else "That happens, and it is nobody's fault. Find a new time when it suits you both."
        )
        messages.success(request, words)
    return redirect("talk-detail", talk.pk)
