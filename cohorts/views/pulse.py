"""How is the group? Answered alone; shown to the group when it is over and four or more answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import answer_pulse
from cohorts.forms import PulseForm
from cohorts.models import PulseAnswer
from cohorts.policies import can_answer_pulse
from cohorts.problems import PulseOver
from cohorts.pulse import lines_of, open_pulse, shown_pulse, statements
from cohorts.views.agreements import round_the_table
from youdesign.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def group_pulse(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask while it is open, and show what the last one said."""
    group, now = round_the_table(request, pk), timezone.now()
    asked, shown = open_pulse(group, now), shown_pulse(group, now)
    mine = PulseAnswer.objects.visible_to(request.user).filter(session=asked)
    form = PulseForm(request.POST or None, statements=list(statements()), said=dict(mine.values_list("item", "value")))
    may_answer = asked is not None and can_answer_pulse(request.user, asked)
    if asked and request.method == "POST" and form.is_valid():
        try:
            answer_pulse(session=asked, by=request.user, answers=form.answers(), now=now)
            messages.success(request, "Thank you. You can change it until it is over.")
        except PulseOver as problem:
            messages.error(request, str(problem))
        return redirect("group-pulse", group.pk)
    facts = {"group": group, "asked": asked, "form": form if may_answer else None, "shown": shown}
    return render(request, "cohorts/group_pulse.html", facts | {"lines": lines_of(shown) if shown else []})
