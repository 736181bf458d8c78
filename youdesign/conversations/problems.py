"""What can stand in the way of an ask or of a message, each a fact with kind words that say what to do."""

from math import ceil

from youdesign.conversations.files import MOST_FILES
from youdesign.conversations.frames import Code
from youdesign.conversations.models import MAX_CHARACTERS


class AskProblem(Exception):
    """A fact that stops it. `words` say what it is and what to do."""

    words = "That did not work."

    def __str__(self) -> str:
        return self.words


class CannotBeAsked(AskProblem):
    """They do not offer it, or one of the two keeps the other away: which of these is not said."""

    words = "You cannot ask this person just now. It has nothing to do with you. Somebody else may know."


class AskedAlready(AskProblem):
    """The question before is not answered yet."""

    words = "You have asked this person something already. When they have answered, you can ask again."


class TooManyAsks(AskProblem):
    """Three people are thinking about this person's questions."""

    words = "You are waiting for three answers. Take one question back, or wait for an answer, and then ask this one."


class AskIsOver(AskProblem):
    """It was answered or taken back meanwhile, or whoever asked is not there any more."""

    words = "That has been answered or taken back meanwhile, or whoever asked has left."


class RoomProblem(Exception):
    """A fact that stops what somebody wants to do in a room. `words` say what it is, `code` goes to the browser."""

    code = Code.PROTOCOL
    words = "That did not work. Load this page again"
    wait = 0  # seconds after which trying again helps

    def __str__(self) -> str:
        return self.words


class MessageEmpty(RoomProblem):
    """There are no words in it."""

    words = "Write something to send"


class MessageTooLong(RoomProblem):
    """It has more characters than a message may have."""

    words = f"Make it shorter: {MAX_CHARACTERS} characters fit in one message"


class TooManyFiles(RoomProblem):
    """More files came with one message than are taken."""

    words = f"Send at most {MOST_FILES} files with one message"


class SendingManyFiles(RoomProblem):
    """This person has sent very many files in the last hour."""

    words = "You have sent many files in the last hour. Send these a little later"


class RoomClosed(RoomProblem):
    """Nothing more can be said in this room."""

    code = Code.CLOSED
    words = "This room is closed, so nothing more can be sent"


class SendingTooFast(RoomProblem):
    """This person has sent very many messages in the last seconds."""

    code = Code.TOO_FAST
    words = "You are sending very fast. Wait a few seconds, then send it again"
    wait = 11


class RoomIsSlow(RoomProblem):
    """Whoever looks after the room has slowed it down, and this person has just written."""

    code = Code.TOO_FAST

    def __init__(self, seconds: float) -> None:
        self.wait = ceil(seconds)
        wait = "1 second" if self.wait == 1 else f"{self.wait} seconds"
        self.words = f"This room goes slowly just now, so that everyone can follow. Send it in {wait}"
        super().__init__(self.words)


class NothingToAnswer(RoomProblem):
    """The message that is answered was taken back or hidden, or was never there."""

    words = "The message you answer is not there any more. Send yours without it"


class NotThereAnyMore(RoomProblem):
    """The message was taken back or hidden meanwhile."""

    words = "That message is not there any more"


class TooLateToChange(RoomProblem):
    """A quarter of an hour has gone by."""

    words = "A message can be changed for 15 minutes. You can still take it back, and write it again"


class ChangedMeanwhile(RoomProblem):
    """It was changed since this person began to change it, in another window of theirs."""

    words = "You changed this message in another window meanwhile. Load this page again to see it"


class EnoughPins(RoomProblem):
    """As many messages are pinned as a room can hold up."""

    words = "Ten messages are pinned already. Take one down first"


class NotInTheRoom(RoomProblem):
    """Only somebody who is in the room can look after it."""

    words = "Choose somebody who is in the room"


class RoomIsOpen(RoomProblem):
    """People can still write in it."""

    words = "Close the room first, so that nobody is cut off"
