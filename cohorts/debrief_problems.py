"""What can stand in the way of an act of a live debrief, each in words that the person may read."""

from youdesign.people.problems import Problem


class DebriefGoesOn(Problem):
    """People are in its live room: it is ended, or its room closed, there."""

    words = (
        "People are in the room of this session now. Whoever leads ends the debrief there, or closes the room, first."
    )


class GroupHasMovedOn(Problem):
    """The debrief is at another step than the page that was pressed."""

    words = "The group has moved on since your page was made. This is where it is now."


class NotAtTheTable(Problem):
    """They have not come in yet, or have left."""

    words = "Come in first: “I am here” lets the others know."


class NotThisStep(Problem):
    """The act belongs to another step."""

    words = "That does not belong to this step. Nothing was changed."


class NotTimeForQuestions(Problem):
    """A question in writing belongs to the step of questions, while the group is there."""

    words = (
        "Not asked: your group is not at its step of questions now. You can say it aloud, or copy it and "
        "write it in your group\N{RIGHT SINGLE QUOTATION MARK}s room."
    )


class YoursToDecide(Problem):
    """Only the facilitator, or the person it is about, does that."""

    words = "That is for whoever leads the debrief, or for the person it is about. Nothing was changed."


class FloorIsTaken(Problem):
    """Somebody else has the floor by now."""

    words = "Somebody else has the floor now."


class NeedsTwo(Problem):
    """A debrief of one is written."""

    words = (
        "A debrief takes two people or more. Wait until somebody else is here, or say “here” for who is on the phone."
    )


class StillLed(Problem):
    """The facilitator was there within the last minute."""

    words = "Whoever leads was here a moment ago. If they are still gone in a minute, press again."


class NoStepsToGoBy(Problem):
    """Staff have switched off every template for groups."""

    words = "There are no steps for a debrief just now. Ask your coordinator; your room is open meanwhile."


class LobbyNotOpen(Problem):
    """Too early, too late, or the session is over or cancelled."""

    words = "The room for this debrief opens 15 minutes before it begins, and closes 15 minutes after it was to end."
