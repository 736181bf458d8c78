"""What can stand in the way of a change; apps list theirs in modules of the same name."""


class Problem(Exception):
    """A fact that stops a change. `words` say what it is and what to do."""

    words = "That did not work. Please phone your coordinator."

    def __str__(self) -> str:
        return self.words


class CannotAnswer(Problem):
    """Their account is switched off, they may not answer concerns, or this one is about them or their own words."""

    words = "This person cannot answer this one. Choose somebody else."
