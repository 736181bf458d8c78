"""How many seats of a group, and places of a cohort, are free: neither taken nor offered to whom may still say yes."""

import datetime
from collections.abc import Collection

from django.db.models import Count

from cohorts.models import Cohort, GroupMembership, Invitation, LearningGroup, Membership


def free_seats(
    groups: Collection[LearningGroup], now: datetime.datetime, *, but: Collection[str] = ()
) -> dict[int, int]:
    """Return the free seats of each group by its key; what is offered to addresses in `but` counts as free."""
    taken = GroupMembership.objects.present().filter(group__in=groups).values("group")
    offered = Invitation.objects.open(now).filter(group__in=groups).exclude(email__in=but).values("group")
    free = {group.pk: LearningGroup.PLACES for group in groups}
    for rows in (taken, offered):
        for row in rows.order_by().annotate(n=Count("pk")):
            free[row["group"]] -= row["n"]
    return free


def free_places(cohort: Cohort, now: datetime.datetime, *, but: Collection[str] = ()) -> int | None:
    """Return how many places are free, or None where a cohort has no end of them; for `but`, see free_seats."""
    if cohort.places is None:
        return None
    offered = Invitation.objects.open(now).filter(cohort=cohort, role=Invitation.MEMBER).exclude(email__in=but)
    return cohort.places - Membership.objects.taking_part().filter(cohort=cohort).count() - offered.count()
