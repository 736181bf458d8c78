"""One send, by page or by socket: the same form, the same action, and the same words when the answer is no."""

from typing import Any

from django.core.exceptions import PermissionDenied

from youdesign.conversations import actions
from youdesign.conversations.forms import TOO_LONG, MessageForm
from youdesign.conversations.frames import Code, Refused
from youdesign.conversations.models import Room
from youdesign.people.models import Person

REFUSALS: dict[type[Exception], tuple[Code, str]] = {
    actions.MessageEmpty: (Code.PROTOCOL, "Write something to send"),
    actions.MessageTooLong: (Code.PROTOCOL, TOO_LONG),
    actions.SendingTooFast: (Code.TOO_FAST, "You are sending very fast. Wait a few seconds, then send it again"),
    actions.RoomClosed: (Code.CLOSED, "This room is closed, so nothing more can be sent"),
    PermissionDenied: (Code.NOT_A_MEMBER, "You are no longer in this room"),
}


def send_message(form: MessageForm, *, room: Room, by: Person) -> actions.Posted:
    """Store what the form holds; when it cannot be, the form says so too."""
    if not form.is_valid():
        raise Refused(Code.PROTOCOL, next(str(error) for errors in form.errors.values() for error in errors))
    try:
        return actions.post_message(room=room, by=by, **form.cleaned_data)
    except tuple(REFUSALS) as error:
        code, words = REFUSALS[type(error)]
        form.add_error("text", words)
        raise Refused(code, words) from None


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
