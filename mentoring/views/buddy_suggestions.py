"""Asking the meeting buddy whom a coordinator suggested."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring import actions
from mentoring.models import BuddySuggestion
from mentoring.views.attempts import attempt
from youdesign.people.requests import PersonRequest


@require_POST
def buddy_suggested_ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask them."""
    found = BuddySuggestion.objects.visible_to(request.user).select_related("request__event", "person")
    suggestion = get_object_or_404(found, pk=pk)
    asked = attempt(request, actions.ask_suggested_buddy, suggestion=suggestion, by=request.user, now=timezone.now())
    if not asked:
        return redirect("buddy-detail", suggestion.request_id)
    messages.success(request, f"Asked. {suggestion.person} gets a message, and you hear what they say.")
    return redirect("buddy-detail", asked.request_id)
