"""What a round cannot answer, each in words that staff may read."""

from cohorts.problems import Problem


class NobodyToMatch(Problem):
    """A round without leaders, or without mentors."""

    words = "There is nobody to match: a round needs at least one leader who looks and one mentor with a free place."


class PinDoesNotFit(Problem):
    """Two pins for one leader, a pin to a mentor who is full of pins, or one that something stands against."""

    words = (
        "These two cannot be kept together: the mentor has no free place, the leader is kept with somebody else, "
        "or what one of them asked for stands against it."
    )


class WeightsDoNotWork(Problem):
    """A weight that is not a whole number from 0 to 100, or all of them 0."""

    words = "Enter whole numbers from 0 to 100, and at least one above 0."


class RoundIsOpen(Problem):
    """Another round of this programme is not published yet."""

    words = "This programme has a round that is not published yet. Publish it or throw it away first."


class RoundHasMovedOn(Problem):
    """It was published, or worked out in another way, since it was looked at."""

    words = "This round has changed since you opened the page. Look at it once more."


class NotWorkedOut(Problem):
    """There is nothing to publish yet."""

    words = "This round is not worked out yet. Wait until it is, then publish."
