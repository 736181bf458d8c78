"""Messages to people, what each person wishes of them, and the feed of a person's dates."""

from youdesign.notices.models.feeds import CalendarFeed
from youdesign.notices.models.notices import Bounce, Notice, NoticeQuerySet
from youdesign.notices.models.wishes import NoticePreference, NoticeTimes, PushDevice

__all__ = ["Bounce", "CalendarFeed", "Notice", "NoticePreference", "NoticeQuerySet", "NoticeTimes", "PushDevice"]
