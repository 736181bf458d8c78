"""The messages around a session: whoever runs it reads them all before they go, and puts them in her own words."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.actions import write_message
from cohorts.forms import MessageForm
from cohorts.models import DebriefSession, SessionMessage
from cohorts.problems import SavedMeanwhile
from cohorts.rhythm import BY_STEP, message_of
from cohorts.session_messages import lines_of, preview
from cohorts.views.planning import session_to_change
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved


@require_safe
def session_messages(request: PersonRequest, pk: int) -> HttpResponse:
    """Show each message, when it goes, and to how many."""
    session, now = session_to_change(request.user, pk), timezone.now()
    facts = {"session": session, "lines": lines_of(session, now)}
    return render(request, "cohorts/session_messages.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def session_message(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Show one message as it goes, and let her change what it says."""
    session = session_to_change(request.user, pk)
    if step not in BY_STEP:
        raise Http404
    message = message_of(session, step)
    form = MessageForm(request.POST if request.method == "POST" else None, message=message)
    if form.is_bound and form.is_valid() and is_saved(form, session, step, request.user):
        messages.success(request, "Saved. Nothing of ours changes your words.")
        return saved(request, "session-message", pk, step)
    first = BY_STEP[SessionMessage.Step(step)]
    facts = {"session": session, "message": message, "form": form, "mail": preview(session, step)}
    facts |= {"first": first.words, "due_at": first.due(session)}
    return render(request, "cohorts/session_message.html", facts)


def is_saved(form: MessageForm, session: DebriefSession, step: str, by: Person) -> bool:
    """Save it, or say that somebody else has saved other words meanwhile."""
    said = {name: form.cleaned_data[name] for name in ("words", "is_off")}
    try:
        write_message(session=session, step=step, by=by, seen=form.cleaned_data["mark"], now=timezone.now(), **said)
    except SavedMeanwhile as problem:
        form.add_error("words", f"{problem} Save again to keep what is here.")
        form.show_saved(message_of(session, step))
        return False
    return True
