"""The room's pages, and the events address that serves reconnecting, long polling and tests."""

from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from youdesign.conversations import actions, hub, reading
from youdesign.conversations.forms import EventsForm, MessageForm, ReadForm
from youdesign.conversations.frames import event_frame
from youdesign.conversations.models import Room
from youdesign.conversations.pages import STRETCH, room_page
from youdesign.conversations.room_lists import rooms_of
from youdesign.conversations.waiting import COME_BACK_AFTER, TooManyWaiting, place_to_wait
from youdesign.people.requests import PersonRequest

LONGEST_WAIT = 25.0


def room_for(person: Any, pk: int) -> Room:
    """Return the room if this person may see it."""
    return get_object_or_404(Room.objects.visible_to(person).with_unread_for(person).select_related("state"), pk=pk)


def number_in(request: PersonRequest, name: str) -> int | None:
    """Return the number of a message that the address names, or None for none or nonsense."""
    given = request.GET.get(name, "")
    return int(given[:12]) if given.isdecimal() else None


def shown(request: PersonRequest, room: Room, form: MessageForm | None = None) -> HttpResponse:
    """Answer with the room's page; words that could not be sent stay in the box, under the same id."""
    before, at = number_in(request, "before"), number_in(request, "at")
    if at is not None and at + STRETCH // 2 <= room.message_count:
        before = at + STRETCH // 2
    page = room_page(room, request.user, form, before, number_in(request, "reply"))
    facts = page | {"back": way_back(request, room)}
    return render(request, "conversations/room.html", facts, status=422 if form else 200)


def way_back(request: PersonRequest, room: Room) -> str:
    """Return the page of what goes on in the room, where the words that are sent came from it, else nothing."""
    return room.goes_on_at if request.POST.get("back") == room.goes_on_at else ""


@require_safe
def room_list(request: PersonRequest) -> HttpResponse:
    """List one's rooms, the one with the latest words first."""
    return render(request, "conversations/room_list.html", {"rooms": rooms_of(request.user)})


@require_safe
def room_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what was said last, and a box to write in."""
    return shown(request, room_for(request.user, pk))


@require_safe
def room_minute(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a quiet page, with the way back."""
    return render(request, "conversations/minute.html", {"room": room_for(request.user, pk)})


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
    begins = get_object_or_404(room.members.present(), person=person).sees_after  # they may leave at this moment
    head = max(room.last_seq, events[-1].seq if events else 0)
    return {
        "events": [event_frame(event, begins) for event in events],
        "head": head,
        "more": bool(events) and events[-1].seq < head,
        "resync": reading.has_gap(events, form.cleaned_data["after"]),
    }


def let_connection_go() -> None:
    """Close this request's connection while it waits."""
    if not connection.in_atomic_block:
        connection.close()
