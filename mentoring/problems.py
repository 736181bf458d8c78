"""What can stand in the way of a change, each in kind, true words that the person may read."""

from cohorts.problems import Problem


class MentorHasNoSpace(Problem):
    """All the places this mentor has are taken, asked for, or closed for now."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class OneMentorAtATime(Problem):
    """The leader has chosen a mentor for good, or has asked somebody and waits."""

    words = "You have a mentor, or have said hello to somebody. End that first, or take it back, and then look again."


class EnoughHellos(Problem):
    """As many hellos are open as one person can have at a time."""

    words = (
        "You have three hellos open, which is as many as you can have at once. "
        "Take one back or say no thanks to one, and then say hello to somebody else."
    )


class LeaderHasLeft(Problem):
    """The leader gave up their place, or cannot sign in any more."""

    words = "They have left the programme since they asked, so there is nobody to say yes to. “Not now” puts it away."


class MentorHasStopped(Problem):
    """The offer has ended, whatever was asked before."""

    words = "You are not a mentor in this programme any more, so you cannot say yes. “Not now” puts it away kindly."


class NotOneToOffer(Problem):
    """No room, already suggested, one of the two said no before, or something the leader must have is missing."""

    words = "This mentor cannot be suggested to them now. Choose somebody else from the list."


class WaitIsOver(Problem):
    """A mentor was suggested to the leader, or they asked one."""

    words = (
        "They do not wait any more: somebody was suggested to them, or they asked somebody. There is nothing to answer."
    )


class NotReadyYet(Problem):
    """Something is still to be done before this mentor is ready."""

    def __init__(self, left: list[str]) -> None:
        super().__init__(left)
        self.words = f"Not ready yet. Still to do: {'; '.join(left)}."


class AlreadyAnswered(Problem):
    """A stale page or a second click: it has moved on."""

    words = "This has moved on since you opened the page. Here is how it is now."


class AgreementReworded(Problem):
    """The other of the two changed the words after they were shown here."""

    words = "Not saved yet: the words were changed after you opened them. Read them again, then choose."


class TimesOfferedAlready(Problem):
    """The other offered times meanwhile, or other times were offered."""

    words = "Times were offered after you opened the page. Here they are: pick one, or offer others."


class TalkHasMovedOn(Problem):
    """A stale page: a time was picked, it was called off, or somebody said what came of it."""

    words = "This talk has moved on since you opened the page. Here is how it is now."


class TimeHasGone(Problem):
    """The time that was picked is over."""

    words = "That time has gone by. Pick another one, or offer new times."


class NotYet(Problem):
    """The talk has not begun."""

    words = "This talk has not begun yet. You can move it, or call it off."


class SavedElsewhere(Problem):
    """Other words were saved after these were opened."""

    words = "Not saved yet: other words were saved after you opened these. Nothing is lost: see both."


class NothingToEndYet(Problem):
    """There is no agreement, or no talk since."""

    words = "You have only just begun, so there is no last talk to plan. You can end it at any time."


class StepHasMovedOn(Problem):
    """A stale page: the step is done, or was let go."""

    words = "This step is done, or was let go, since you opened the page. You can write down a new one."


class EnoughBuddiesAsked(Problem):
    """Three people have been asked, and none has answered."""

    words = "Three people are thinking about it, which is as many as you can ask at once. One of them may say yes yet."


class CannotBeAsked(Problem):
    """They have stopped, are away, have another date, or were asked already."""

    words = "They cannot be asked for this date just now. Here is who else there is."


class DateHasGone(Problem):
    """The date has begun, was called off, or is over."""

    words = "This date has begun, or does not take place, so nobody can be asked for it."


class BuddyHasMovedOn(Problem):
    """A stale page, or somebody was quicker."""

    words = "This has moved on since you opened the page. Here is how it is now."


class SomebodyWasQuicker(Problem):
    """Another one who was asked said yes first, or the leader put it away."""

    words = "Thank you for being willing. Somebody is found already, or it is not needed any more, so you are free."


class NoBuddyAnyMore(Problem):
    """Their place, or their role, has ended since they were asked."""

    words = "You do not take part here any more, so you cannot be a meeting buddy. “Not this time” says so kindly."


class HasAnotherDate(Problem):
    """They have a date of their own, or are somebody's buddy, at about that time."""

    words = (
        "You have another date at about that time: one of your own, or one as somebody's meeting buddy. "
        "Say “Not this time”, or cancel the other first."
    )


class LoadLinkIsTooOld(Problem):
    """The link in a mail about a mentor's load was for one week, and that is over."""

    words = "The link was for one week, and that week is over. Nothing was changed. You can answer on your own page."


class LoadLinkIsTorn(Problem):
    """The link in a mail about a mentor's load is not whole."""

    words = "A piece of the link got lost on the way. Nothing was changed. Open it once more from the mail."


class NotAskedNow(Problem):
    """A mentor who opens the link rests, mentors nobody, or chose not to be asked."""

    words = "You rest, mentor nobody just now, or chose not to be asked. So nothing is asked, and nothing was kept."
