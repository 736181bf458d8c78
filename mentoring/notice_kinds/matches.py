"""A mentor is looked for, asked, suggested and answers; and the mentoring ends."""

from django.urls import reverse
from django.utils import timezone

from cohorts.models import Membership, Programme
from mentoring.models import Match, MentorOffer, MentorWait
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.policies import are_apart, has_blocked

NOT_SO = Withheld("This is not so any more.")


def by_when(match: Match) -> str:
    """Return the day by which the mentor answers."""
    return f"{timezone.localtime(match.answer_by):%-d %B}"


def match_of(notice: Notice) -> Match | None:
    """Return the match a notice is about, if it is still there."""
    found = Match.objects.select_related("leader", "offer__mentor", "offer__programme__coordinator")
    return found.filter(pk=notice.object_id).first()


def match_between(notice: Notice) -> Match | None:
    """Return the match a notice is about, if it is still there and neither of the two keeps the other away."""
    match = match_of(notice)
    return None if match is None or are_apart(match.leader, match.offer.mentor) else match


def match_chosen(notice: Notice) -> Mail | Withheld:
    """Tell the mentor that a leader asked for them, while the question is open."""
    match = match_between(notice)
    if match is None or match.state != Match.State.CHOSEN or match.offer.mentor_id != notice.person_id:
        return Withheld("It was answered or taken back already.")
    return Mail(
        subject=f"{match.leader} would like to talk with you",
        body=(
            f"{match.leader} found you among the mentors who fit, and would like a hello with you.\n\n"
            "A hello is not a promise. Say yes, or not now, by "
            f"{by_when(match)}. You never have to give a reason."
        ),
        link=reverse("match-detail", args=[match.pk]),
        link_text=f"Answer {match.leader.get_short_name()}",
    )


def match_accepted(notice: Notice) -> Mail | Withheld:
    """Tell the leader that the mentor said yes."""
    match = match_between(notice)
    if match is None or match.state not in Match.CURRENT or match.leader_id != notice.person_id:
        return NOT_SO
    return Mail(
        subject=f"{match.offer.mentor} said yes",
        body=(
            f"{match.offer.mentor} said yes to a hello.\n\n"
            "The two of you have a room of your own now. Only you two can read what is said there. "
            "Meet, and see how it feels. Then you choose, and you owe nobody a reason."
        ),
        link=reverse("match-detail", args=[match.pk]),
        link_text="Open your page",
    )


def match_not_now(notice: Notice) -> Mail | Withheld:
    """Tell the leader kindly that this mentor cannot now."""
    match = match_of(notice)
    if match is None or match.state != Match.State.NOT_ACCEPTED or match.leader_id != notice.person_id:
        return NOT_SO
    if has_blocked(match.leader, match.offer.mentor):  # the other way round it is said as ever: nobody waits in vain
        return Withheld("You do not want to hear from them.")
    kind_words = "There are a few words for you on your page.\n\n" if match.answer_words else ""
    return Mail(
        subject=f"{match.offer.mentor} cannot be your mentor just now",
        body=(
            f"{match.offer.mentor} cannot take anybody on just now.\n\n"
            f"{kind_words}Mentors are never asked for a reason, and it says nothing about you. "
            "You can ask somebody else, or wait. Both are fine."
        ),
        link=reverse("mentor-suggestions"),
        link_text="See who else there is",
    )


def match_ended(notice: Notice) -> Mail | Withheld:
    """Tell whichever of the two did not end it, kindly and without a reason."""
    match = match_of(notice)
    if match is None or match.is_current:
        return NOT_SO
    is_leader = match.leader_id == notice.person_id
    ended_by, reader = (match.offer.mentor, match.leader) if is_leader else (match.leader, match.offer.mentor)
    if has_blocked(reader, ended_by):
        return Withheld("You do not want to hear from them.")
    if not match.is_decided:
        return hello_ended(match, is_leader=is_leader)
    next_for_leader = "You can look for another mentor, or wait. Both are fine."
    next_for_mentor = "One of your places is free again. Your coordinator is there if you would like to talk about it."
    return Mail(
        subject=f"Your mentoring with {ended_by} has ended",
        body=(
            f"{ended_by.get_short_name()} has ended it. Either of two can do that at any time. Nobody is asked for a "
            "reason, and it says nothing about you.\n\n"
            f"{next_for_leader if is_leader else next_for_mentor} What was written in your room stays readable."
        ),
        link=reverse("mentor-suggestions") if is_leader else reverse("home"),
        link_text="See who else there is" if is_leader else "Open your home page",
    )


def hello_ended(match: Match, *, is_leader: bool) -> Mail:
    """Return what is told when a hello came to nothing; nobody hears who was chosen in their place."""
    ended_by = match.offer.mentor if is_leader else match.leader
    next_for_leader = "You can say hello to somebody else, or wait. Both are fine."
    next_for_mentor = "One of your places is free again."
    return Mail(
        subject=f"Your hello with {ended_by} has ended",
        body=(
            f"{ended_by.get_short_name()} said thank you for the hello, and no thanks to going on. That is what a "
            "hello is for. Nobody is asked for a reason, and it says nothing about you.\n\n"
            f"{next_for_leader if is_leader else next_for_mentor} What was written in your room stays readable."
        ),
        link=reverse("mentor-suggestions"),
        link_text="See who else there is" if is_leader else "Open your mentoring page",
    )


