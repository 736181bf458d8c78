"""What other packages hold about a person for signing in: it is in no declaration of ours, so it is named here."""

import hashlib
import json
import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from redis import Redis

from youdesign.people.browsers import in_words
from youdesign.people.models import AuditEntry, Person
from youdesign.people.my_data.gathering import Fact, Part

TO_SIGN_IN = "to sign in and to write to you"
TO_NOTICE = "so that you can see a sign-in that was not yours"
SAID_NEXT = SessionStorage.session_key


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
    """Delete every session of the person, and every one that holds their address half-way through signing in.

    What waits to be said to somebody else about them, like "Maureen Webb was changed", is dropped from that session.
    """
    held = {session.pk: session.get_decoded() for session in Session.objects.iterator()}
    theirs = [key for key, facts in held.items() if is_of(facts, person)]
    for key in held.keys() - theirs:
        if any(name in str(held[key].get(SAID_NEXT, "")) for name in spellings(person.name)):
            forget_what_is_said(key)
    return Session.objects.filter(pk__in=theirs).delete()[0]


def is_of(facts: dict[str, Any], person: Person) -> bool:
    """Whether a session is the person's, or holds their address."""
    is_theirs = str(facts.get(SESSION_KEY)) == str(person.pk)
    return is_theirs or person.email in json.dumps(facts, default=str).lower()


def forget_what_is_said(key: str) -> None:
    """Drop the messages that wait in a session."""
    session = SessionStore(key)
    session.pop(SAID_NEXT, None)
    session.save()


def spellings(name: str) -> set[str]:
    """Return how a name may stand in a text: as it is, and as JSON writes it, where "Zoë" is "Zo\\u00eb"."""
    return {name, json.dumps(name)[1:-1]} - {""}


def forget_in_reasons(*, name: str, email: str) -> None:
    """Take away the reasons that name the person, also where staff gave them for a change to something else."""
    said = "|".join(re.escape(one) for one in (email, name) if one)
    AuditEntry.objects.filter(why__iregex=rf"(?<!\w)({said})(?!\w)").update(why="")


def forget_in_cache(*, pk: int, email: str) -> None:
    """Drop how often the person tried something, kept by their number or their address: Redis holds nothing else."""
    with Redis.from_url(settings.REDIS_URL) as redis:
        for source in (f"user:{pk}", hashlib.sha256(email.encode()).hexdigest()):
            if keys := list(redis.scan_iter(f"{settings.CACHES['default']['KEY_PREFIX']}:*:{source}", count=1000)):
                redis.delete(*keys)
