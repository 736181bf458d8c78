"""What can stand in the way of asking a colleague, each in words that the person may read."""


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
