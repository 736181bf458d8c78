"""How was it, after a talk and halfway."""

from django.urls import reverse

from mentoring.models import Match, Review, Talk
from mentoring.notice_kinds.matches import is_mentored_or_mentors, match_between
from mentoring.notice_kinds.talks import MOVED_ON, name_talks, still_owed
from mentoring.reviews import asks_about_fit
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice

ANSWERED = Withheld("You have answered already.")


def talk_review(notice: Notice) -> Mail | Withheld:
    """Ask one of the two how a talk was."""
    owed = still_owed(notice, Talk.State.HELD)
    if owed is None:
        return MOVED_ON
    talk, person = owed
    if Review.objects.filter(talk=talk, person=person).exists():
        return ANSWERED
    other = talk.match.other_than(person).get_short_name()
    fit = f" It was your first: does it feel right, with {other}?" if asks_about_fit(talk) else ""
    return Mail(
        subject="How was your talk?",
        body=(
            f"Three short questions about your talk with {other}.{fit}\n\nYour answers are yours: {other} does not see "
            "them, and programme staff do not either. If something is heavy or does not fit, your coordinator is asked "
            "to get in touch, without your answers."
        ),
        link=reverse("talk-review", args=[talk.pk]),
        link_text="Say how it was",
    )


def match_halfway(notice: Notice) -> Mail | Withheld:
    """Ask one of the two how they find it halfway."""
    match, person = match_between(notice), notice.person
    if match is None or person is None or match.state not in Match.CURRENT:
        return MOVED_ON
    if Review.objects.filter(match=match, person=person, about=Review.About.HALFWAY).exists():
        return ANSWERED
    return Mail(
        subject="Halfway: is this working for you?",
        body=(
            f"You and {match.other_than(person)} have talked three times. Both of you get the same few questions.\n\n"
            "What you say stays with you, unless you tick that the other may read it."
        ),
        link=reverse("match-halfway", args=[match.pk]),
        link_text="Look back, halfway",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        "talk_review",
        "How a talk was",
        "You talked.",
        talk_review,
        is_for=is_mentored_or_mentors,
        name_each=name_talks,
    ),
    Kind(
        "match_halfway",
        "Halfway with a mentor, or with somebody you mentor",
        "You have talked three times.",
        match_halfway,
        is_for=is_mentored_or_mentors,
    ),
)
