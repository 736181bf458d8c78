"""What somebody does in a room, by page or by socket: the same forms, actions and words when the answer is no."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied

from youdesign.conversations import actions
from youdesign.conversations.forms import EditForm, MessageForm, SignalForm, SwitchForm
from youdesign.conversations.frames import Code, Refused
from youdesign.conversations.models import Message, Reaction, Room
from youdesign.conversations.pace import count_change
from youdesign.conversations.policies import can_read_room
from youdesign.conversations.problems import RoomProblem
from youdesign.people.models import Person

T = TypeVar("T")
ACTS: dict[str, Callable[..., None]] = {"pin": actions.pin_message, "hide": actions.hide_message}


def send_message(form: MessageForm | SignalForm, *, room: Room, by: Person) -> actions.Posted:
    """Store what the form holds; when it cannot be, the form says so too."""
    values = checked(form)
    return answered(form, room, by, lambda: post(form, values, room, by))


def post(form: MessageForm | SignalForm, values: dict[str, Any], room: Room, by: Person) -> actions.Posted:
    """Store what a checked form holds; files are read when nothing cheaper to find out stands in the way of them."""
    if isinstance(form, MessageForm) and form.sent:
        if first := actions.posted_before(room, by, values["client_id"]):
            return first
        count_change(by.pk)
        actions.check_before_reading(room=room, by=by, count=len(form.sent))
        values["files"] = form.read_files()
        checked(form)  # it says which file cannot be taken
    return actions.post_message(room=room, by=by, text=values.pop("text", ""), **values)


def edit_message(form: EditForm, *, message: Message, by: Person) -> Message:
    """Change a message to what the form holds; when it cannot be, the form says so too."""
    values = checked(form)
    return changed(form, message, by, lambda: actions.edit_message(message=message, by=by, **values))


def react(given: Mapping[str, Any], *, message: Message, by: Person) -> None:
    """Tap, or take the tap back."""
    values = checked(SwitchForm(given, choices=Reaction.Code.choices))
    tap = {"code": values["what"], "is_on": values["is_on"]}
    changed(None, message, by, lambda: actions.set_reaction(message=message, by=by, **tap))


def act(given: Mapping[str, Any], *, message: Message, by: Person) -> None:
    """Pin or hide, or take that back."""
    values = checked(SwitchForm(given, choices=[(name, name) for name in ACTS]))
    changed(None, message, by, lambda: ACTS[values["what"]](message=message, by=by, is_on=values["is_on"]))


def take_back(*, message: Message, by: Person) -> None:
    """Take a message back."""
    changed(None, message, by, lambda: actions.take_back_message(message=message, by=by))


def checked(form: forms.Form) -> dict[str, Any]:
    """Return the clean values of a form, or refuse with its first words."""
    if form.is_valid():
        return form.cleaned_data
    raise Refused(Code.PROTOCOL, next(str(error) for errors in form.errors.values() for error in errors))


def changed(form: forms.Form | None, message: Message, by: Person, action: Callable[[], T]) -> T:
    """Change a message, unless this person changes things without a rest; sends are counted by what they store."""

    def counted() -> T:
        count_change(by.pk)
        return action()

    return answered(form, message.room, by, counted)


def answered(form: forms.Form | None, room: Room, by: Person, action: Callable[[], T]) -> T:
    """Do it, or refuse with the reason, which the form says too."""
    try:
        return action()
    except RoomProblem as problem:
        refused = Refused(problem.code, str(problem), problem.wait)
    except PermissionDenied:
        refused = not_theirs(by, room)
    if form is not None:
        form.add_error("text" if "text" in form.fields else None, refused.words)
    raise refused


def not_theirs(by: Person, room: Room) -> Refused:
    """Return why somebody may not: they have left the room, or what they want is for others in it to do."""
    if can_read_room(by, room):
        return Refused(Code.PROTOCOL, "That is not yours to do")
    return Refused(Code.NOT_A_MEMBER, "You are no longer in this room")


def ack(posted: actions.Posted) -> dict[str, Any]:
    """Return the answer to a send that is stored."""
    message = posted.message
    return {
        "t": "ack",
        "client_id": str(message.client_id),
        "id": message.pk,
        "number": message.number,
        "seq": posted.seq,
        "duplicate": posted.is_duplicate,
    }
