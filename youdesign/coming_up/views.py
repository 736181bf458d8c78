"""What is coming up, as a list, a month or a page to print."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from youdesign.coming_up.dates import Date, dates_of
from youdesign.coming_up.months import WEEKDAYS, Month, weeks_of
from youdesign.people.requests import PersonRequest


@require_safe
def coming_up(request: PersonRequest) -> HttpResponse:
    """Show everything that is coming up, or one month when the address names one."""
    return month_page(request, request.GET["month"]) if "month" in request.GET else list_page(request)


def list_page(request: PersonRequest) -> HttpResponse:
    """Show everything that is coming up, a heading for each month."""
    dates = dates_of(request.user, begins=timezone.now())
    facts = {"months": by_month(dates), "this_month": Month.of(timezone.localdate())}
    return render(request, "coming_up/list.html", facts)


def month_page(request: PersonRequest, typed: str) -> HttpResponse:
    """Show a month; this one, with a sentence, when the address names none that we can show."""
    today, asked = timezone.localdate(), Month.read(typed)
    month = asked or Month.of(today)
    zone = request.user.zone
    dates = dates_of(request.user, begins=month.begins(zone), ends=month.ends(zone))
    weeks = weeks_of(month, dates, today)
    days = [day for week in weeks for day in week if day.is_in_month]
    facts = {
        "month": month,
        "weekdays": WEEKDAYS,
        "weeks": weeks,
        "days": [day for day in days if day.dates or day.is_today],
        "is_empty": not any(day.dates for day in days),
        "is_other": asked is None,
    }
    return render(request, "coming_up/month.html", facts)


@require_safe
def coming_up_print(request: PersonRequest) -> HttpResponse:
    """Show everything that is coming up with how to get there, on a page made for paper."""
    dates = dates_of(request.user, begins=timezone.now())
    return render(request, "coming_up/print.html", {"dates": dates, "now": timezone.localtime()})


def by_month(dates: list[Date]) -> list[tuple[Month, list[Date]]]:
    """Return the dates under their months."""
    return [(month, list(each)) for month, each in groupby(dates, lambda date: Month.of(date.day))]
