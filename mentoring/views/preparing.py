"""A start of about twenty minutes for both sides: short cases, what one could do, and what might happen."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mentoring import actions
from mentoring.models import Case
from mentoring.preparing import Preparing
from youdesign.people.requests import PersonRequest


def cases_for(request: PersonRequest, side: str) -> Preparing:
    """Return this person's way through the cases of a side that is theirs, or 404."""
    if not Case.objects.visible_to(request.user).filter(side=side).exists():
        raise Http404
    return Preparing(request.user, side)


@require_safe
def preparation(request: PersonRequest, side: str) -> HttpResponse:
    """Show the cases, and how far this person is."""
    preparing = cases_for(request, side)
    return render(
        request, "mentoring/preparation.html", {"preparing": preparing, "side": side, "steps": steps(preparing)}
    )


def steps(preparing: Preparing) -> list[dict[str, str]]:
    """Return the cases as steps: done, now or later."""
    now = preparing.left[0].pk if preparing.left else None
    states = {case.pk: "done" if case.pk in preparing.seen else "later" for case in preparing.cases}
    return [
        {
            "title": case.title,
            "href": f"{case.slug}/",
            "state": "now" if case.pk == now else states[case.pk],
        }
        for case in preparing.cases
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def preparation_case(request: PersonRequest, side: str, slug: str) -> HttpResponse:
    """Show one case; on POST keep that it was thought through, and go to the next."""
    preparing = cases_for(request, side)
    case = get_object_or_404(Case.objects.visible_to(request.user).on_side(side), slug=slug)
    if request.method == "POST":
        actions.think_through(case=case, by=request.user)
        left = Preparing(request.user, side).left
        if left:
            return redirect("preparation-case", side, left[0].slug)
        messages.success(request, "That was the last one. You are prepared, and can look again at any time.")
        return redirect("preparation", side)
    facts = {"case": case, "side": side, "preparing": preparing, "is_seen": case.pk in preparing.seen}
    return render(request, "mentoring/preparation_case.html", facts)
