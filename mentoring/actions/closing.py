"""Ending well: planning the last talk, saying thank you, and saying that it is finished."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mentoring import policies
from mentoring.actions.holding import locked, move
from mentoring.actions.talks import end_talks
from mentoring.models import Match, ThankYou
from mentoring.problems import AlreadyAnswered, NothingToEndYet
from youdesign.notices.actions import owe_notice
from youdesign.people import audit
from youdesign.people.models import Person

State = Match.State


@transaction.atomic
def plan_ending(*, match: Match, by: Person, now: datetime.datetime) -> Match:
    """Say that the next talk is the last, for whichever of the two wants to; the other is told. Twice is once."""
    match = locked(match)
    if not policies.can_end_match(by, match):
        raise PermissionDenied
    if match.state == State.ENDING:
        return match
    if match.state not in (State.ACTIVE, State.PAUSED):
        raise NothingToEndYet
    move(match, State.ENDING)
    other = match.other_than(by)
    audit.record("plan_ending", match, by=by, about=other)
    owe_notice("match_ending", object_id=match.pk, person=other, due_at=now)
    return match


@transaction.atomic
def say_thank_you(*, match: Match, by: Person, words: str, now: datetime.datetime) -> ThankYou | None:
    """Keep what one of the two says to the other at the end; with no words, nothing is kept."""
    match = locked(match)
    if not policies.can_say_thank_you(by, match):
        raise PermissionDenied
    if not words:
        if ThankYou.objects.filter(match=match, author=by).delete()[0]:
            audit.record("take_back_thanks", match, by=by, about=by)
        return None
    said = {"words": words, "said_at": now}
    thanks, _ = ThankYou.objects.update_or_create(match=match, author=by, defaults=said)
    audit.record("thank", thanks, by=by, about=match.other_than(by), match=match.pk)
    return thanks


@transaction.atomic
def finish_match(*, match: Match, by: Person, now: datetime.datetime) -> Match:
    """Say that the two have finished what they set out to do; the other is told. Twice is once."""
    match = locked(match)
    if not policies.can_end_match(by, match):
        raise PermissionDenied
    if match.state == State.ENDED_WELL:
        return match
    if match.state != State.ENDING:
        raise AlreadyAnswered
    end_talks(match, by=by, now=now)
    move(match, State.ENDED_WELL)
    other = match.other_than(by)
    audit.record("finish", match, by=by, about=other)
    owe_notice("match_finished", object_id=match.pk, person=other, due_at=now)
    return match
