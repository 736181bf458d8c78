"""One message: sending it, its own page with all that can be done with it, and each of those acts.

A script asks for JSON and gets the same answers as through its socket.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.conversations import sending
from youdesign.conversations.forms import EditForm, MessageForm, SignalForm
from youdesign.conversations.frames import Code, Refused
from youdesign.conversations.message_page import message_page
from youdesign.conversations.models import Message
from youdesign.conversations.pages import readers_in_words, sight_of
from youdesign.conversations.policies import can_edit_message, can_take_back_message, is_own
from youdesign.conversations.sending import ack, send_message
from youdesign.conversations.views.rooms import room_for, shown, way_back
from youdesign.people.actions import Said
from youdesign.people.models import Concern
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved
from youdesign.people.views.concerns import tell_about


def message_for(request: PersonRequest, pk: int, number: int) -> Message:
    """Return the message if this person may see it."""
    seen = Message.objects.visible_to(request.user).select_related("room", "author")
    return get_object_or_404(seen, room=pk, number=number)


def wants_json(request: PersonRequest) -> bool:
    """Whether a script asks."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def place_of(pk: int, number: int) -> str:
    """Return the address of where a message stands in its room."""
    return f"{reverse('room-detail', args=[pk])}?at={number}#m{number}"


def edit_form(request: PersonRequest, message: Message) -> EditForm:
    """Return the form with the words as they are, or as this person has changed them."""
    first = {"text": message.text, "content_note": message.content_note, "revision": message.revision}
    readers = readers_in_words(message.room, sight_of(message.room, request.user).others)
    return EditForm(request.POST if request.method == "POST" else None, initial=first, readers=readers)


def refused_json(refused: Refused) -> JsonResponse:
    """Say no to a script."""
    return JsonResponse(refused.frame, status=429 if refused.code == Code.TOO_FAST else 422)


@require_POST
def message_post(request: PersonRequest, pk: int) -> HttpResponse:
    """Send a message, then go to where it stands; a script gets the same answer as through its socket."""
    room, form = room_for(request.user, pk), MessageForm(request.POST, request.FILES)
    try:
        posted = send_message(form, room=room, by=request.user)
    except Refused as refused:
        return refused_json(refused) if wants_json(request) else shown(request, room, form)
    if wants_json(request):
        return JsonResponse(ack(posted))
    page = way_back(request, room) or reverse("room-detail", args=[room.pk])
    return redirect(f"{page}#m{posted.message.number}")


@require_POST
def message_signal(request: PersonRequest, pk: int) -> HttpResponse:
    """Say something without typing, then go to where it stands."""
    room, form = room_for(request.user, pk), SignalForm(request.POST)
    try:
        posted = send_message(form, room=room, by=request.user)
    except Refused as refused:
        if wants_json(request):
            return refused_json(refused)
        messages.warning(request, f"{refused.words}.")
        return redirect("room-detail", pk)
    return JsonResponse(ack(posted)) if wants_json(request) else redirect(place_of(pk, posted.message.number))


@require_safe
def message_detail(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Show one message with its thread, what it said before, and what this person can do with it."""
    message = message_for(request, pk, number)
    return render(request, "conversations/message_detail.html", message_page(message, request.user))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_edit(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Change one's own words; what cannot be stored comes back into the box."""
    message = message_for(request, pk, number)
    if not is_own(request.user, message):
        raise PermissionDenied
    form = edit_form(request, message)
    if request.method == "POST":
        try:
            sending.edit_message(form, message=message, by=request.user)
            return saved(request, place_of(pk, number))
        except Refused:
            pass  # the form says why
    elif not can_edit_message(request.user, message, timezone.now()):
        return redirect("message-detail", pk, number)
    facts = {"message": message, "form": form}
    return render(request, "conversations/message_edit.html", facts, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_take_back(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Ask once, then take one's own message back."""
    message = message_for(request, pk, number)
    if not is_own(request.user, message):
        raise PermissionDenied
    if request.method == "POST":
        return done(request, message, lambda: sending.take_back(message=message, by=request.user))
    if not can_take_back_message(request.user, message):
        return redirect("message-detail", pk, number)
    return render(request, "conversations/message_take_back.html", {"message": message})


@require_POST
def message_react(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Tap one of the short answers, or take the tap back."""
    message = message_for(request, pk, number)
    return done(request, message, lambda: sending.react(request.POST, message=message, by=request.user))


@require_POST
def message_act(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Pin or hide a message, or take that back."""
    message = message_for(request, pk, number)
    return done(request, message, lambda: sending.act(request.POST, message=message, by=request.user))


def done(request: PersonRequest, message: Message, change: Callable[[], Any]) -> HttpResponse:
    """Make a change of a message and go to where it stands; a script is told that it is done, or why not."""
    try:
        change()
    except Refused as refused:
        if wants_json(request):
            return refused_json(refused)
        messages.warning(request, f"{refused.words}.")
    if wants_json(request):
        return JsonResponse({"t": "ack"})
    return redirect(place_of(message.room_id, message.number))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_tell(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Tell someone about one message: its words, and what its files are called, are kept as they are at that moment."""
    there = Message.objects.visible_to(request.user).said().select_related("author")
    message = get_object_or_404(there, room=pk, number=number)
    words = words_and_names(message)
    if not words:
        raise Http404
    said = Said(words, message.author, message.sent_at)
    return tell_about(request, said, name="message", about=Concern.About.MESSAGE, page="rooms/<int:pk>/")


def words_and_names(message: Message) -> str:
    """Return what a message says, and what its files are called and show."""
    files = message.attachments.values_list("name", "description")
    said = message.get_signal_display() or message.text
    return "\n".join(filter(None, (said, *(f"[{name}] {shows}".rstrip() for name, shows in files))))
