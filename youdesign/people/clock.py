"""How a time of day is said, everywhere: 2pm, 2:30pm, noon. Every template knows it as a filter."""

import datetime

from django import template
from django.utils import dateformat, timezone

register = template.Library()


@register.filter(expects_localtime=True)
def clock(at: datetime.datetime | datetime.time | str) -> str:
    """Return a time as people say it, or nothing for nothing; a template says a moment in the zone of the page."""
    return "" if isinstance(at, str) else dateformat.time_format(at, "P").replace(".", "").replace(" ", "")


@register.filter(expects_localtime=True)
def span(begins: datetime.datetime | str, ends: datetime.datetime | str) -> str:
    """Return a day and its times in the zone of the page; past midnight it names both days."""
    if isinstance(begins, str) or isinstance(ends, str):
        return ""
    return said_span(begins, timezone.localtime(ends))


def said_span(begins: datetime.datetime, ends: datetime.datetime) -> str:
    """Return a day and its times, which are local: Tuesday 24 November 2026, 6pm to 7pm; midnight ends its own day."""
    is_over_night = (ends - datetime.timedelta(microseconds=1)).date() > begins.date()
    until = f"{dateformat.format(ends, 'l j F Y')}, {clock(ends)}" if is_over_night else clock(ends)
    return f"{dateformat.format(begins, 'l j F Y')}, {clock(begins)} to {until}"
