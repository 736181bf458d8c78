"""Whom I let read a debrief, and what they say about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions import (
    comment_on_reflection,
    share_reflection,
    share_reflection_with_group,
    stop_sharing_reflection,
)
from cohorts.forms import CommentForm, ShareForm
from cohorts.models import LearningGroup, Reflection, ReflectionShare
from cohorts.policies import can_comment_on_reflection, can_share_reflection
from cohorts.readers import groups_of, people_near
from cohorts.views.reflections import NOT_KEPT, detail_page
from youdesign.people.models import Person
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_http_methods(["GET", "HEAD", "POST"])
def reflection_share(request: PersonRequest, pk: str) -> HttpResponse:
    """Choose who may read it: somebody near, or a whole group."""
    found = Reflection.objects.visible_to(request.user).with_readers().select_related("author")
    reflection = get_object_or_404(found, pk=pk)
    if not can_share_reflection(request.user, reflection):
        raise PermissionDenied
    readers = {share.person_id for share in reflection.readers}
    people = [person for person in people_near(request.user) if person.pk not in readers]
    form = ShareForm(request.POST or None, people=people, groups=groups_of(request.user))
    if form.is_valid():
        messages.success(request, f"{share(reflection, form, request.user)} can read it. You can stop at any time.")
        return redirect("reflection-detail", reflection.pk)
    return render(request, "cohorts/reflection_share.html", {"reflection": reflection, "form": form})


def share(reflection: Reflection, form: ShareForm, by: Person) -> str:
    """Share it with whom was chosen, and return who that is."""
    chosen = form.cleaned_data["to"]
    if chosen in form.people:
        share_reflection(reflection=reflection, person=form.people[chosen], by=by)
        return str(form.people[chosen])
    group: LearningGroup = form.groups[chosen]
    shares = share_reflection_with_group(reflection=reflection, group=group, by=by)
    people = f"{len(shares)} people" if len(shares) > 1 else "One person"
    return f"{people} in {group}" if shares else "Nobody else sits there now, so nobody else"


@require_POST
def reflection_unshare(request: PersonRequest, pk: str, person: int) -> HttpResponse:
    """Close it to one reader."""
    reflection = get_object_or_404(Reflection.objects.visible_to(request.user), pk=pk)
    shares = ReflectionShare.objects.visible_to(request.user).filter(reflection=reflection, ended_at__isnull=True)
    share = shares.filter(person_id=person).select_related("person").first()
    if share is None:
        raise Http404
    stop_sharing_reflection(reflection=reflection, person=share.person, by=request.user)
    messages.success(request, f"{share.person} can no longer read this.")
    return redirect("reflection-detail", reflection.pk)


@require_POST
def reflection_comment(request: PersonRequest, pk: str) -> HttpResponse:
    """Say something to its author; what cannot be kept comes back in the box."""
    found = Reflection.objects.visible_to(request.user).with_readers()
    reflection = get_object_or_404(found.select_related("author", "event__involvement__host"), pk=pk)
    if not can_comment_on_reflection(request.user, reflection):
        raise PermissionDenied
    form = CommentForm(request.POST, author=reflection.author)
    try:
        if not form.is_valid():
            return detail_page(request, reflection, form)
        comment_on_reflection(reflection=reflection, by=request.user, **form.cleaned_data)
    except CannotOpen:
        form.add_error("text", NOT_KEPT)
        return render(request, "cohorts/reflection_closed.html", {"form": form, "reflection": reflection}, status=503)
    messages.success(request, f"Only {reflection.author} and you can read it.")
    return saved(request, "reflection-detail", reflection.pk)
