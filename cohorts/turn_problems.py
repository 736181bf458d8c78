"""What can stand in the way of a turn or a role at a session, each in words that the person may read."""

from youdesign.people.problems import Problem


class HasTheTurn(Problem):
    """Whoever brings something has enough to do."""

    words = "You have the turn at this session, so somebody else does this."


class NobodyFree(Problem):
    """Everybody else who comes has a role, or the turn."""

    words = "Everybody else has something to do already. Ask in your room who swaps with you."


class TurnChanged(Problem):
    """Other words were saved after these were opened, in another tab or on another device."""

    words = "Not saved yet: this turn was changed somewhere else after you opened it here. Save again to keep this."


class TurnGone(Problem):
    """It was withdrawn, held, or picked for another session, after the page was opened."""

    words = "This turn is not waiting any more. Here is how it stands now."


class TurnWaitsAlready(Problem):
    """One at a time, so that everybody gets one."""

    words = "You have a turn waiting in this group already. Change that one, or withdraw it first."


class TurnsTaken(Problem):
    """As many are picked as there is time for."""

    words = "As many turns are picked as there is time for. Put one back first."
