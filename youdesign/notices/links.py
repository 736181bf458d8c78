"""The link in a mail that switches a kind off: its signed token is the right to do that one thing, and nothing else."""

import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse

from youdesign.notices.kinds import Kind, Link, all_kinds
from youdesign.notices.models import Notice
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


def absolute(link: Link) -> str:
    """Return a whole address, as a mail needs it."""
    path = link if isinstance(link, str) else link()
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path
