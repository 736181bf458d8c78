"""The messages that coordinators look after: what their own programmes send, and nothing that says who is coming."""

from collections.abc import Callable
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from cohorts.models import (
    Application,
    Cohort,
    DebriefSession,
    Invitation,
    LearningGroup,
    Membership,
    Programme,
    ProposedGroup,
    SeriesNews,
)
from cohorts.rhythm import KINDS_BEFORE
from youdesign.notices.models import Notice
from youdesign.people.models import Person

Rows = Callable[[QuerySet[Cohort]], QuerySet[Any]]

# What messages of these kinds are about, within some cohorts.
ABOUT: tuple[tuple[tuple[str, ...], Rows], ...] = (
    (
        ("session_week", "session_reminder", "session_open", "session_changed", "session_cancelled"),
        lambda cohorts: DebriefSession.objects.filter(group__cohort__in=cohorts),
    ),
    (
        ("series_planned", "series_changed", "series_cancelled"),
        lambda cohorts: SeriesNews.objects.filter(series__group__cohort__in=cohorts),
    ),
    (
        ("group_placed", "group_handed_over", "group_helped", "agreement_changed"),
        lambda cohorts: LearningGroup.objects.filter(cohort__in=cohorts),
    ),
    (
        ("invitation", "seat_to_come", "seat_to_find"),
        lambda cohorts: Invitation.objects.filter(cohort__in=cohorts),
    ),
    (
        ("asking_received", "asking_to_read", "asking_waiting", "asking_not_this_time", "asking_missed_out"),
        lambda cohorts: Application.objects.filter(cohort__in=cohorts),
    ),
    (
        ("proposal_to_facilitate", "proposal_yours", "proposal_ready", "proposal_not_now", "proposal_over"),
        lambda cohorts: ProposedGroup.objects.filter(cohort__in=cohorts),
    ),
    (("place_left",), lambda cohorts: Membership.objects.filter(cohort__in=cohorts)),
)
# Of reminders, what has gone and what has not would say by its gaps who cannot come.
GONE = (Notice.State.SENT, Notice.State.WITHHELD, Notice.State.GATHERED)


def looked_after_by(person: Person) -> QuerySet[Notice]:
    """Return the messages of the programmes this person coordinates."""
    cohorts = Cohort.objects.filter(programme__in=Programme.objects.coordinated_by(person))
    about = Q()
    for kinds, rows in ABOUT:
        keys = rows(cohorts).order_by().values_list(Cast("pk", CharField()))
        about |= Q(kind__in=kinds, object_id__in=keys)
    return Notice.objects.filter(about).exclude(kind__in=KINDS_BEFORE, state__in=GONE)
