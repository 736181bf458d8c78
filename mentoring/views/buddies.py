"""Meeting buddies: who would be one, whom a leader asks, the answer, the brief, and afterwards."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring import actions
from mentoring.buddy_pages import Buddies, BuddyPage
from mentoring.buddy_policies import can_ask_for_buddy, can_be_buddy, can_have_buddy, is_leader_of, is_one_of_two
from mentoring.forms import BriefForm, BuddyAnswerForm, BuddyDebriefForm, BuddyOfferForm, BuddyRequestForm
from mentoring.models import BuddyAnswer, BuddyAsk, BuddyOffer, BuddyRequest
from mentoring.problems import SavedElsewhere
from mentoring.views.attempts import attempt
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Profile
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved

ANSWERS = ("yes", "no")
ASKED_ALREADY = (
    "You had asked for this date already, and here it is. What you sent just now was not kept. "
    "You had written: “{words}”"
)


def our_request(request: PersonRequest, pk: int) -> BuddyRequest:
    """Return a wish for a buddy that this person has to do with, or 404."""
    return get_object_or_404(BuddyRequest.objects.visible_to(request.user).with_all(), pk=pk)


@require_safe
def buddy_list(request: PersonRequest) -> HttpResponse:
    """Show what this person has to do with meeting buddies, and the dates for which they could ask."""
    facts = {"buddies": Buddies(request.user, timezone.now()), "may_offer": can_be_buddy(request.user)}
    return render(request, "mentoring/buddies.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def buddy_offer(request: PersonRequest) -> HttpResponse:
    """Say that one would be a meeting buddy, how and when."""
    if not can_be_buddy(request.user):
        raise PermissionDenied
    offer = BuddyOffer.objects.visible_to(request.user).prefetch_related("times").first()
    profile = Profile.objects.visible_to(request.user).first()
    times = profile.times.all() if profile else ()
    form = BuddyOfferForm(request.POST if request.method == "POST" else None, offer=offer, times=times)
    if form.is_valid():
        actions.offer_to_be_buddy(by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. You can change it, or stop being asked, at any time.")
        return saved(request, "buddy-list")
    return render(request, "mentoring/buddy_offer.html", {"form": form, "offer": offer})


@require_http_methods(["GET", "HEAD", "POST"])
def buddy_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one would like a meeting buddy for a date; what was written for it before is still there."""
    mine = InvolvementEvent.objects.visible_to(request.user).select_related("involvement__host")
    event = get_object_or_404(mine, pk=pk)
    before = BuddyRequest.objects.visible_to(request.user).filter(event=event).first()
    is_read = request.method != "POST"  # what an older tab sends goes on, so that its words come back
    if is_read and before is not None and before.state in (*BuddyRequest.LIVE, BuddyRequest.State.DEBRIEFED):
        return redirect("buddy-detail", before.pk)
    if not can_ask_for_buddy(request.user, event):
        raise PermissionDenied
    if is_read and not can_have_buddy(event, timezone.now()):
        return redirect("event-detail", event.pk)
    return say_wish(request, event, before)


def say_wish(request: PersonRequest, event: InvolvementEvent, before: BuddyRequest | None) -> HttpResponse:
    """Take what the leader would like, begun as she said it last time."""
    begun = {"ways": before.ways, "words": before.words, "needs": before.needs.all()} if before else {}
    form = BuddyRequestForm(request.POST if request.method == "POST" else None, by=request.user, initial=begun)
    facts: dict[str, Any] = {"event": event, "by": request.user, "now": timezone.now()}
    if form.is_valid() and (asked := attempt(request, actions.ask_for_buddy, **facts, **form.said())):
        if (typed := form.cleaned_data["words"]) and typed != asked.words:
            messages.warning(request, ASKED_ALREADY.format(words=typed))
            return redirect("buddy-detail", asked.pk)
        return saved(request, "buddy-detail", asked.pk)
    return render(request, "mentoring/buddy_new.html", {"form": form, "event": event})


@require_safe
def buddy_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show where it stands to the leader, and to whoever was asked."""
    return show(request, our_request(request, pk))


def show(
    request: PersonRequest, found: BuddyRequest, form: BuddyAnswerForm | None = None, *, is_wrong: bool = False
) -> HttpResponse:
    """Show its page, with what was typed where something was wrong with it."""
    page = BuddyPage(found, request.user, timezone.now())
    facts = {"page": page, "buddy": found, "form": form or BuddyAnswerForm(leader=found.leader), "is_wrong": is_wrong}
    return render(request, "mentoring/buddy.html", facts)


@require_POST
def buddy_ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask one of those who could be it."""
    found, person = our_request(request, pk), request.POST.get("person", "")
    if not is_leader_of(request.user, found):
        raise PermissionDenied
    if not (person.isdecimal() and len(person) < 18):
        messages.warning(request, "Choose whom you would like to ask first.")
    elif ask := attempt(
        request, actions.ask_buddy, wish=found, by=request.user, person=int(person), now=timezone.now()
    ):
        messages.success(request, f"Asked. {ask.person} gets a message, and owes no reason either way.")
        return redirect("buddy-detail", found.pk)
    return show(request, our_request(request, pk), is_wrong=True)


