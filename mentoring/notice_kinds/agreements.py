"""The other of the two changed what they agree, or signed it."""

from django.urls import reverse

from mentoring.agreements import Agreement
from mentoring.notice_kinds.matches import NOT_SO, is_mentored_or_mentors, match_between
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice


def match_agreement(notice: Notice) -> Mail | Withheld:
    """Ask one of the two to read the agreement as it stands, and to sign."""
    match, person = match_between(notice), notice.person
    if match is None or person is None or not match.is_current:
        return NOT_SO
    agreement = Agreement(match)
    if str(agreement.number) != notice.occurrence:
        return Withheld("The words were changed again, and another message says so.")
    if agreement.has_signed(person):
        return Withheld("You have signed already.")
    other = match.other_than(person)
    return Mail(
        subject=f"Your agreement with {other} waits for you",
        body=(
            f"{other.get_short_name()} has read, changed or signed what the two of you agree.\n\n"
            "Read it, change what does not fit you, and sign when it does. There is no hurry."
        ),
        link=reverse("match-agreement", args=[match.pk]),
        link_text="Read our agreement",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        "match_agreement",
        "Your agreement with a mentor, or somebody you mentor",
        "The two of you make an agreement together.",
        match_agreement,
        is_for=is_mentored_or_mentors,
    ),
)
