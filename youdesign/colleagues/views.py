"""Finding colleagues, and one colleague's page."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.colleagues import directory
from youdesign.colleagues.blocks import blocked_by, keep_away, known_to, mentoring_between
from youdesign.colleagues.forms import SearchForm
from youdesign.conversations.actions import ask_colleague
from youdesign.conversations.forms import AskForm
from youdesign.conversations.models import Ask
from youdesign.conversations.problems import AskProblem
from youdesign.errors import too_many
from youdesign.people.actions import end_block
from youdesign.people.models import Block, Listing
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved

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
        "asks_waiting": Ask.objects.visible_to(request.user).open().filter(asked=request.user).count(),
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


@require_http_methods(["GET", "HEAD", "POST"])
def ask_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask one colleague who offers it something."""
    colleague = directory.colleague_for(request.user, pk)
    if colleague is None or not colleague.can_be_asked:
        raise Http404
    form = AskForm(request.POST or None, person=colleague.person)
    if form.is_valid():
        try:
            ask_colleague(person=colleague.person, by=request.user, question=form.cleaned_data["question"])
            messages.success(
                request, f"{colleague.person.get_short_name()} has your question. Here you see what comes."
            )
            return saved(request, "ask-list")
        except AskProblem as problem:
            form.add_error("question", str(problem))
    return render(request, "colleagues/ask_new.html", {"colleague": colleague, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def block_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what blocking does; on POST keep this person away."""
    person = known_to(request.user, pk)
    if person is None:
        raise Http404
    if request.method == "POST":
        keep_away(person=person, by=request.user, ends_mentoring="end" in request.POST)
        messages.success(request, f"You blocked {person}. They are not told.")
        return redirect("block-list")
    match = mentoring_between(person, request.user)
    return render(request, "colleagues/block.html", {"person": person, "match": match})


@require_safe
def block_list(request: PersonRequest) -> HttpResponse:
    """List whom I keep away."""
    return render(request, "colleagues/blocked.html", {"blocks": blocked_by(request.user)})


@require_POST
def block_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Let somebody near again."""
    block = get_object_or_404(Block.objects.visible_to(request.user).select_related("blocked"), pk=pk)
    end_block(block=block, by=request.user)
    messages.success(request, f"{block.blocked} is not blocked any more. They are not told.")
    return redirect("block-list")
