"""One table of allowed moves per noun (domain.md section 4), and the one check that uses it."""

from collections.abc import Mapping


class MoveNotAllowed(Exception):
    """This state cannot follow that one."""


Moves = Mapping[str, frozenset[str]]


def moves(table: str, *, ends: frozenset[str] = frozenset()) -> Moves:
    """Return state to next states, from "a → b; a → c; * → d", where * is any state that is not an end state."""
    pairs = [tuple(side.strip() for side in move.split("→")) for move in table.split(";")]
    states = {state for pair in pairs for state in pair if state != "*"}
    anywhere = {after for before, after in pairs if before == "*"}
    return {
        state: frozenset(after for before, after in pairs if before == state)
        | (anywhere - {state} if state not in ends else frozenset())
        for state in states
    }


def check_move(table: Moves, before: str, after: str) -> None:
    """Raise MoveNotAllowed unless the table allows it."""
    if after not in table.get(before, frozenset()):
        raise MoveNotAllowed(f"{before} → {after}")
