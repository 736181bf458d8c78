"""What beat knocks with; doing it twice does it once."""

from celery import shared_task
from django.utils import timezone

from youdesign.conversations.news import owe_news


@shared_task
def tell_of_news() -> None:
    """Promise the morning's message to those who want to hear what is new in their rooms."""
    owe_news(timezone.now())
