"""One of the two takes a pause, and is back."""

from django.urls import reverse

from mentoring.models import Match
from mentoring.notice_kinds.matches import NOT_SO, is_mentored_or_mentors, match_between
from mentoring.pausing import who_pauses
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person

Owed = tuple[Match, Person]


def owed(notice: Notice) -> Owed | None:
    """Return a match that goes on, and the other of its two."""
    match, person = match_between(notice), notice.person
    if match is None or person is None or not match.is_current:
        return None
    return match, match.other_than(person)


def pair_waits(notice: Notice) -> Mail | Withheld:
    """Tell the other that one of the two takes a pause, and never why."""
    found = owed(notice)
    if found is None or found[1] not in who_pauses(found[0]):
        return NOT_SO
    match, other = found
    return Mail(
        subject=f"{other} is taking a pause",
        body=(
            f"{other} is taking a pause, so your mentoring waits. Nobody is asked why, and it says nothing about "
            "you.\n\nWe remind you of nothing meanwhile. A talk that is booked stays until one of you moves it or "
            f"calls it off. When {other.get_short_name()} is back, we tell you."
        ),
        link=reverse("match-detail", args=[match.pk]),
        link_text="See where things stand",
    )


def pair_goes_on(notice: Notice) -> Mail | Withheld:
    """Tell the other that the pause is over."""
    found = owed(notice)
    if found is None or who_pauses(found[0]):
        return NOT_SO
    match, other = found
    return Mail(
        subject="Your mentoring goes on",
        body=f"{other}'s pause is over, so your mentoring goes on. There is no hurry: offer a time when it suits you.",
        link=reverse("match-detail", args=[match.pk]),
        link_text="Open your mentoring",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        "pair_waits",
        "Your mentoring waits",
        "You are mentor and leader, and the other takes a pause.",
        pair_waits,
        is_for=is_mentored_or_mentors,
    ),
    Kind(
        "pair_goes_on",
        "Your mentoring goes on",
        "You are mentor and leader, and the other is back from a pause.",
        pair_goes_on,
        is_for=is_mentored_or_mentors,
    ),
)
