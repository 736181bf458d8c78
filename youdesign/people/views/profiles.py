"""What I bring, and what I need."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from youdesign.people import actions
from youdesign.people.account_views import signed_in
from youdesign.people.forms import BringForm, NeedForm
from youdesign.people.models import AccessNeed, Profile


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Say what I bring."""
    person = signed_in(request)
    profile = Profile.objects.visible_to(person).select_related("self_title").first()
    form = BringForm.of(profile, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.save_what_i_bring(person=person, by=person, **form.cleaned_data)
        if profile is None or profile.needs_said_at is None:
            messages.success(request, "Thank you. Next, say what you need.")
            return redirect("profile-need")
        messages.success(request, "What you bring is saved.")
        return redirect("home")
    return render(request, "people/bring.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest) -> HttpResponse:
    """Say what I need."""
    person = signed_in(request)
    held = list(AccessNeed.objects.visible_to(person).select_related("need"))
    profile = Profile.objects.visible_to(person).first()
    form = NeedForm.of(profile, held, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.save_what_i_need(person=person, by=person, **form.said())
        messages.success(request, "Thank you. What you need is saved. You can change it at any time.")
        return redirect("home")
    return render(request, "people/need.html", {"form": form})