def mentor_wanted(notice: Notice) -> Mail | Withheld:
    """Tell the coordinator that a leader waits for a mentor, while that is so."""
    wait = MentorWait.objects.open().select_related("leader", "programme").filter(pk=notice.object_id).first()
    if wait is None:
        return Withheld("They do not wait any more.")
    if notice.person_id != wait.programme.coordinator_id:
        return Withheld("Somebody else runs their programme now, and has it among their tasks.")
    if not Membership.objects.taking_part().filter(person=wait.leader).exists():
        return Withheld("They have no place in a programme now.")
    return Mail(
        subject=f"{wait.leader} is waiting for a mentor",
        body=(
            f"{wait.leader} has looked for a mentor, and nobody felt right or nobody fits yet.\n\n"
            f"We told them that you know, and that you answer by {wait.answer_by:%-d %B %Y}. "
            "You can write your answer on the page, and see what we suggested."
        ),
        link=reverse("admin:mentoring_mentorwait_change", args=[wait.pk]),
        link_text=f"Answer {wait.leader.get_short_name()}",
    )


def mentor_wait_answered(notice: Notice) -> Mail | Withheld:
    """Tell the leader that the coordinator answered; the words are on the page."""
    wait = MentorWait.objects.open().select_related("answered_by").filter(pk=notice.object_id).first()
    if wait is None or wait.answered_at is None or notice.occurrence != wait.answered_at.isoformat():
        return NOT_SO
    return Mail(
        subject=f"{wait.answered_by} has answered you about a mentor",
        body="You said that you are waiting for a mentor. There is an answer for you.",
        link=reverse("mentor-suggestions"),
        link_text="Read the answer",
    )


def mentor_stopped(notice: Notice) -> Mail | Withheld:
    """Tell a leader kindly that somebody they asked, or were shown, is not a mentor any more."""
    match = match_of(notice)
    put_away = (Match.State.LAPSED, Match.State.NOT_CHOSEN)
    if match is None or match.state not in put_away or match.offer.state != MentorOffer.State.STEPPED_DOWN:
        return NOT_SO
    name = match.offer.mentor.get_short_name()
    if match.state == Match.State.LAPSED:
        what = f"You asked {match.offer.mentor} to be your mentor. {name} has stopped mentoring, and cannot say yes."
    else:
        what = (
            f"We had suggested {match.offer.mentor} to you. {name} has stopped mentoring, so you do not see them there."
        )
    return Mail(
        subject=f"{match.offer.mentor} is not a mentor any more",
        body=f"{what}\n\nIt says nothing about you. You can ask somebody else, or wait. Both are fine.",
        link=reverse("mentor-suggestions"),
        link_text="See who else there is",
    )


def mentor_suggested(notice: Notice) -> Mail | Withheld:
    """Tell a leader who waits that their coordinator thought of somebody; the words are on the page."""
    match = match_of(notice)
    if match is None or match.state != Match.State.SUGGESTED or match.leader_id != notice.person_id:
        return NOT_SO
    return Mail(
        subject="Somebody who could be your mentor",
        body="Your coordinator suggests somebody, and says why.\n\nYou choose. You never have to give a reason.",
        link=reverse("mentor-suggestions"),
        link_text="See who it is",
    )


def offers_to_mentor(person: Person) -> bool:
    """Whether leaders can ask this person."""
    return MentorOffer.objects.filter(mentor=person).exists()


def is_a_leader(person: Person) -> bool:
    """Whether this person has a place, and so may look for a mentor."""
    return Membership.objects.taking_part().filter(person=person).exists()


def is_mentored_or_mentors(person: Person) -> bool:
    """Whether this person can be one of the two."""
    return is_a_leader(person) or offers_to_mentor(person)


def coordinates(person: Person) -> bool:
    """Whether this person runs a programme."""
    return Programme.objects.coordinated_by(person).exists()


KINDS: tuple[Kind, ...] = (
    Kind(
        "match_chosen",
        "Somebody would like you as their mentor",
        "You offer to mentor.",
        match_chosen,
        is_for=offers_to_mentor,
    ),
    Kind("match_accepted", "A mentor said yes", "You asked for a mentor.", match_accepted, is_for=is_a_leader),
    Kind("match_not_now", "A mentor said not now", "You asked for a mentor.", match_not_now, is_for=is_a_leader),
    Kind(
        "match_ended",
        "Your mentoring has ended",
        "You were mentor and leader.",
        match_ended,
        is_for=is_mentored_or_mentors,
    ),
    Kind("mentor_stopped", "A mentor has stopped", "You asked for a mentor.", mentor_stopped, is_for=is_a_leader),
    Kind(
        "mentor_suggested",
        "Somebody who could be your mentor",
        "You said that you are waiting for a mentor.",
        mentor_suggested,
        is_for=is_a_leader,
    ),
    Kind(
        "mentor_wanted",
        "Somebody is waiting for a mentor",
        "You run their programme.",
        mentor_wanted,
        can_be_off=False,
        is_for=coordinates,
    ),
    Kind(
        "mentor_wait_answered",
        "An answer about a mentor",
        "You said that you are waiting.",
        mentor_wait_answered,
        is_for=is_a_leader,
    ),
)