@require_POST
def buddy_nobody(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that none of these fits."""
    found = our_request(request, pk)
    if attempt(request, actions.find_nobody, wish=found, by=request.user, now=timezone.now()):
        words = f"{found.programme.coordinator} is told that you look for somebody, and when. Not what it is."
        messages.success(request, words)
    return redirect("buddy-detail", found.pk)


@require_POST
def buddy_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Say yes, or not this time."""
    found, said = our_request(request, pk), request.POST.get("answer", "")
    ask = get_object_or_404(BuddyAsk.objects.visible_to(request.user).filter(person=request.user), request=found)
    form = BuddyAnswerForm(request.POST, leader=found.leader)
    if said not in ANSWERS:
        messages.warning(request, "Say yes, or not this time.")
    elif not form.is_valid():
        return show(request, found, form)
    elif attempt(request, actions.answer_ask, ask=ask, by=request.user, **heard(said, form)):
        first = found.leader.get_short_name()
        messages.success(request, f"You are {first}'s meeting buddy." if said == "yes" else f"We tell {first} kindly.")
        return saved(request, "buddy-detail", pk)
    return redirect("buddy-detail", found.pk)


def heard(said: str, form: BuddyAnswerForm) -> dict[str, Any]:
    """Return an answer as the action takes it; words go back to whoever was too late."""
    words = form.cleaned_data["words"]
    return {"is_yes": said == "yes", "words": words, "typed": words, "now": timezone.now()}


@require_http_methods(["GET", "HEAD", "POST"])
def buddy_brief(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the brief; what was saved elsewhere meanwhile is shown beside it, never lost."""
    found = our_request(request, pk)
    if not is_leader_of(request.user, found):
        raise PermissionDenied
    if not found.is_to_come:
        return redirect("buddy-detail", found.pk)
    begun = {name: getattr(found, name) for name in (*BuddyRequest.BRIEF, "version")}
    form = BriefForm(request.POST if request.method == "POST" else None, request=found, initial=begun)
    if not form.is_valid():
        return render(request, "mentoring/buddy_brief.html", {"buddy": found, "form": form})
    return keep_brief(request, found, form)


def keep_brief(request: PersonRequest, found: BuddyRequest, form: BriefForm) -> HttpResponse:
    """Keep the brief, or show both where another was saved meanwhile."""
    version, by = form.cleaned_data["version"], request.user
    try:
        actions.write_brief(wish=found, by=by, words=form.words(), version=version, now=timezone.now())
    except SavedElsewhere as problem:
        page = BuddyPage(found, by, timezone.now())
        form = BriefForm({**form.words(), "version": found.version}, request=found)
        form.add_error("what_it_is", str(problem))
        facts = {"buddy": found, "form": form, "saved": page.brief}
        return render(request, "mentoring/buddy_brief.html", facts, status=409)
    messages.success(request, f"Saved. {found.buddy} gets a message." if found.buddy else "Saved.")
    return saved(request, "buddy-detail", found.pk)


@require_POST
def buddy_read(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one has read the brief."""
    found = our_request(request, pk)
    if attempt(request, actions.read_brief, wish=found, by=request.user, now=timezone.now()):
        messages.success(request, f"Thank you. {found.leader.get_short_name()} sees that you have read it.")
    return redirect("buddy-detail", found.pk)


@require_POST
def buddy_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Cancel it, for whichever of the two."""
    found = our_request(request, pk)
    if attempt(request, actions.cancel_buddy, wish=found, by=request.user, now=timezone.now()):
        messages.success(request, "Cancelled. Whoever needs to know is told, and nobody asks why.")
    return redirect("buddy-list")


@require_POST
def buddy_came(request: PersonRequest, pk: int) -> HttpResponse:
    """Say whether it took place."""
    found, said = our_request(request, pk), request.POST.get("came", "")
    facts: dict[str, Any] = {"wish": found, "by": request.user, "came": said == "yes", "now": timezone.now()}
    if said not in ANSWERS:
        messages.warning(request, "Say first whether it took place.")
    elif attempt(request, actions.say_buddy_came, **facts):
        messages.success(
            request, "Kept: it took place." if said == "yes" else "That happens, and it is nobody's fault."
        )
    return redirect("buddy-detail", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def buddy_debrief(request: PersonRequest, pk: int) -> HttpResponse:
    """Look back: three questions, each for oneself or for both, and a thank-you."""
    found = our_request(request, pk)
    if not (found.is_over and is_one_of_two(request.user, found)):
        raise PermissionDenied
    mine = BuddyAnswer.objects.visible_to(request.user).filter(request=found, author=request.user)
    begun = {a.question: a.words for a in mine} | {f"share_{a.question}": a.is_shared for a in mine}
    begun["mark"], other = mine.mark(), found.other_than(request.user)
    form = BuddyDebriefForm(request.POST if request.method == "POST" else None, other=other, initial=begun)
    if form.is_valid():
        return keep_debrief(request, found, form)
    return render(request, "mentoring/buddy_debrief.html", {"buddy": found, "form": form, "other": other})


def keep_debrief(request: PersonRequest, found: BuddyRequest, form: BuddyDebriefForm) -> HttpResponse:
    """Keep what was said, or show both where other words were saved meanwhile."""
    try:
        actions.debrief_with_buddy(wish=found, by=request.user, now=timezone.now(), **form.said())
    except SavedElsewhere as problem:
        mine = BuddyAnswer.objects.visible_to(request.user).filter(request=found, author=request.user)
        other = found.other_than(request.user)
        form = BuddyDebriefForm(form.over(mine.mark()), other=other)
        form.add_error(BuddyAnswer.Question.WENT_WELL, str(problem))
        facts = {"buddy": found, "form": form, "other": other, "saved": mine}
        return render(request, "mentoring/buddy_debrief.html", facts, status=409)
    messages.success(request, "Saved.")
    return saved(request, "buddy-detail", found.pk)
