"""The room's pages, and the events address that serves reconnecting, long polling and tests."""

from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.conversations import actions, hub, reading
from youdesign.conversations.forms import EventsForm, MessageForm, ReadForm
from youdesign.conversations.frames import Code, Refused, event_frame
from youdesign.conversations.models import Message, Room
from youdesign.conversations.pages import room_page
from youdesign.conversations.sending import ack, send_message
from youdesign.conversations.waiting import COME_BACK_AFTER, TooManyWaiting, place_to_wait
from youdesign.people.actions import Said
from youdesign.people.models import Concern
from youdesign.people.requests import PersonRequest
from youdesign.people.views.concerns import tell_about

LONGEST_WAIT = 25.0


def room_for(person: Any, pk: int) -> Room:
    """Return the room if this person may see it."""
    return get_object_or_404(Room.objects.visible_to(person).with_unread_for(person), pk=pk)


def shown(request: PersonRequest, room: Room, form: MessageForm | None = None) -> HttpResponse:
    """Answer with the room's page; words that could not be sent stay in the box, under the same id."""
    before = request.GET.get("before", "")
    page = room_page(room, request.user, form, int(before[:12]) if before.isdecimal() else None)
    return render(request, "conversations/room.html", page, status=422 if form else 200)


@require_safe
def room_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what was said last, and a box to write in."""
    return shown(request, room_for(request.user, pk))


@require_safe
def room_minute(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a quiet page, with the way back."""
    return render(request, "conversations/minute.html", {"room": room_for(request.user, pk)})


@require_POST
def message_post(request: PersonRequest, pk: int) -> HttpResponse:
    """Send a message, then go to where it stands; a script gets the same answer as through its socket."""
    room, form = room_for(request.user, pk), MessageForm(request.POST)
    is_script = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    try:
        posted = send_message(form, room=room, by=request.user)
    except Refused as refused:
        if not is_script:
            return shown(request, room, form)
        status = 429 if refused.code == Code.TOO_FAST else 422
        return JsonResponse({"t": "nack", "code": refused.code, "words": refused.words}, status=status)
    if is_script:
        return JsonResponse(ack(posted))
    return redirect(f"{reverse('room-detail', args=[pk])}#m{posted.message.number}")


@require_POST
def room_read(request: PersonRequest, pk: int) -> HttpResponse:
    """Note how far this person has read."""
    room, form = room_for(request.user, pk), ReadForm(request.POST)
    if form.is_valid():
        actions.mark_read(room=room, by=request.user, count=form.cleaned_data["count"])
    return redirect("room-detail", pk)


@require_safe
def room_events(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer with the events after one of them; with `wait`, hold on until there is one.

    Each request has a thread of its own, which sleeps meanwhile; its database connection is given back first.
    """
    form = EventsForm(request.GET)
    answer = news(request.user, pk, form)
    if answer is None:
        return JsonResponse({"errors": form.errors}, status=400)
    wait = min(form.cleaned_data["wait"] or 0.0, LONGEST_WAIT)
    if wait and not answer["events"]:
        return later(request, pk, form, wait, answer)
    return JsonResponse(answer)


def later(request: PersonRequest, pk: int, form: EventsForm, wait: float, answer: dict[str, Any]) -> HttpResponse:
    """Answer when the room has moved or the time is over; at once where too many wait; nothing once signed out."""
    try:
        with place_to_wait(request.user.pk):
            let_connection_go()
            async_to_sync(hub.moved)(pk, form.cleaned_data["after"], wait)
    except TooManyWaiting:
        return JsonResponse(answer, status=429, headers={"Retry-After": COME_BACK_AFTER})
    key = request.session.session_key or ""
    return JsonResponse(news(request.user, pk, form)) if reading.signed_in([key]) else JsonResponse({}, status=401)


def news(person: Any, pk: int, form: EventsForm) -> dict[str, Any] | None:
    """Return a page of events, how far the room has got, whether there is more; None for a senseless question."""
    room = room_for(person, pk)
    if not form.is_valid():
        return None
    events = reading.events_after(pk, form.cleaned_data["after"])
    head = max(room.last_seq, events[-1].seq if events else 0)
    return {
        "events": [event_frame(event) for event in events],
        "head": head,
        "more": bool(events) and events[-1].seq < head,
    }


def let_connection_go() -> None:
    """Close this request's connection while it waits."""
    if not connection.in_atomic_block:
        connection.close()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_tell(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Tell someone about one message: its words are kept as they are at that moment."""
    message = get_object_or_404(told_about(room_for(request.user, pk)), number=number)
    said = Said(message.text, message.author, message.sent_at)
    return tell_about(request, said, name="message", about=Concern.About.MESSAGE, page="rooms/<int:pk>/")


def told_about(room: Room) -> QuerySet[Message]:
    """Return the messages of the room that are there to tell somebody about."""
    return room.messages.filter(deleted_at__isnull=True).exclude(text="").select_related("author")
