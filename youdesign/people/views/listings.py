"""How colleagues can find me: the choice, and what they would see."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from youdesign.people import actions
from youdesign.people.forms import ListingForm
from youdesign.people.models import Audience, Listing, Profile
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved
from youdesign.people.showing import parts_shown

SAVED = {
    Listing.Reach.NOBODY: "Nobody finds you in the directory now.",
    Listing.Reach.PROGRAMME: "People in your programme can find you now.",
    Listing.Reach.COLLEAGUES: "Every patient leader and mentor here can find you now.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: PersonRequest) -> HttpResponse:
    """Choose who finds me, and see what they see."""
    held = Listing.objects.visible_to(request.user).first()
    form = ListingForm.of(held, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.save_listing(person=request.user, by=request.user, **form.said())
        messages.success(request, SAVED[form.cleaned_data["reach"]])
        return saved(request, "listing")
    profile = Profile.objects.visible_to(request.user).with_parts().first()
    circles = ((Audience.PROGRAMME, "People in my programme"), (Audience.COLLEAGUES, "Every patient leader and mentor"))
    views = [(label, parts_shown(profile, circle) if profile else []) for circle, label in circles]
    return render(request, "people/listing.html", {"form": form, "views": views, "listing": held})
