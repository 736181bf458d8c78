"""Links that work without signing in, each for one thing: a kind is switched off, or a feed of dates is read."""

import datetime
import hashlib

from django.conf import settings
from django.core import signing
from django.urls import reverse

from youdesign.notices.kinds import Kind, Link, all_kinds
from youdesign.notices.models import CalendarFeed, Notice
from youdesign.notices.policies import can_switch_notices
from youdesign.people.models import Person

PURPOSE = "youdesign.notices.off"
LIFE = datetime.timedelta(days=180)


class LinkIsTooOld(Exception):
    """The link was ours, and its time is over."""


class LinkIsNotOurs(Exception):
    """Nobody made this link, or what it was made for is gone."""


def off_link(notice: Notice, kind: Kind) -> str:
    """Return the address that switches this kind off without signing in, or nothing where it cannot be off."""
    if notice.person_id is None or not kind.can_be_off:
        return ""
    token = signing.dumps({"person": notice.person_id, "kind": kind.code}, salt=PURPOSE)
    return absolute(reverse("notice-off", args=[token]))


def holder_of(token: str) -> tuple[Person, Kind]:
    """Return the person and the kind it was made for; raises LinkIsTooOld or LinkIsNotOurs."""
    try:
        held = signing.loads(token, salt=PURPOSE, max_age=LIFE)
    except signing.SignatureExpired as error:
        raise LinkIsTooOld from error
    except signing.BadSignature as error:
        raise LinkIsNotOurs from error
    person, kind = Person.objects.filter(pk=held["person"], is_active=True).first(), all_kinds().get(held["kind"])
    if person is None or kind is None or not can_switch_notices(person, kind):
        raise LinkIsNotOurs
    return person, kind


def hash_of(token: str) -> str:
    """Return what is kept of the token of a feed."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_link(token: str) -> str:
    """Return the address a calendar program reads; it is told once, because only its hash is kept."""
    return absolute(reverse("feed-file", args=[token]))


def feed_of(token: str) -> CalendarFeed | None:
    """Return the feed at an address; nothing for one that never was, was stopped, or whose person is switched off."""
    found = CalendarFeed.objects.select_related("person").filter(person__is_active=True)
    return found.filter(token_hash=hash_of(token)).first()


def absolute(link: Link) -> str:
    """Return a whole address, as a mail needs it."""
    path = link if isinstance(link, str) else link()
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path
