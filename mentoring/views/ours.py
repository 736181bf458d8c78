"""How pages of two find their match: only for the two of it, once they have a room of their own."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from mentoring.models import Match
from mentoring.policies import can_change_our_agreement
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest


def our_match(request: PersonRequest, pk: int) -> Match:
    """Return the match of the two, or 404."""
    return get_object_or_404(Match.objects.visible_to(request.user).together().with_both(), pk=pk)


def our_match_to_change(
    request: PersonRequest, pk: int, may: Callable[[Person, Match], bool] = can_change_our_agreement
) -> Match:
    """Return the match of the two, 404 for others, 403 where they may not do this now."""
    match = our_match(request, pk)
    if not may(request.user, match):
        raise PermissionDenied
    return match
