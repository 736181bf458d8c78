"""What can stand in the way of a change, each in words that the person may read."""

from youdesign.people.problems import Problem


class AgreementChanged(Problem):
    """Somebody in the group changed the words after they were shown here."""

    words = "Somebody in your group changed the words after you opened them. Read them again, then choose."


class CannotTakeOver(Problem):
    """Their account is switched off, or they may not open the staff pages that the task needs."""

    words = "This person cannot sign in to do this now. Choose somebody else."


class EnoughCoFacilitators(Problem):
    """Two help already."""

    words = "Two people help to run this group already. One of them stops first."


class FacilitatesAlready(Problem):
    """Whoever runs a group does not help themselves."""

    words = "This person facilitates the group already."


class NotAFacilitator(Problem):
    """Helping to run a group needs the same role as running it."""

    words = "This person is not a facilitator in this programme. Give them that role first."


class RunsTheGroup(Problem):
    """Whoever holds the time is not one of those whose turn it is."""

    words = "This person runs the group, so they have no seat in it. Somebody else takes it over first."


class FacilitatorHasASeat(Problem):
    """Whoever holds the time is not one of those whose turn it is."""

    words = "This person has a seat in the group. They give up the seat first, or you choose somebody else."


class DatesAddedMeanwhile(Problem):
    """Somebody planned sessions of the group after the page was opened, or pressed twice."""

    words = "Dates were added after you opened the page, so nothing was added twice. Here is what your group has now."


class GroupEnded(Problem):
    """It meets no more."""

    words = "This group has ended, so there is nothing to plan."


class GroupFull(Problem):
    """All eight places are taken."""

    words = "This group has just filled its last place. Your coordinator will find you a seat in another one."


class GroupNotTakingPeople(Problem):
    """The group has settled or ended."""

    words = "This group is not taking new people now. Your coordinator will find you a seat in another one."


class MeetsThenAlready(Problem):
    """A session of the group begins at that very moment, as after a second press."""

    words = "Your group meets at one of these times already, so nothing was planned. Look at your dates, or untick it."


class NothingToGoOnFrom(Problem):
    """The group has never met."""

    words = "There is no session to go on from yet. Plan the first one here."


class HasNoPlace(Problem):
    """Only people with a place in the cohort join its groups."""

    words = "A seat in a group needs a place in its cohort first. The coordinator gives one by an invitation."


class InvitationClosed(Problem):
    """It was answered, taken back, or ran out."""

    words = "This invitation cannot be used any more."


class AlreadyProposed(Problem):
    """One at a time."""

    words = "You have proposed a group already. Take that one back first, or wait until it opens."


class CannotBeAsked(Problem):
    """They do not facilitate in the programme of this cohort."""

    words = "This person cannot facilitate in that cohort. Choose somebody else, or nobody yet."


class CannotOpenAsItIs(Problem):
    """Two of them are kept apart; nobody learns who."""

    words = "It cannot open as it is. Say not now, or form the groups of the cohort."


class SomebodyElseFacilitates(Problem):
    """Two said yes at once, or another one is asked."""

    words = "Somebody else facilitates it now, or is asked to."


class FacilitatorHasSaidYes(Problem):
    """Nobody else is asked while somebody means to do it."""

    words = "Somebody has said yes to facilitate it. Nobody else was asked."


class NoFacilitatorYet(Problem):
    """A group always has somebody who runs it."""

    words = "Nobody has said yes to facilitate this group who can do it now. Ask somebody first."


class ProposalClosed(Problem):
    """It was opened, answered or taken back; or somebody in it is kept apart from the reader, who must not learn it."""

    words = "This group is not open to join any more."


class ProposalFull(Problem):
    """All eight places are taken."""

    words = "Eight people are in already, which is the most. Somebody may still change their mind, so look again."


class TooFewToOpen(Problem):
    """Never fewer than three."""

    words = "Fewer than three people are in who have a place that goes on. A group needs three or more."


class AnsweredAlready(Problem):
    """A coordinator has said no, or there was no place."""

    words = "You have had an answer about this already. It is on this page."


class NoPlaceToOffer(Problem):
    """Every place of the cohort is taken, or offered to somebody who may still say yes."""

    words = (
        "Every place of this cohort is taken or offered. Use the waiting list, or give the cohort more places first."
    )


class NotOpenToAsk(Problem):
    """The programme takes nobody now."""

    words = "This programme is not taking new people now."


class PlacesAreFree(Problem):
    """The waiting list is for when there is no place."""

    words = "There are free places, so nobody needs to wait. Welcome them instead."


class TakesPartAlready(Problem):
    """They have a place in this cohort."""

    words = "There is a place in this cohort for this person already."


class NoSeatToOffer(Problem):
    """Every seat of the group is taken, or offered to somebody who may still say yes."""

    def __init__(self, group: object) -> None:
        super().__init__(group)
        self.words = f"All eight seats of “{group}” are taken or offered. Choose another group, or leave it empty."


class NotTheInvitedAddress(Problem):
    """Somebody else's address was invited, or this one is not confirmed."""

    words = "This invitation was sent to another address. Sign in with the address it was sent to."


class SaidMeanwhile(Problem):
    """Somebody else wrote down who was there after the page was opened."""

    words = "Not saved: somebody else said who was there after you opened the page. This is what they saved."


class SavedMeanwhile(Problem):
    """Other words were saved after these were opened, in another tab or on another device."""

    words = "Not saved yet: these words were changed somewhere else after you opened them here."


class EnoughWritten(Problem):
    """Far more than anybody writes at one session."""

    words = "You have written as much as one session can hold. Take something back first, or write it in My debriefs."


class StepMovedOn(Problem):
    """It is done or let go, in another tab or on another device."""

    words = "This step is done, or was let go, so it was left as it is. You can set another."


class TurnTakenBack(Problem):
    """Whoever brought it took it back while somebody wrote about it."""

    words = (
        "Not saved: the turn was taken back while you wrote, and what is about it goes with it. "
        "If your words are about your own work alone, save them again."
    )


class SeriesMeetsThen(Problem):
    """Two sessions of one series cannot stand for one day."""

    words = "This series has another session on one of these days already. Move or call off that one first."


class SessionOver(Problem):
    """It has happened, or was cancelled."""

    words = "This session is over or was cancelled, so there is nothing to change."


class NotYetOrTooLate(Problem):
    """Who was there is said once a session has begun, and put right for two weeks."""

    words = "Who was there is said once the session has begun, and can be put right for two weeks after it."


class NotHeldYet(Problem):
    """Its summary is agreed once it was held."""

    words = "First say who was there. Then the words can stand."


class RecapChanged(Problem):
    """Other words were saved after these were shown."""

    words = "The words were changed after you opened them. Read them again."


class BeingFormed(Problem):
    """The cohort has a draft that is not published."""

    words = "The groups of this cohort are being formed already. Open that draft, or throw it away first."


class DraftChanged(Problem):
    """Another window moved people meanwhile."""

    words = "Somebody changed this draft after you opened it. Here is how it stands now: look, then try again."


class DraftPublished(Problem):
    """The groups are there."""

    words = "These groups are published already."


class NotReadyToPublish(Problem):
    """A group of the draft cannot run as it is."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class TooFewToForm(Problem):
    """A group does not run with fewer than three."""

    words = "Fewer than three people of this cohort wait for a seat. A group needs three or more."


class PulseOver(Problem):
    """A week has passed since the session."""

    words = "This is over: the group sees what was said. You are asked again after another session."
