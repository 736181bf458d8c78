"""The one judge of live rooms: what each heard and what is stored, held against what was said."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise

from tests.conversations.wires import Caller
from youdesign.conversations.models import Message, Room, RoomEvent


@dataclass(frozen=True)
class Verdict:
    """How much is wrong, summed over all who listened and all that is stored."""

    missing: int = 0
    doubled: int = 0
    out_of_order: int = 0
    other_words: int = 0
    rows_amiss: int = 0
    refused: int = 0
    after_removal: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(astuple(self))


ALL_WELL = Verdict()


def verdict(room: Room, callers: Sequence[Caller], taken_out: Sequence[Caller] = ()) -> Verdict:
    """Judge a room in which only these talked, from its first event on; some were taken out, and may not hear of it."""
    room.refresh_from_db()
    events = list(room.events.order_by("seq").select_related("message"))
    messages = list(Message.objects.filter(room=room).order_by("number"))
    whole = range(1, room.last_seq + 1)
    left = min((event.seq for event in events if event.kind == RoomEvent.Kind.LEFT), default=whole.stop)
    words = {event.seq: event.message.text for event in events if event.message}
    said = {client_id: text for caller in callers for client_id, text in caller.said.items()}
    stored = {str(message.client_id): message.text for message in messages}
    heard = [caller.seqs for caller in callers]
    return Verdict(
        missing=sum(len(set(whole) - set(seqs)) for seqs in heard),
        doubled=sum(len(seqs) - len(set(seqs)) for seqs in heard),
        out_of_order=sum(before > after for seqs in heard for before, after in pairwise(seqs)),
        other_words=sum(caller.words != words for caller in callers),
        rows_amiss=abs(len(events) - len(whole))
        + sum(event.seq != seq for event, seq in zip(events, whole, strict=False))
        + sum(message.number != number for number, message in enumerate(messages, 1))
        + len(stored.items() ^ said.items())
        + abs(len(messages) - len(said)),
        refused=sum(len(caller.refusals) for caller in (*callers, *taken_out)),
        after_removal=sum(seq >= left for caller in taken_out for seq in caller.seqs)
        + sum(caller.seqs != list(range(1, len(caller.seqs) + 1)) for caller in taken_out),
    )
