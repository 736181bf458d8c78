"""Finding colleagues, and one colleague's page."""

from allauth.core.internal import ratelimit
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from youdesign.colleagues import directory
from youdesign.colleagues.forms import SearchForm
from youdesign.errors import too_many
from youdesign.people.models import Listing
from youdesign.people.requests import PersonRequest

RATES = {"look": "60/m/user,600/d/user"}


def is_too_often(request: PersonRequest) -> bool:
    """Count one look at colleagues; whether that was too many."""
    allowed = ratelimit.consume(
        request, app="youdesign.colleagues", action="look", config=RATES, user=request.user, limit_get=True
    )
    return not allowed


@require_safe
def colleague_list(request: PersonRequest) -> HttpResponse:
    """Look for people by words and filters."""
    if is_too_often(request):
        return too_many(request)
    form = SearchForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else None
    asked = request.GET.copy()
    after = asked.pop("after", [""])[-1]
    facts = {
        "form": form,
        "page": directory.find(request.user, wanted, after) if wanted is not None else None,
        "asked": asked.urlencode(),
        "is_search": any(asked.values()),
        "listing": Listing.objects.visible_to(request.user).first(),
    }
    return render(request, "colleagues/list.html", facts)


@require_safe
def colleague_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show of one person what this reader may read."""
    if is_too_often(request):
        return too_many(request)
    colleague = directory.colleague_for(request.user, pk)
    if colleague is None:
        raise Http404
    return render(request, "colleagues/detail.html", {"colleague": colleague})


@require_safe
def colleague_photo(request: PersonRequest, pk: int, mark: str, size: str) -> HttpResponse:
    """Give one person's photo to a reader who may see it; whatever else is asked for is not there."""
    content = directory.photo_for(request.user, pk, mark, size)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg", headers={"Content-Disposition": "inline"})
