"""What beat knocks with for facts about people; the rows say what is still to do, so a lost task does no harm."""

from celery import shared_task
from django.utils import timezone

from youdesign.people.actions import forget_old_drafts, freshen_listing, tidy_search_words
from youdesign.people.models import Listing

AT_ONCE = 500


@shared_task
def freshen_directory() -> None:
    """Let search learn names and words that staff changed; staff pages themselves may not read what else it knows."""
    for listing in Listing.objects.stale()[:AT_ONCE]:
        freshen_listing(listing)


@shared_task
def tidy_directory() -> None:
    """Let search forget the words of those who are not found any more."""
    tidy_search_words()


@shared_task
def forget_drafts() -> None:
    """Forget what people began to write and did not come back to."""
    forget_old_drafts(now=timezone.now())
