"""Saying how it is after a talk and halfway, and what a low answer asks of staff."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mentoring import policies
from mentoring.actions.caring import ask_to_look_after
from mentoring.actions.holding import locked
from mentoring.models import Match, PairTask, Review, ReviewAnswer, Talk
from mentoring.reviews import HAND_NEEDED, LOW
from youdesign.people import audit
from youdesign.people.models import Code, Person

Answers = Mapping[int, int | None]


@transaction.atomic
def review_talk(*, talk: Talk, by: Person, answers: Answers, choice: str, words: str, now: datetime.datetime) -> Review:
    """Keep how a talk was for one of the two, for them alone; words go to the coordinator. Again replaces it."""
    talk.match = match = locked(talk.match)
    if not policies.can_review_talk(by, talk):
        raise PermissionDenied
    said = {"choice": choice, "said_at": now, "match": match}
    review = keep(answers, about=Review.About.TALK, talk=talk, person=by, defaults=said)
    audit.record("review", review, by=by, about=by)
    for slug in low(answers):
        ask_to_look_after(match, by, HAND_NEEDED[slug], by=by, now=now)
    if words:
        ask_to_look_after(match, by, PairTask.Why.ASKED, by=by, now=now, words=words)
    return review


@transaction.atomic
def review_halfway(
    *, match: Match, by: Person, answers: Answers, choice: str, is_shared: bool, now: datetime.datetime
) -> Review:
    """Keep how one of the two finds it halfway; the other reads it only where they tick that. Again replaces it."""
    match = locked(match)
    if not policies.can_review_halfway(by, match):
        raise PermissionDenied
    said = {"choice": choice, "is_shared": is_shared, "said_at": now}
    review = keep(answers, about=Review.About.HALFWAY, match=match, person=by, defaults=said)
    audit.record("review", review, by=by, about=by)
    return review


def keep(answers: Answers, *, defaults: Mapping[str, Any], **which: Any) -> Review:
    """Put a review in place of the one there was, with its answers."""
    review, _ = Review.objects.update_or_create(**which, defaults=defaults)
    review.answers.all().delete()
    ReviewAnswer.objects.bulk_create(
        ReviewAnswer(review=review, item_id=item, value=value) for item, value in answers.items() if value
    )
    return review


def low(answers: Answers) -> list[str]:
    """Return the statements, of those for which somebody gets in touch, that somebody disagrees with."""
    asked = Code.objects.filter(pk__in=answers, slug__in=HAND_NEEDED)
    return [code.slug for code in asked if 0 < (answers[code.pk] or 0) <= LOW]
