"""What is kept of a debrief: its older words, a copy to take away, and throwing it away for good."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import change_reflection, forget_versions, throw_reflection_away
from cohorts.journal_paper import alone, in_parts, together
from cohorts.journals import in_markdown, of_author, with_abouts
from cohorts.models import Reflection, ReflectionVersion
from cohorts.problems import SavedMeanwhile
from cohorts.reflections import Words, read_own, read_versions
from cohorts.views.reflections import mine_to_change
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest

TEXT, PDF = "text/markdown; charset=utf-8", "application/pdf"
ENDS = {TEXT: "md", PDF: "pdf"}
Kept = Iterable[tuple[Reflection, Words]]


@require_safe
def reflection_versions(request: PersonRequest, pk: str) -> HttpResponse:
    """Show the older words, to read and to put back."""
    reflection = mine_to_change(request, pk)
    found = ReflectionVersion.objects.visible_to(request.user).filter(reflection=reflection)
    try:
        versions = list(read_versions(found.select_related("reflection"), request.user))
    except CannotOpen:
        return render(request, "cohorts/reflection_closed.html", status=503)
    return render(request, "cohorts/reflection_versions.html", {"reflection": reflection, "versions": versions})


@require_POST
def reflection_put_back(request: PersonRequest, pk: str, version: UUID) -> HttpResponse:
    """Put older words back; those of now are kept in their place."""
    reflection = mine_to_change(request, pk)
    found = ReflectionVersion.objects.visible_to(request.user).filter(reflection=reflection, pk=version)
    older = get_object_or_404(found.select_related("reflection"))
    try:
        [(_, words)] = read_versions([older], request.user)
        change_reflection(reflection=reflection, by=request.user, words=words, version=reflection.version)
    except CannotOpen:
        return render(request, "cohorts/reflection_closed.html", status=503)
    except SavedMeanwhile as problem:
        messages.error(request, str(problem))
        return redirect("reflection-versions", reflection.pk)
    messages.success(request, "These words are back. The others are kept among the older ones.")
    return redirect("reflection-detail", reflection.pk)


@require_POST
def reflection_forget(request: PersonRequest, pk: str) -> HttpResponse:
    """Throw the older words away."""
    reflection = mine_to_change(request, pk)
    forget_versions(reflection=reflection, by=request.user)
    messages.success(request, "The older words are gone for good.")
    return redirect("reflection-detail", reflection.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def reflection_throw_away(request: PersonRequest, pk: str) -> HttpResponse:
    """Ask, then remove it for good."""
    reflection = mine_to_change(request, pk)
    if request.method != "POST":
        return render(request, "cohorts/reflection_throw_away.html", {"reflection": reflection})
    throw_reflection_away(reflection=reflection, by=request.user)
    messages.success(request, "It is gone for good.")
    return redirect("reflection-list")


@require_safe
def reflection_save(request: PersonRequest, pk: str) -> HttpResponse:
    """Answer with one debrief as Markdown, to its author."""
    reflection = mine_to_change(request, pk)
    return as_file(request, [reflection], TEXT, name_of(reflection), in_text)


@require_safe
def reflections_save(request: PersonRequest) -> HttpResponse:
    """Answer with all that somebody wrote as Markdown, the newest first."""
    return as_file(request, of_author(request.user), TEXT, "my-debriefs", in_text)


@require_safe
def reflection_save_pdf(request: PersonRequest, pk: str) -> HttpResponse:
    """Answer with one debrief as a PDF, to its author."""
    reflection = mine_to_change(request, pk)
    return as_file(request, [reflection], PDF, name_of(reflection), alone)


@require_safe
def reflections_save_pdf(request: PersonRequest, part: int) -> HttpResponse:
    """Answer with one part of what somebody wrote as a PDF, the newest first; mostly there is one part only."""
    parts = in_parts(request.user)
    if not 1 <= part <= len(parts):
        raise Http404
    which = f"part {part} of {len(parts)}" if len(parts) > 1 else ""
    name = f"my-debriefs{'-' if which else ''}{which.replace(' ', '-')}"
    found = of_author(request.user).filter(pk__in=parts[part - 1])
    return as_file(request, found, PDF, name, lambda kept: together(kept, request.user, which))


def name_of(reflection: Reflection) -> str:
    """Return what a copy of one debrief is called."""
    return f"debrief-{timezone.localtime(reflection.written_at):%Y-%m-%d}"


def in_text(kept: Kept) -> str:
    """Return these as one text."""
    return "".join(in_markdown(kept))


def as_file(
    request: PersonRequest, found: Iterable[Reflection], kind: str, name: str, made: Callable[[Kept], str | bytes]
) -> HttpResponse:
    """Return these as a file to keep, or say that they cannot be opened."""
    try:
        content = made(read_own(with_abouts(found, request.user), request.user))
    except CannotOpen:
        return render(request, "cohorts/reflection_closed.html", status=503)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ENDS[kind]}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
