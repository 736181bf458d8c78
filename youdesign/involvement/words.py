"""How states and moves are said on screen, and where an event is on the loop."""

import datetime
from dataclasses import dataclass

from youdesign.involvement.models import Involvement, InvolvementEvent

INVOLVEMENT_TONES = {
    "thinking_about_it": "wait",
    "said_yes": "plum",
    "under_way": "good",
    "finished": "good",
    "following_up": "plum",
}
INVOLVEMENT_MOVES = {
    "said_yes": "I said yes",
    "said_no": "I said no",
    "under_way": "It is under way",
    "paused": "Pause it",
    "finished": "It is finished",
    "following_up": "Follow what changed",
    "closed": "Close it",
    "stepped_back": "Step back from it",
    "cancelled_by_host": "The host cancelled it",
}
EVENT_TONES = {"coming_up": "plum", "prepared": "good", "happened": "good", "debriefed": "good"}
EVENT_MOVES = {
    "prepared": "I am prepared",
    "happened": "It happened",
    "debriefed": "I have debriefed",
    "missed": "I could not go",
    "cancelled": "It was cancelled",
}


@dataclass(frozen=True)
class MoveChoice:
    """One button: what it says and the state it leads to."""

    to: str
    text: str


def moves_of(row: Involvement | InvolvementEvent) -> list[MoveChoice]:
    """Return the moves that are allowed now, in the order we say them."""
    texts = INVOLVEMENT_MOVES if isinstance(row, Involvement) else EVENT_MOVES
    allowed = row.MOVES.get(row.state, frozenset())
    return [MoveChoice(to, text) for to, text in texts.items() if to in allowed]


def tone_of(row: Involvement | InvolvementEvent) -> str:
    """Return the tone of its tag."""
    tones = INVOLVEMENT_TONES if isinstance(row, Involvement) else EVENT_TONES
    return tones.get(row.state, "plain")


def standing_of(event: InvolvementEvent, now: datetime.datetime) -> str:
    """Return where the date has got to; a date that went by is a question until its leader answers it."""
    is_open = event.state in (InvolvementEvent.State.COMING_UP, InvolvementEvent.State.PREPARED)
    return "Has it happened?" if is_open and event.starts_at < now else event.get_state_display()


def loop_of(event: InvolvementEvent) -> dict[str, str]:
    """Return whether prepare, do and debrief are done, now or later; nobody tells us whether they practised."""
    done = {"coming_up": 0, "prepared": 1, "happened": 2, "debriefed": 3}.get(event.state)
    steps = ("prepare", "do", "debrief")
    if done is None:  # missed or cancelled
        return dict.fromkeys(steps, "later")
    return {step: "done" if n < done else "now" if n == done else "later" for n, step in enumerate(steps)}
