"""The last talk is planned; the two have finished; and, after two weeks of quiet, whether to look again."""

from django.urls import reverse

from cohorts.models import Membership
from mentoring.models import Match
from mentoring.notice_kinds.matches import is_a_leader, is_mentored_or_mentors, match_between, match_of
from mentoring.notice_kinds.talks import MOVED_ON
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice


def match_ending(notice: Notice) -> Mail | Withheld:
    """Tell the other of the two that the next talk is to be the last."""
    match, person = match_between(notice), notice.person
    if match is None or person is None or match.state != Match.State.ENDING:
        return MOVED_ON
    other = match.other_than(person)
    return Mail(
        subject="Your next talk is the last one",
        body=(
            f"{other} thinks that the two of you are nearly there, and that your next talk is a good last one.\n\n"
            "There is a page to look back on: your own words from the start, and room for a thank you."
        ),
        link=reverse("match-close", args=[match.pk]),
        link_text="Look back",
    )


def match_finished(notice: Notice) -> Mail | Withheld:
    """Tell the other of the two that they have finished, and that there is a certificate."""
    match, person = match_between(notice), notice.person
    if match is None or person is None or match.state != Match.State.ENDED_WELL:
        return MOVED_ON
    return Mail(
        subject="You two have finished",
        body=(
            f"You and {match.other_than(person)} have finished what you set out to do. Thank you for doing it.\n\n"
            "Your certificate is ready, and your room stays readable."
        ),
        link=reverse("match-close", args=[match.pk]),
        link_text="Read the thank you, and take your certificate",
    )


def match_look_again(notice: Notice) -> Mail | Withheld:
    """Ask a leader, two weeks after a mentoring was ended, whether they would like to look for somebody else."""
    match, person = match_of(notice), notice.person
    if match is None or person is None or match.leader_id != person.pk or match.is_current:
        return MOVED_ON
    if Match.objects.holding().filter(leader=person).exists():
        return Withheld("You have asked somebody already.")
    if not Membership.objects.taking_part().filter(person=person).exists():
        return Withheld("You have no place in a programme now.")
    return Mail(
        subject="Would you like to look for a mentor again?",
        body=(
            "Two weeks ago your mentoring ended. If you like, see who else there is, with reasons.\n\n"
            "There is no hurry. Waiting, and having none, are fine too."
        ),
        link=reverse("mentor-suggestions"),
        link_text="See who there is",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        "match_ending",
        "A last talk with a mentor, or with somebody you mentor",
        "You are mentor and leader.",
        match_ending,
        is_for=is_mentored_or_mentors,
    ),
    Kind(
        "match_finished",
        "You two have finished",
        "You were mentor and leader.",
        match_finished,
        is_for=is_mentored_or_mentors,
    ),
    Kind(
        "match_look_again",
        "Looking for a mentor again",
        "Your mentoring ended two weeks ago.",
        match_look_again,
        is_for=is_a_leader,
    ),
)
