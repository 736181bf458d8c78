"""Putting one's dates in one's calendar: the page that makes and stops the address, and the feed at it."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from youdesign.notices import actions, calendar
from youdesign.notices.feeds import dates_of, mark_of
from youdesign.notices.forms import FeedForm
from youdesign.notices.links import feed_link, feed_of, hash_of
from youdesign.notices.models import CalendarFeed
from youdesign.people.requests import PersonRequest

RATES = {"read_feed": "60/h/key"}
SALT = "notices.new_feed"
SHOWN_WITHIN = 600  # seconds from the button to the page that it leads to


@never_cache
@require_safe
def feed_detail(request: PersonRequest) -> HttpResponse:
    """Show whether a calendar can read my dates; a new address is shown this once."""
    feed = CalendarFeed.objects.visible_to(request.user).first()
    link = new_link(request, feed)
    response = render(request, "notices/feed.html", {"feed": feed, "link": link, "webcal": as_webcal(link)})
    response.delete_cookie(settings.FEED_COOKIE_NAME)
    return response


def new_link(request: HttpRequest, feed: CalendarFeed | None) -> str:
    """Return the address that was just made; only the person's browser holds it, until it is shown."""
    token = request.get_signed_cookie(settings.FEED_COOKIE_NAME, "", salt=SALT, max_age=SHOWN_WITHIN)
    return feed_link(token) if token and feed and hash_of(token) == feed.token_hash else ""


def as_webcal(link: str) -> str:
    """Return the address as phones and computers know that it is a calendar's."""
    return f"webcal:{link.partition(':')[2]}" if link else ""


@require_POST
def feed_make(request: PersonRequest) -> HttpResponse:
    """Make an address; the old one, if there is one, stops at once."""
    form = FeedForm(request.POST)
    token = actions.make_feed(by=request.user, **form.cleaned_data) if form.is_valid() else None
    response = redirect("feed-detail")
    if token is None:
        messages.info(request, "Your calendar address was made or stopped meanwhile. This is how it stands now.")
        return response
    response.set_signed_cookie(
        settings.FEED_COOKIE_NAME,
        token,
        salt=SALT,
        max_age=SHOWN_WITHIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
def feed_stop(request: PersonRequest) -> HttpResponse:
    """Stop the address."""
    feed = get_object_or_404(CalendarFeed.objects.visible_to(request.user))
    actions.stop_feed(feed=feed, by=request.user)
    messages.success(request, "Stopped. No calendar can read your dates here any more.")
    return redirect("feed-detail")


@login_not_required
@require_safe
def feed_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give a calendar program the dates of whoever made this address.

    There is no Last-Modified: a date that goes away leaves no later time behind, so only the ETag can tell.
    """
    limits = {"app": "youdesign.notices", "action": "read_feed", "config": RATES, "limit_get": True}
    if not ratelimit.consume(request, key=hash_of(token), **limits):
        return ratelimit.respond_429(request)
    feed = feed_of(token)
    if feed is None:
        raise Http404
    dates = dates_of(feed.person, timezone.now())
    mark = mark_of(dates)
    unchanged = get_conditional_response(request, etag=mark)
    response = written(dates) if unchanged is None else unchanged
    response.headers["ETag"], response.headers["Cache-Control"] = mark, "private, no-cache"
    return response


def written(dates: list[calendar.CalendarDate]) -> HttpResponse:
    """Return the dates as calendar programs read them."""
    disposition = {"Content-Disposition": 'inline; filename="you-design.ics"'}
    return HttpResponse(calendar.feed_file(dates), content_type="text/calendar; charset=utf-8", headers=disposition)
