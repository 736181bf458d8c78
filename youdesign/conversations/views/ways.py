"""How a room is: one's own stay in it, what those who look after it decide, and a copy of what was said."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.conversations import actions
from youdesign.conversations.forms import HandOverForm, StayForm, WaysForm
from youdesign.conversations.models import Room
from youdesign.conversations.pages import sight_of, title_in_words
from youdesign.conversations.policies import can_look_after_room, can_reopen_room, can_save_room
from youdesign.conversations.problems import RoomProblem
from youdesign.conversations.transcripts import transcript
from youdesign.conversations.views.rooms import room_for
from youdesign.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def room_stay(request: PersonRequest, pk: int) -> HttpResponse:
    """Say how one's own stay is: quiet or not, seen by the others or not."""
    room = room_for(request.user, pk)
    sight = sight_of(room, request.user)
    first = {name: getattr(sight.me, name) for name in StayForm.base_fields}
    form = StayForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        actions.set_stay(room=room, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. Only you see this.")
        return redirect("room-detail", pk)
    facts = {"room": room, "title": title_in_words(room, sight.others), "form": form}
    return render(request, "conversations/room_stay.html", facts)


def looked_after(request: PersonRequest, pk: int) -> Room:
    """Return a room that this person looks after; refuse those who are only in it."""
    room = room_for(request.user, pk)
    if not can_look_after_room(request.user, room):
        raise PermissionDenied
    return room


@require_http_methods(["GET", "HEAD", "POST"])
def room_ways(request: PersonRequest, pk: int) -> HttpResponse:
    """Look after the room: how fast it goes, what the group agreed, closing it, handing it over."""
    room = looked_after(request, pk)
    first = {name: getattr(room, name) for name in WaysForm.base_fields}
    form = WaysForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        values = form.cleaned_data
        actions.set_pace(room=room, by=request.user, slow_seconds=values.pop("slow_seconds"))
        actions.set_ways(room=room, by=request.user, **values)
        messages.success(request, "Saved. It holds from now on.")
        return redirect("room-detail", pk)
    return ways_page(request, room, form, HandOverForm(people=sight_of(room, request.user).others))


def ways_page(request: PersonRequest, room: Room, form: WaysForm, hand_over: HandOverForm) -> HttpResponse:
    """Show both forms, with what is wrong in the one that was sent."""
    sent = hand_over if hand_over.errors else form
    can_open = not room.is_closed or can_reopen_room(request.user, room)
    facts = {"room": room, "form": sent, "ways": form, "hand_over": hand_over, "can_open": can_open}
    return render(request, "conversations/room_ways.html", facts, status=422 if sent.errors else 200)


@require_POST
def room_close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close the room for new messages, or open it again: what was pressed counts, for two may look after it."""
    room, opens = looked_after(request, pk), "open" in request.POST
    change = actions.reopen_room if opens else actions.close_room
    try:
        change(room=room, by=request.user)
        messages.success(request, "It is open again." if opens else "It is closed. Everybody can still read.")
    except RoomProblem as problem:
        messages.warning(request, f"{problem}.")
    return redirect("room-detail", pk)


@require_POST
def room_hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """Have somebody else in the room look after it."""
    room = looked_after(request, pk)
    form = HandOverForm(request.POST, people=sight_of(room, request.user).others)
    if form.is_valid():
        try:
            actions.hand_over_room(room=room, to=form.cleaned_data["to"], by=request.user)
            messages.success(request, f"{form.cleaned_data['to']} looks after this room now.")
            return redirect("room-detail", pk)
        except RoomProblem as problem:
            form.add_error("to", str(problem))
    first = {name: getattr(room, name) for name in WaysForm.base_fields}
    return ways_page(request, room, WaysForm(initial=first), form)


@require_safe
def room_saved(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Answer with a copy of what was said, as plain text, where the room has agreed to that; it comes in pieces."""
    room = room_for(request.user, pk)
    if not can_save_room(request.user, room):
        raise PermissionDenied
    name = f"{slugify(room.title) or 'room'}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    pieces = transcript(room, request.user)
    given = one_by_one(pieces) if isinstance(request, ASGIRequest) else pieces
    return StreamingHttpResponse(given, content_type="text/plain; charset=utf-8", headers=headers)


async def one_by_one(pieces: Iterator[str]) -> AsyncIterator[str]:
    """Give the pieces as ASGI wants them, each made when the one before has gone: else all of them would be first."""
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece
