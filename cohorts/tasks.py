"""What beat knocks with; who waits stands in rows, and doing it twice does it once."""

from celery import shared_task
from django.utils import timezone

from cohorts.actions import carry_over_what_is_past, end_forgotten, fill_places
from cohorts.actions.applications import cohorts_to_fill
from cohorts.live import forgotten, stands_in
from cohorts.models import LearningGroup, Programme
from youdesign.conversations import keeping


@shared_task
def fill_free_places() -> None:
    """Offer places that have come free to those who wait."""
    for cohort in cohorts_to_fill():
        fill_places(cohort=cohort, now=timezone.now())


@shared_task
def carry_turns_over() -> None:
    """Let what had no time at a session that is over wait for the next one."""
    carry_over_what_is_past(timezone.now())


@shared_task
def forget_old_messages() -> None:
    """Delete what was said in groups longer ago than their programme keeps it."""
    for programme in Programme.objects.filter(messages_kept_months__isnull=False):
        groups = LearningGroup.objects.filter(cohort__programme=programme)
        keeping.forget_old_messages(
            groups.values_list("room", flat=True), programme.messages_kept_months or 0, timezone.now()
        )


@shared_task
def end_forgotten_debriefs() -> None:
    """End each debrief that everybody went away from, or nobody began, as it stands now; one that moves goes on."""
    now = timezone.now()
    for live in forgotten(now):
        stands = stands_in(live)
        end_forgotten(live=live, moves=stands.moves if stands else 0, now=now)
