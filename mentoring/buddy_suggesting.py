"""Who could be suggested by hand for a date for which nobody was found, and what the leader sees of it."""

import datetime
from dataclasses import dataclass

from django.utils.safestring import SafeString

from mentoring.buddies import candidates, shown_reasons
from mentoring.buddy_policies import can_have_buddy
from mentoring.models import BuddyAsk, BuddyRequest, BuddySuggestion
from youdesign.people.models import Person


@dataclass(frozen=True)
class Suggested:
    """Somebody whom the coordinator thought of, as the leader sees them."""

    suggestion: BuddySuggestion
    fits: list[SafeString]
    differs: list[SafeString]

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.suggestion.person


def can_suggest_for(wish: BuddyRequest, now: datetime.datetime) -> bool:
    """Whether somebody can be suggested: nobody was found, the date is to come, and she has not begun anew herself."""
    anew = wish.event.buddy_requests.filter(state__in=(*BuddyRequest.LIVE, BuddyRequest.State.DEBRIEFED))
    is_open = wish.state == BuddyRequest.State.NOT_MATCHED and can_have_buddy(wish.event, now)
    return is_open and not anew.exists()


def to_suggest(wish: BuddyRequest) -> list[Person]:
    """Return whom a coordinator can suggest: whom she could ask herself, in this programme, and has not asked for it.

    In the order of their names: why somebody fits is said to her, not to staff.
    """
    asked = set(BuddyAsk.objects.filter(request__event=wish.event_id).values_list("person", flat=True))
    there = [each.offer for each in candidates(wish) if each.offer.programme_id == wish.programme_id]
    return sorted((offer.person for offer in there if offer.person_id not in asked), key=lambda each: each.name)


def suggested_to(wish: BuddyRequest, now: datetime.datetime) -> list[Suggested]:
    """Return whom the coordinator suggests to the leader, as long as they can be asked."""
    suggestions = list(wish.suggestions.select_related("person__profile__self_title", "suggested_by", "request"))
    if not suggestions or not can_suggest_for(wish, now):
        return []
    could = {each.person.pk: each for each in candidates(wish)}
    return [Suggested(one, *shown_reasons(could[one.person_id])) for one in suggestions if one.person_id in could]
