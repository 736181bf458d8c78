"""What other packages hold about a person for signing in: it is in no declaration of ours, so it is named here."""

import hashlib
import json

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Q
from redis import Redis

from youdesign.people.browsers import in_words
from youdesign.people.models import Person
from youdesign.people.my_data.gathering import Fact, Part

TO_SIGN_IN = "to sign in and to write to you"
TO_NOTICE = "so that you can see a sign-in that was not yours"


def parts_of(person: Person) -> list[Part]:
    """Return the addresses, second steps and sign-ins of the person as parts of their download."""
    addresses = [
        [
            Fact("email", "Email address", TO_SIGN_IN, found.email),
            Fact("verified", "Confirmed", TO_SIGN_IN, found.verified),
        ]
        for found in EmailAddress.objects.filter(user=person)
    ]
    seconds = [
        [
            Fact("type", "Second step", TO_SIGN_IN, str(found.get_type_display())),
            Fact("created_at", "Since", TO_SIGN_IN, found.created_at),
        ]
        for found in Authenticator.objects.filter(user=person)
    ]
    places = [
        [
            Fact("user_agent", "Browser", TO_NOTICE, in_words(found.user_agent)),
            Fact("ip", "Address on the internet", TO_NOTICE, str(found.ip)),
            Fact("created_at", "Since", TO_NOTICE, found.created_at),
        ]
        for found in UserSession.objects.filter(user=person).order_by("pk")
    ]
    parts = [
        Part("account.emailaddress", "My email addresses", addresses),
        Part("mfa.authenticator", "My second step to sign in", seconds),
        Part("usersessions.usersession", "Where I am signed in", places),
    ]
    return [part for part in parts if part.rows]


def end_sessions(person: Person) -> int:
    """Delete every session of the person, and every one that holds their address half-way through signing in."""
    found = [
        session.pk
        for session in Session.objects.iterator()
        if str((held := session.get_decoded()).get("_auth_user_id")) == str(person.pk)
        or person.email in json.dumps(held, default=str).lower()
    ]
    return Session.objects.filter(pk__in=found).delete()[0]


def forget_in_staff_history(*, name: str, email: str) -> None:
    """Take the person's name and address out of what Django admin noted about changes."""
    named = Q(object_repr__icontains=email) | Q(change_message__icontains=email)
    if name:
        named |= Q(object_repr__icontains=name) | Q(change_message__icontains=name)
    LogEntry.objects.filter(named).update(object_repr="", change_message="")


def forget_in_cache(*, pk: int, email: str) -> None:
    """Drop how often the person tried something, kept by their number or their address: Redis holds nothing else."""
    with Redis.from_url(settings.REDIS_URL) as redis:
        for source in (f"user:{pk}", hashlib.sha256(email.encode()).hexdigest()):
            if keys := list(redis.scan_iter(f"{settings.CACHES['default']['KEY_PREFIX']}:*:{source}", count=1000)):
                redis.delete(*keys)
