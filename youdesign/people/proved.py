"""What this browser has just proved: that an address is theirs, by a link mailed to it or by a code.

An account whose address nobody has proved may have been made by somebody else, who chose its password. So when the
owner of the address proves it by a code to sign in, that password is forgotten.
"""

import datetime

from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.base import SessionBase

from youdesign.people.models import Person

KEY, UNPROVED = "proved_address", "asks_code_for_unproved"
LASTS = datetime.timedelta(hours=1)  # a borrowed phone must not prove it tomorrow


def prove_address(session: SessionBase, address: str, now: datetime.datetime) -> None:
    """Note in this browser's session, and nowhere else, that the link was followed here."""
    session[KEY] = {"address": address.lower(), "until": (now + LASTS).timestamp()}


def proved_address(session: SessionBase, now: datetime.datetime) -> str:
    """Return the address that was proved here within the last hour, or nothing."""
    held = session.get(KEY)
    return str(held["address"]) if held and held["until"] > now.timestamp() else ""


def note_unproved(session: SessionBase, person: Person | None) -> None:
    """Note that a code was asked for an account whose address nobody has proved yet."""
    session.pop(UNPROVED, None)
    if person is not None and not EmailAddress.objects.filter(user_id=person.pk, verified=True).exists():
        session[UNPROVED] = person.pk


def proved_just_now(session: SessionBase, person: Person) -> bool:
    """Whether that code has just proved it; asked once."""
    return bool(session.pop(UNPROVED, None) == person.pk)
