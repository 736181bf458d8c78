"""What I bring and what I need, a section at a time, and how others see it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from youdesign.people import actions
from youdesign.people.account_views import signed_in
from youdesign.people.choices import says_yes
from youdesign.people.drafts import Begun, begun
from youdesign.people.forms import AboutForm, BringForm, MentorForm, NeedForm, ProfileForm, WhenForm, WhereForm
from youdesign.people.models import WHO_READS, AccessNeed, Audience, Person, Profile
from youdesign.people.purposes import SHARE_NEEDS
from youdesign.people.saved import saved
from youdesign.people.sections import BY_SLUG, SECTIONS, step_of, still_to_say
from youdesign.people.showing import parts_shown
from youdesign.people.views.carrying_on import keep_for_later, mark_for, place_of

WHO_READS_BY_LABEL = [(audience.label, words) for audience, words in WHO_READS.items()]
FORMS: dict[str, type[ProfileForm]] = {
    "about": AboutForm,
    "bring": BringForm,
    "where": WhereForm,
    "when": WhenForm,
    "mentor": MentorForm,
}


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Show my profile as one circle of people sees it, with the way to each section."""
    person = signed_in(request)
    held = Profile.objects.visible_to(person).with_parts().first() or Profile(person=person)
    circle = circle_asked_for(request)
    facts = {
        "parts": parts_shown(held, circle) if held.pk else [],
        "photo": held.photo_address(circle, "large"),
        "circle": circle,
        "who": WHO_READS[circle],
        "circles": [(audience, audience == circle) for audience in Audience],
        "sections": SECTIONS,
        "left": still_to_say(held),
    }
    return render(request, "people/profile.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def profile_section(request: HttpRequest, section: str) -> HttpResponse:
    """Say one section; in the start, go on to the next."""
    person = signed_in(request)
    if section not in BY_SLUG:
        raise Http404
    held = Profile.objects.visible_to(person).select_related("person", "self_title", "region").first()
    older = begun(place_of(section), person)
    form = form_for(section, person, held, typed_in(request, older))
    answer = answered(request, person, section, form) if request.method == "POST" else None
    is_start = bool(still_to_say(held))
    facts = {"section": BY_SLUG[section], "form": form, "is_start": is_start, "step": step_of(section)}
    facts |= {"place": place_of(section), "older": older, "mark": mark_for(request, older, form)}
    return answer or render(request, "people/section.html", {**facts, "who_reads": WHO_READS_BY_LABEL})


def typed_in(request: HttpRequest, older: Begun | None) -> Any:
    """Return what the boxes hold: what was sent, or what was begun before where that is asked for."""
    if request.method == "POST":
        return request.POST
    return older.typed if older and "begun" in request.GET else None


def answered(request: HttpRequest, person: Person, section: str, form: ProfileForm) -> HttpResponse | None:
    """Keep what was sent and go on, or stop here; nothing where the form needs another look."""
    if "pass" in request.POST and not form.has_changed():  # what was ticked is kept, whichever button is pressed
        return go_on(request, actions.pass_by(person=person, by=person, section=section))
    if not form.is_valid():
        return keep_for_later(request, person, section, form) if "later" in request.POST else None
    held = save(section, person, form)
    if "later" not in request.POST:
        return go_on(request, held)
    messages.success(request, "Saved. Carry on whenever you like.")
    return saved(request, "home")


def form_for(section: str, person: Person, held: Profile | None, data: Any) -> ProfileForm:
    """Return a section's form with what was said before."""
    if section == "need":
        needs = list(AccessNeed.objects.visible_to(person).select_related("need", "state_by"))
        return NeedForm.of_needs(needs, data, may_share=says_yes(person, SHARE_NEEDS))
    return FORMS[section].of(held or Profile(person=person), data)


def save(section: str, person: Person, form: ProfileForm) -> Profile:
    """Keep what was said."""
    if section == "need":
        return actions.save_what_i_need(person=person, by=person, **form.said())
    return actions.save_what_i_bring(person=person, by=person, section=section, **form.said())


def go_on(request: HttpRequest, held: Profile) -> HttpResponse:
    """Go to the next section of the start, or back to the whole."""
    left = still_to_say(held)
    if left:
        messages.success(request, "Saved. You can stop here and come back, or go on.")
        return saved(request, "profile-section", left[0].slug)
    messages.success(request, "Saved. This is what it looks like to others.")
    return saved(request, "profile")


def circle_asked_for(request: HttpRequest) -> Audience:
    """Return the circle whose view is asked for; my group's, unless another is named."""
    asked = request.GET.get("as", "")
    return next((audience for audience in Audience if audience.name.lower() == asked), Audience.GROUP)
