"""How a time of day is said, everywhere: 2pm, 2:30pm, noon. Every template knows it as a filter."""

import datetime

from django import template
from django.utils import dateformat

register = template.Library()


@register.filter(expects_localtime=True)
def clock(at: datetime.datetime | datetime.time | str) -> str:
    """Return a time as people say it, or nothing for nothing; a template says a moment in the zone of the page."""
    return "" if isinstance(at, str) else dateformat.time_format(at, "P").replace(".", "").replace(" ", "")
