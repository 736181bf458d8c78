"""With whom I would rather not be in a group: said by its person, asked by forming groups, shown to nobody else."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import rather_not_be_with, stop_rather_not
from cohorts.models import RatherNot
from youdesign.colleagues.blocks import known_to
from youdesign.people.requests import PersonRequest


@require_safe
def rather_not_list(request: PersonRequest) -> HttpResponse:
    """List what I said, and say what it does."""
    said = RatherNot.objects.visible_to(request.user).select_related("other")
    return render(request, "colleagues/rather_not_list.html", {"said": said})


@require_http_methods(["GET", "HEAD", "POST"])
def rather_not_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what it does; on POST keep it."""
    person = known_to(request.user, pk)
    if person is None:
        raise Http404
    if request.method == "POST":
        rather_not_be_with(person=person, by=request.user)
        messages.success(request, f"Kept. {person} is not told, and nobody sees it but you.")
        return redirect("rather-not-list")
    return render(request, "colleagues/rather_not.html", {"person": person})


@require_POST
def rather_not_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Take it back."""
    said = get_object_or_404(RatherNot.objects.visible_to(request.user).select_related("other"), pk=pk)
    stop_rather_not(said=said, by=request.user)
    messages.success(request, f"Taken back: you can be in a group with {said.other}.")
    return redirect("rather-not-list")
