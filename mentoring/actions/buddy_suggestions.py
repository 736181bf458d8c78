"""A coordinator suggests a meeting buddy by hand, and the leader asks them: in the way she asks anybody."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mentoring import buddy_policies as policies
from mentoring.actions.buddies import ask_buddy, ask_for_buddy, held, write_brief
from mentoring.actions.buddies_ending import look_after_request
from mentoring.buddy_suggesting import can_suggest_for, to_suggest
from mentoring.models import BuddyAsk, BuddyRequest, BuddySuggestion
from mentoring.problems import BuddyHasMovedOn, CannotBeAsked
from youdesign.notices.actions import owe_notice
from youdesign.people import audit
from youdesign.people.models import Person


@transaction.atomic
def suggest_buddy(
    *, wish: BuddyRequest, by: Person, person: int, words: str, now: datetime.datetime
) -> BuddySuggestion:
    """Suggest one person to a leader for whose date nobody was found; she reads why, and chooses. Twice is once.

    Raises BuddyHasMovedOn, or CannotBeAsked when this person is away, kept apart, or no buddy for it. Whoever is
    suggested hears nothing before she asks them.
    """
    wish = held(wish)
    if by.pk == wish.leader_id or not policies.can_look_after_request(by, wish):
        raise PermissionDenied
    if not can_suggest_for(wish, now):
        raise BuddyHasMovedOn
    if before := wish.suggestions.filter(person=person).first():
        return before
    found = next((each for each in to_suggest(wish) if each.pk == person), None)
    if found is None:
        raise CannotBeAsked
    suggestion = wish.suggestions.create(person=found, suggested_by=by, words=words, suggested_at=now)
    audit.record("suggest_buddy", suggestion, by=by, about=wish.leader)
    look_after_request(wish=wish, by=by, now=now)
    until = wish.event.starts_at
    owe_notice("buddy_suggested", object_id=suggestion.pk, person=wish.leader, due_at=now, useful_until=until)
    return suggestion


@transaction.atomic
def ask_suggested_buddy(*, suggestion: BuddySuggestion, by: Person, now: datetime.datetime) -> BuddyAsk:
    """Ask whom the coordinator suggested: her wish begins anew as she said it, and they are asked as anybody is."""
    before = suggestion.request
    if not policies.is_leader_of(by, before):
        raise PermissionDenied
    said = {"ways": before.ways, "words": before.words, "needs": list(before.needs.all())}
    wish = ask_for_buddy(event=before.event, by=by, now=now, **said)
    if before.has_brief and not wish.has_brief:
        words = {part: getattr(before, part) for part in BuddyRequest.BRIEF}
        wish = write_brief(wish=wish, by=by, words=words, version=wish.version, now=now)
    return ask_buddy(wish=wish, by=by, person=suggestion.person_id, now=now)
