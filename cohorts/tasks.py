"""What beat knocks with; who waits stands in rows, and doing it twice does it once."""

from celery import shared_task
from django.utils import timezone

from cohorts.actions import fill_places
from cohorts.actions.applications import cohorts_to_fill


@shared_task
def fill_free_places() -> None:
    """Offer places that have come free to those who wait."""
    for cohort in cohorts_to_fill():
        fill_places(cohort=cohort, now=timezone.now())
