"""My debriefs: what I write for myself, and what others let me read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import change_reflection, stop_sharing_reflection, write_reflection
from cohorts.forms import ReflectionChangeForm, ReflectionForm
from cohorts.models import Reflection, ReflectionShare
from cohorts.policies import can_change_reflection
from cohorts.problems import SavedMeanwhile
from cohorts.reflections import read
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved

A_PAGE = 20
NOT_KEPT = (
    "We cannot lock your words away safely just now, so we have not kept them. "
    "Copy them somewhere safe, and try again later."
)


@require_safe
def reflection_list(request: PersonRequest) -> HttpResponse:
    """List what I wrote, and what is shared with me."""
    seen = (
        Reflection.objects.visible_to(request.user).defer("body").select_related("event__involvement__host", "author")
    )
    mine = Paginator(seen.filter(author=request.user).with_readers(), A_PAGE)
    facts = {
        "page": mine.get_page(request.GET.get("page")),
        "shared": seen.exclude(author=request.user),
    }
    return render(request, "cohorts/reflection_list.html", facts)


def event_asked_for(request: PersonRequest) -> InvolvementEvent | None:
    """Return the event that ?event= names, nothing without it, and 404 for what this person may not see."""
    asked = request.GET.get("event", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 16):
        raise Http404
    return get_object_or_404(
        InvolvementEvent.objects.visible_to(request.user).select_related("involvement__host"), pk=int(asked)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reflection_new(request: PersonRequest) -> HttpResponse:
    """Write one, about an event or about anything."""
    event = event_asked_for(request)
    form = ReflectionForm(request.POST or None)
    if form.is_valid():
        try:
            reflection = write_reflection(by=request.user, event=event, text=form.cleaned_data["text"])
        except CannotOpen:
            form.add_error("text", NOT_KEPT)
        else:
            messages.success(request, "Saved. Only you can read it.")
            return saved(request, "reflection-detail", reflection.pk)
    events = InvolvementEvent.objects.visible_to(request.user).past(timezone.now())[:3] if event is None else ()
    return render(request, "cohorts/reflection_new.html", {"form": form, "event": event, "events": events})


@require_safe
def reflection_detail(request: PersonRequest, pk: str) -> HttpResponse:
    """Show the words to their author, and to those they are shared with now."""
    found = Reflection.objects.visible_to(request.user).with_readers()
    reflection = get_object_or_404(found.select_related("author", "event__involvement__host"), pk=pk)
    try:
        words = read(reflection, request.user)
    except CannotOpen:
        return render(request, "cohorts/reflection_closed.html", status=503)
    facts = {
        "reflection": reflection,
        "words": words,
        "is_mine": can_change_reflection(request.user, reflection),
        "reader_ids": [share.person_id for share in reflection.readers],
    }
    return render(request, "cohorts/reflection_detail.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def reflection_edit(request: PersonRequest, pk: str) -> HttpResponse:
    """Put new words in place of the old; what was saved elsewhere meanwhile is shown beside them, never lost."""
    reflection = mine_to_change(request, pk)
    if request.method == "POST":
        return change(request, reflection)
    try:
        facts = {"text": read(reflection, request.user), "version": reflection.version}
    except CannotOpen:
        return render(request, "cohorts/reflection_closed.html", status=503)
    form = ReflectionChangeForm(initial=facts, audience=reflection.who_reads)
    return render(request, "cohorts/reflection_edit.html", {"form": form, "reflection": reflection})


def change(request: PersonRequest, reflection: Reflection) -> HttpResponse:
    """Save what was typed; where it cannot be saved, it comes back in the box with the reason."""
    form = ReflectionChangeForm(request.POST, audience=reflection.who_reads)
    status = 200
    try:
        read(reflection, request.user)  # what cannot be opened is not written over
        if form.is_valid():
            change_reflection(reflection=reflection, by=request.user, **form.cleaned_data)
            messages.success(request, f"Saved. {reflection.who_reads}")
            return saved(request, "reflection-detail", reflection.pk)
    except CannotOpen:
        form.add_error("text", NOT_KEPT)
        status = 503
    except SavedMeanwhile as problem:
        return offer_both(request, reflection, form.cleaned_data["text"], problem)
    return render(request, "cohorts/reflection_edit.html", {"form": form, "reflection": reflection}, status=status)


def mine_to_change(request: PersonRequest, pk: str) -> Reflection:
    """Return what this person wrote, 404 for what they do not see, 403 for what they only read."""
    found = Reflection.objects.visible_to(request.user).with_readers()
    reflection = get_object_or_404(found.select_related("author", "event__involvement__host"), pk=pk)
    if not can_change_reflection(request.user, reflection):
        raise PermissionDenied
    return reflection


def offer_both(request: PersonRequest, reflection: Reflection, typed: str, problem: SavedMeanwhile) -> HttpResponse:
    """Show the words typed here in the box, and those that are saved beside it; saving again is then a choice."""
    reflection.refresh_from_db(fields=["body", "version"])
    facts = {"text": typed, "version": str(reflection.version)}
    form = ReflectionChangeForm(facts, audience=reflection.who_reads)
    form.add_error("text", str(problem))
    shown = {"form": form, "reflection": reflection, "saved": read(reflection, request.user)}
    return render(request, "cohorts/reflection_edit.html", shown, status=409)


@require_POST
def reflection_unshare(request: PersonRequest, pk: str, person: int) -> HttpResponse:
    """Close it to one reader."""
    reflection = get_object_or_404(Reflection.objects.visible_to(request.user), pk=pk)
    shares = ReflectionShare.objects.visible_to(request.user).current().filter(reflection=reflection)
    share = get_object_or_404(shares.select_related("person"), person_id=person)
    stop_sharing_reflection(reflection=reflection, person=share.person, by=request.user)
    messages.success(request, f"{share.person} can no longer read this.")
    return redirect("reflection-detail", reflection.pk)
