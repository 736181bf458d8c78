"""What I was writing: asked for, kept and thrown away by the script of the form's own page."""

from django.http import Http404, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from youdesign.people import actions
from youdesign.people.actions.drafts import KeptElsewhere
from youdesign.people.drafts import read_draft
from youdesign.people.forms import DraftForm
from youdesign.people.models import Draft, Person
from youdesign.people.private_text import CannotOpen
from youdesign.people.requests import PersonRequest


@require_safe
def draft_detail(request: PersonRequest, place: str) -> JsonResponse:
    """Give what was kept of this form, or nothing."""
    return JsonResponse(facts_of(Draft.objects.visible_to(request.user).filter(place=place).first(), request.user))


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
    return JsonResponse({"mark": draft.mark, "kept": when(draft)})


@require_POST
def draft_end(request: PersonRequest, place: str) -> JsonResponse:
    """Throw it away."""
    actions.end_draft(by=request.user, place=place)
    return JsonResponse({})


def facts_of(draft: Draft | None, person: Person) -> dict[str, str]:
    """Return what the script puts back; nothing where there is none, or where it cannot be opened now."""
    if draft is None:
        return {}
    try:
        form = read_draft(draft, person)
    except CannotOpen:
        return {}
    return {"mark": draft.mark, "version": draft.version, "form": form, "kept": when(draft)}


def when(draft: Draft) -> str:
    """Return when it was kept, in words: the time, and the day where it was not today."""
    kept, now = timezone.localtime(draft.kept_at), timezone.localtime()
    time = date_format(kept, "P").replace(".", "").replace(" ", "")
    return time if kept.date() == now.date() else f"{date_format(kept, 'j F')}, {time}"
