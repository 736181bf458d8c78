"""The page of two: answering, sharing, ending."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.models import Reflection
from mentoring import actions
from mentoring.agreements import Agreement
from mentoring.desk import desk_of, in_words, is_with_coordinator
from mentoring.forms import NotNowForm
from mentoring.models import Match
from mentoring.offering import cover_asked_at, shared_in_words, standing
from mentoring.pausing import who_pauses
from mentoring.policies import can_answer_match, can_offer_talk, can_read_our_words, can_review_halfway
from mentoring.talks import Talks
from mentoring.views.attempts import attempt
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_safe
def match_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the two's own page to either of them."""
    found = Match.objects.visible_to(request.user).with_both().prefetch_related("leader__profile__goals")
    match = get_object_or_404(found, pk=pk)
    is_leader = match.leader_id == request.user.pk
    if is_leader and match.state in (Match.State.SUGGESTED, Match.State.CHOSEN):
        return redirect("mentor-suggestions")
    shared = "" if is_leader else shared_in_words(match, request.user)
    facts = {"match": match, "is_leader": is_leader, "standing": standing(match, request.user), "shared": shared}
    facts |= {"desk": desk_of(match), "cover_asked_at": cover_asked_at(match, request.user)}
    return render(request, "mentoring/match.html", facts | together(match, request.user))


def together(match: Match, person: Person) -> dict[str, object]:
    """Return what the two do together, as one of them sees it; nothing before they have a room."""
    if not can_read_our_words(person, match):
        return {}
    agreement = Agreement(match)
    steps = match.next_steps.select_related("whose").order_by("-changed_at", "-pk")
    may_offer = can_offer_talk(person, match)
    return {
        "may_offer": may_offer,
        "may_write": may_offer and match.is_decided,
        "agreement": agreement,
        "has_signed": agreement.has_signed(person),
        "talks": Talks(match, person, timezone.now()),
        "steps": steps,
        "halfway": can_review_halfway(person, match),
        "pausing": who_pauses(match),
    }


@require_POST
def match_accept(request: PersonRequest, pk: int) -> HttpResponse:
    """Say yes."""
    match = get_object_or_404(Match.objects.visible_to(request.user).select_related("leader"), pk=pk)
    if attempt(request, actions.accept_match, match=match, by=request.user):
        messages.success(request, f"You said yes. You and {match.leader.get_short_name()} have a room of your own now.")
    return redirect("match-detail", match.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def match_not_now(request: PersonRequest, pk: int) -> HttpResponse:
    """Say not now, with kind words that are ready, one's own, or none."""
    match = get_object_or_404(Match.objects.visible_to(request.user).with_both(), pk=pk)
    if not can_answer_match(request.user, match):
        raise PermissionDenied
    form = NotNowForm(request.POST if request.method == "POST" else None, match=match)
    if form.is_valid():
        facts = {"typed": form.cleaned_data["words"], "words": form.said(), "by": request.user}
        if not attempt(request, actions.answer_not_now, match=match, **facts):
            return redirect("mentor-suggestions")
        messages.success(request, f"We tell {match.leader.get_short_name()} kindly. You never have to say why.")
        return saved(request, "mentor-suggestions")
    if not match.is_asked:
        return redirect("match-detail", match.pk)
    coordinator = None if is_with_coordinator(match) else match.offer.programme.coordinator
    return render(request, "mentoring/not_now_answer.html", {"match": match, "form": form, "coordinator": coordinator})


@require_POST
def match_cover(request: PersonRequest, pk: int) -> HttpResponse:
    """Say: I need cover."""
    match = get_object_or_404(Match.objects.visible_to(request.user).with_both(), pk=pk)
    actions.ask_for_cover(match=match, by=request.user, now=timezone.now())
    messages.success(
        request, f"{capfirst(in_words(desk_of(match)))} knows, and gets in touch with you. Nobody asks why."
    )
    return redirect("match-detail", match.pk)


@require_POST
def match_pass_on(request: PersonRequest, pk: int) -> HttpResponse:
    """Pass it on to the coordinator."""
    match = get_object_or_404(Match.objects.visible_to(request.user).with_both(), pk=pk)
    if attempt(request, actions.pass_on_match, match=match, by=request.user, now=timezone.now()):
        messages.success(request, passed_on(match))
    return redirect("mentor-suggestions")


def passed_on(match: Match) -> str:
    """Return who looks for somebody else now."""
    if is_with_coordinator(match):
        return f"{match.leader.get_short_name()} waits for your answer as coordinator now, and knows that you look."
    return f"Passed on. {match.offer.programme.coordinator} looks for somebody else."


@require_http_methods(["GET", "HEAD", "POST"])
def match_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what ending the mentoring means, and what the other is told; on POST end it."""
    match = get_object_or_404(Match.objects.visible_to(request.user).with_both(), pk=pk)
    if not match.is_current:
        return redirect("match-detail", match.pk)
    other = match.other_than(request.user)
    if request.method == "POST":
        is_switch = request.POST.get("then") == "switch"
        if attempt(request, actions.end_match, match=match, by=request.user, is_switch=is_switch):
            messages.success(request, f"Your mentoring with {other} has ended. You never have to say why.")
        return redirect("mentor-suggestions")
    facts = {"match": match, "other": other, "is_leader": match.leader_id == request.user.pk}
    return render(request, "mentoring/end.html", facts)


@require_POST
def reflection_share_mentor(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Let my mentor read one of my reflections."""
    reflection = get_object_or_404(Reflection.objects.visible_to(request.user), pk=pk)
    share = actions.share_with_mentor(reflection=reflection, by=request.user)
    if share:
        messages.success(request, f"{share.person} can read this now, until you stop sharing it.")
    else:
        messages.warning(request, "Nothing was shared: no mentor of yours can read it now.")
    return redirect("reflection-detail", reflection.pk)
