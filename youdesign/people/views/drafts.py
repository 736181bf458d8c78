"""What I was writing: asked for, kept and thrown away, by the script of the form's own page or a button on it."""

from typing import Any

from django.core.validators import slug_re
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from youdesign.people import actions
from youdesign.people.actions.drafts import KeptElsewhere
from youdesign.people.drafts import in_words, read_draft
from youdesign.people.forms import DraftForm
from youdesign.people.models import Draft, Person
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest
from youdesign.people.sections import BY_SLUG
from youdesign.people.views.carrying_on import place_of


@require_safe
def draft_detail(request: PersonRequest, place: str) -> JsonResponse:
    """Give what was kept of this form, or nothing; and a token, for a page whose person signed in anew elsewhere."""
    draft = Draft.objects.visible_to(request.user).filter(place=place).first()
    return JsonResponse(facts_of(draft, request.user) | {"person": request.user.pk, "token": get_token(request)})


@require_POST
def draft_keep(request: PersonRequest, place: str) -> JsonResponse:
    """Keep it; what another window kept meanwhile comes back with 409, and is not written over."""
    form = DraftForm(request.POST)
    if len(place) > Draft.LONGEST_PLACE:
        raise Http404
    if not form.is_valid():
        return JsonResponse({}, status=413)
    try:
        draft = actions.keep_draft(by=request.user, place=place, **form.cleaned_data)
    except KeptElsewhere as elsewhere:
        return JsonResponse(facts_of(elsewhere.draft, request.user), status=409)
    except CannotOpen:
        return JsonResponse({}, status=503)
    return JsonResponse({"mark": draft.mark, "kept": in_words(draft.kept_at)})


@require_POST
def draft_end(request: PersonRequest, place: str) -> HttpResponse:
    """Throw it away; somebody without scripts, who can do so on a section of the profile, gets its empty page."""
    if slug_re.fullmatch(mark := request.POST.get("mark", "")):
        actions.throw_draft_away(by=request.user, place=place, mark=mark)
    section = next((slug for slug in BY_SLUG if place_of(slug) == place), None)
    if section is None or request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({})
    return redirect("profile-section", section)


def facts_of(draft: Draft | None, person: Person) -> dict[str, Any]:
    """Return what the script puts back; nothing where there is none, or where it cannot be opened now."""
    if draft is None:
        return {}
    try:
        form = read_draft(draft, person)
    except CannotOpen:
        return {}
    return {"mark": draft.mark, "version": draft.version, "form": form, "kept": in_words(draft.kept_at)}
