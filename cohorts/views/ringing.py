"""Ring me: asked after a session, by who was there and by who was not."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions import ask_to_be_rung
from cohorts.forms import RingForm
from cohorts.models import DebriefSession, PersonToRing
from cohorts.policies import can_ask_to_be_rung
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_http_methods(["GET", "HEAD", "POST"])
def session_ring(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for a number, and say who rings."""
    found = DebriefSession.objects.visible_to(request.user).select_related("group__cohort__programme__coordinator")
    session = get_object_or_404(found, pk=pk)
    if not can_ask_to_be_rung(request.user, session):
        raise PermissionDenied
    coordinator = session.group.cohort.programme.coordinator
    asked = asked_by(request.user, session)
    start = {"contact": asked.contact if asked else request.user.phone}
    form = RingForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid():
        ask_to_be_rung(session=session, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{coordinator} rings you. Your group is not told.")
        return saved(request, "session-detail", session.pk)
    facts = {"session": session, "form": form, "coordinator": coordinator, "asked": asked}
    return render(request, "cohorts/session_ring.html", facts)


def asked_by(person: Person, session: DebriefSession) -> PersonToRing | None:
    """Return the call that somebody asked for and waits for, if any."""
    mine = PersonToRing.objects.visible_to(person).open().filter(person=person, why=PersonToRing.Why.ASKED)
    return mine.filter(group=session.group).first()
