"""The judge notices each kind of fault."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.conversations.faults.oracle import ALL_WELL, Verdict, verdict
from tests.conversations.wires import Caller
from youdesign.conversations import actions
from youdesign.conversations.models import Message, Room, RoomEvent
from youdesign.people.models import Person

WORDS = {3: "One", 4: "Two"}


def swap(caller: Caller) -> None:
    """Let two events come in the other order."""
    caller.seqs[2:4] = [4, 3]


FAULTS: list[tuple[Callable[[Caller], object], Verdict]] = [
    (lambda hers: None, ALL_WELL),
    (lambda hers: hers.seqs.remove(3), Verdict(missing=1)),
    (lambda hers: hers.seqs.insert(3, 3), Verdict(doubled=1)),
    (swap, Verdict(out_of_order=1)),
    (lambda hers: hers.words.update({3: "Eins"}), Verdict(other_words=1)),
    (lambda hers: hers.refusals.append({"t": "nack"}), Verdict(refused=1)),
    (lambda hers: hers.said.update({str(uuid4()): "Lost"}), Verdict(rows_amiss=2)),
    (lambda hers: RoomEvent.objects.filter(seq=4).update(seq=9), Verdict(rows_amiss=1, other_words=1)),
    (lambda hers: Message.objects.filter(number=2).update(number=7), Verdict(rows_amiss=1)),
]


@pytest.mark.parametrize(("spoil", "judged"), FAULTS)
def test_every_fault_is_counted(room: Room, leader: Person, spoil: Callable[[Caller], object], judged: Verdict) -> None:
    hers = Caller("", room, "")
    for text in WORDS.values():
        client_id = uuid4()
        actions.post_message(room=room, by=leader, text=text, client_id=client_id)
        hers.said[str(client_id)] = text
    hers.seqs, hers.words = [1, 2, 3, 4], dict(WORDS)
    spoil(hers)
    assert verdict(room, [hers]) == judged


@pytest.mark.parametrize(
    ("seqs", "wrong"), [([1, 2], 0), ([], 0), ([1, 2, 3], 1), ([2], 1)], ids=["all before", "nothing", "later", "a gap"]
)
def test_whoever_was_taken_out_may_have_heard_what_came_before_and_nothing_else(
    room: Room, leader: Person, mentor: Person, seqs: list[int], wrong: int
) -> None:
    actions.remove_member(room=room, person=leader, by=mentor)
    stays, left = Caller("", room, ""), Caller("", room, "")
    stays.seqs, left.seqs = [1, 2, 3], seqs
    assert verdict(room, [stays], [left]) == Verdict(after_removal=wrong)
