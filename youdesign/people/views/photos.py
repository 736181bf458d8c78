"""My photo: show one, choose who sees it, take it away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from youdesign.people import actions
from youdesign.people.account_views import signed_in
from youdesign.people.forms import PhotoForm
from youdesign.people.models import WHO_READS, Audience, Profile


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: HttpRequest) -> HttpResponse:
    """Show what is held, and keep another."""
    person = signed_in(request)
    held = Profile.objects.visible_to(person).filter(person=person).first() or Profile(person=person)
    form = PhotoForm(request.POST or None, request.FILES or None, profile=held)
    if form.is_bound and form.is_valid():
        actions.save_photo(person=person, by=person, **form.said())
        messages.success(request, "Saved. This is what it looks like to others.")
        return redirect("profile")
    who_reads = [(audience.label, words) for audience, words in WHO_READS.items()]
    facts = {"form": form, "photo": held.photo_address(Audience.ONLY_ME, "large"), "who_reads": who_reads}
    return render(request, "people/photo.html", facts)


@require_POST
def photo_remove(request: HttpRequest) -> HttpResponse:
    """Take it away."""
    person = signed_in(request)
    actions.remove_photo(person=person, by=person)
    messages.success(request, "Your photo is gone. People see your initials.")
    return redirect("photo")
