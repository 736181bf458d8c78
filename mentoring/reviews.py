"""What each of the two is asked after a talk and halfway, and what both let one another read."""

from dataclasses import dataclass

from cohorts.models import PulseAnswer
from mentoring.models import Match, Review, Talk
from mentoring.talks import HALFWAY
from youdesign.people.models import Code, Person

HAND_NEEDED = {"understood": "fit", "load": "load"}  # the statement, and what a low answer to it asks of staff
LOW = 2
AGREES = dict(PulseAnswer.AGREES)


def questions_after_talk(match: Match, person: Person) -> list[Code]:
    """Return what this one of the two is asked after a talk."""
    return listed("after_mentor_talk" if match.leader_id == person.pk else "mentor_check")


def questions_halfway(match: Match, person: Person) -> list[Code]:
    """Return what this one of the two is asked halfway: the same, the other way round."""
    return listed("match_midpoint" if match.leader_id == person.pk else "match_midpoint_mentor")


def listed(listing: str) -> list[Code]:
    """Return the statements of a list."""
    return list(Code.objects.filter(listing=listing, is_on=True).order_by("position", "pk"))


def asks_about_fit(talk: Talk) -> bool:
    """Whether both are asked after this talk if it fits: it was their first."""
    earlier = talk.match.talks.held().filter(starts_at__lt=talk.starts_at)
    return talk.is_held and not earlier.exclude(pk=talk.pk).exists()


def is_halfway(match: Match) -> bool:
    """Whether they have talked often enough to look back."""
    return match.talks.held().count() >= HALFWAY


@dataclass(frozen=True)
class Line:
    """One statement, and how far each of the two agrees, as far as its reader may know."""

    statement: str
    mine: str
    theirs: str


def review_of(person: Person, match: Match, about: str, talk: Talk | None = None) -> Review | None:
    """Return what this person said themselves, if they did."""
    return Review.objects.visible_to(person).filter(match=match, person=person, about=about, talk=talk).first()


def side_by_side(match: Match, person: Person) -> list[Line]:
    """Return both views of halfway, where the other lets this person read theirs and both have answered."""
    reviews = Review.objects.visible_to(person).filter(match=match, about=Review.About.HALFWAY)
    said = {review.person_id: answers_in_words(review) for review in reviews.prefetch_related("answers__item")}
    mine, theirs = said.get(person.pk), said.get(match.other_than(person).pk)
    if mine is None or theirs is None:
        return []
    items = questions_halfway(match, person)
    return [Line(item.label, mine.get(item.slug, ""), theirs.get(item.slug, "")) for item in items]


def answers_in_words(review: Review) -> dict[str, str]:
    """Return the answers by the statement they are to."""
    return {answer.item.slug: AGREES[answer.value] for answer in review.answers.all()}
