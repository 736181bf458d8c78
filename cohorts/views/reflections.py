"""A debrief of mine, written, read and changed; and one that somebody lets me read."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import slug_re
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.abouts import About, about_called, kinds
from cohorts.actions import change_reflection, write_reflection
from cohorts.crisis import phrases_unless_in, speaks_of_harm
from cohorts.forms import CommentForm, ReflectionChangeForm, ReflectionNewForm
from cohorts.forms.reflections import boxes_of, boxes_sent, boxes_with
from cohorts.journals import with_abouts
from cohorts.models import DebriefTemplate, Reflection, ReflectionVersion
from cohorts.policies import can_change_reflection
from cohorts.problems import SavedMeanwhile
from cohorts.reflections import Words, read, read_comments
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.microphone import may_dictate
from youdesign.people.models import Person
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved

NOT_KEPT = (
    "We cannot lock your words away safely just now, so we have not kept them. "
    "Copy them somewhere safe, and try again later."
)


def number_asked_for(request: PersonRequest, name: str) -> int | None:
    """Return the key that an address names, nothing without it, and 404 for what can be none."""
    asked = request.GET.get(name, "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 16):
        raise Http404
    return int(asked)


def event_asked_for(request: PersonRequest) -> InvolvementEvent | None:
    """Return the event that ?event= names, nothing without it, and 404 for what this person may not see."""
    key = number_asked_for(request, "event")
    if key is None:
        return None
    return get_object_or_404(
        InvolvementEvent.objects.visible_to(request.user).select_related("involvement__host"), pk=key
    )


def about_asked_for(request: PersonRequest) -> About | None:
    """Return what else an address names, as ?session= does, and 404 for what is not theirs, or for two things."""
    keys = {code: number_asked_for(request, code) for code in ("event", *kinds())}
    named = [(code, key) for code, key in keys.items() if key is not None]
    if len(named) > 1:
        raise Http404
    if not named or named[0][0] == "event":
        return None
    about = about_called(request.user, *named[0])
    if about is None:
        raise Http404
    return about


def template_asked_for(request: PersonRequest) -> DebriefTemplate | None:
    """Return the questions that ?with= names, nothing without it, and 404 for what is not there.

    Those that are not offered any more are given too, to whoever has begun to write to them.
    """
    asked = request.GET.get("with", "")
    if not asked:
        return None
    if not slug_re.match(asked):
        raise Http404
    return get_object_or_404(DebriefTemplate.objects.visible_to(request.user).prefetch_related("steps"), slug=asked)


@require_http_methods(["GET", "HEAD", "POST"])
@may_dictate
def reflection_new(request: PersonRequest) -> HttpResponse:
    """Write one, about an event or about anything, freely or to some questions."""
    matter: dict[str, Any] = {"event": event_asked_for(request), "about": about_asked_for(request)}
    template = template_asked_for(request)
    form = ReflectionNewForm(
        request.POST or None, boxes=boxes_of(template, request.POST), is_about_event=matter["event"] is not None
    )
    if form.is_valid():
        said = {"words": form.words(), "template": template, "client_id": form.cleaned_data["client_id"]}
        try:
            reflection = write_reflection(by=request.user, **matter, **said)
        except CannotOpen:
            form.add_error(next(iter(form.boxes)), NOT_KEPT)
        else:
            messages.success(request, "Saved. Only you can read it.")
            return saved(request, "reflection-detail", reflection.pk)
    return render(request, "cohorts/reflection_new.html", new_facts(request.user, form, matter, template))


def new_facts(
    person: Person, form: ReflectionNewForm, matter: dict[str, Any], template: DebriefTemplate | None
) -> dict[str, Any]:
    """Return what the page needs: the ways to write, and what happened lately that one could write about."""
    is_open = not any(matter.values())
    return {
        "form": form,
        **matter,
        "template": template,
        "templates": ways_to_write(person, matter["about"]),
        "events": InvolvementEvent.objects.visible_to(person).past(timezone.now())[:3] if is_open else (),
        "phrases": phrases_unless_in(form.texts()),
    }


def ways_to_write(person: Person, about: About | None) -> list[DebriefTemplate]:
    """Return the templates that are offered, the one that fits what it is about first."""
    first = kinds()[about.kind].way if about else ""
    offered = DebriefTemplate.objects.visible_to(person).offered_for_writing()
    return sorted(offered, key=lambda template: template.slug != first)


@require_safe
def reflection_detail(request: PersonRequest, pk: str) -> HttpResponse:
    """Show the words to their author, and to those they are shared with now."""
    found = Reflection.objects.visible_to(request.user).with_readers()
    reflection = get_object_or_404(found.select_related("author", "event__involvement__host"), pk=pk)
    try:
        return detail_page(request, reflection)
    except CannotOpen:
        return render(request, "cohorts/reflection_closed.html", status=503)


def detail_page(
    request: PersonRequest, reflection: Reflection, form: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    """Show one, with what was said about it, and the box that its readers have. Raises CannotOpen."""
    with_abouts([reflection], request.user)
    words, is_mine = read(reflection, request.user), can_change_reflection(request.user, reflection)
    said, form = list(read_comments(reflection, request.user)), form or CommentForm(author=reflection.author)
    facts = {
        "reflection": reflection,
        "words": words,
        "said": said,
        "is_mine": is_mine,
        "reader_ids": [share.person_id for share in reflection.readers],
        "older": is_mine and ReflectionVersion.objects.visible_to(request.user).filter(reflection=reflection).count(),
        "needs_help": is_mine and speaks_of_harm(words.text),
        "phrases": None if is_mine else phrases_unless_in([*(text for _, text in said), form["text"].value() or ""]),
        "form": None if is_mine else form,
    }
    return render(request, "cohorts/reflection_detail.html", facts, status=status)


def change_form(reflection: Reflection, words: Words, data: Any = None) -> ReflectionChangeForm:
    """Return the boxes in which these words were written, with their questions as they read now."""
    steps = {step.name: step.prompt for step in reflection.template.steps.all()} if reflection.template else {}
    return ReflectionChangeForm(
        data,
        boxes=boxes_with(words, steps),
        is_about_event=reflection.event_id is not None,
        audience=reflection.who_reads,
        said=words,
        initial={"version": reflection.version},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may_dictate
def reflection_edit(request: PersonRequest, pk: str) -> HttpResponse:
    """Put new words in place of the old; what was saved elsewhere meanwhile is shown beside them, never lost."""
    reflection = mine_to_change(request, pk)
    try:
        words = read(reflection, request.user)  # what cannot be opened is not written over
    except CannotOpen:
        return cannot_change(request, reflection)
    if request.method == "POST":
        return change(request, reflection, words)
    return edit_page(request, reflection, change_form(reflection, words))


def change(request: PersonRequest, reflection: Reflection, words: Words) -> HttpResponse:
    """Save what was typed; where it cannot be saved, it comes back in the box with the reason."""
    form = change_form(reflection, words, request.POST)
    if not form.is_valid():
        return edit_page(request, reflection, form)
    version = form.cleaned_data["version"]
    try:
        change_reflection(reflection=reflection, by=request.user, words=form.words(), version=version)
    except CannotOpen:
        return cannot_change(request, reflection)
    except SavedMeanwhile as problem:
        return offer_both(request, reflection, problem)
    messages.success(request, f"Saved. {reflection.who_reads}")
    return saved(request, "reflection-detail", reflection.pk)


def edit_page(
    request: PersonRequest,
    reflection: Reflection,
    form: ReflectionChangeForm,
    status: int = 200,
    now: Words | None = None,
) -> HttpResponse:
    """Show the boxes; beside them what is saved now, where that was changed meanwhile."""
    facts = {"form": form, "reflection": reflection, "saved": now, "phrases": phrases_unless_in(form.texts())}
    return render(request, "cohorts/reflection_edit.html", facts, status=status)


def cannot_change(request: PersonRequest, reflection: Reflection) -> HttpResponse:
    """Say that the key does not fit; what was typed comes back with it."""
    if request.method != "POST":
        return render(request, "cohorts/reflection_closed.html", status=503)
    boxes, is_about_event = boxes_sent(request.POST), reflection.event_id is not None
    form = ReflectionChangeForm(request.POST, boxes=boxes, is_about_event=is_about_event, audience=reflection.who_reads)
    form.add_error(boxes[0].name, NOT_KEPT)
    return edit_page(request, reflection, form, status=503)


def mine_to_change(request: PersonRequest, pk: str) -> Reflection:
    """Return what this person wrote, 404 for what they do not see, 403 for what they only read."""
    found = Reflection.objects.visible_to(request.user).with_readers().select_related("template")
    reflection = get_object_or_404(found.select_related("author", "event__involvement__host"), pk=pk)
    if not can_change_reflection(request.user, reflection):
        raise PermissionDenied
    with_abouts([reflection], request.user)
    return reflection


def offer_both(request: PersonRequest, reflection: Reflection, problem: SavedMeanwhile) -> HttpResponse:
    """Show the words typed here in the box, and those that are saved beside it; saving again is then a choice."""
    reflection.refresh_from_db(fields=["body", "version"])
    words = read(reflection, request.user)
    form = change_form(reflection, words, {**request.POST.dict(), "version": str(reflection.version)})
    form.add_error(next(iter(form.boxes)), str(problem))
    return edit_page(request, reflection, form, status=409, now=words)
