"""An address that somebody has just proved is theirs, by a link mailed to it: joining with it asks for no code."""

import datetime

from django.contrib.sessions.backends.base import SessionBase

KEY = "proved_address"
LASTS = datetime.timedelta(hours=1)  # a borrowed phone must not prove it tomorrow


def prove_address(session: SessionBase, address: str, now: datetime.datetime) -> None:
    """Note in this browser's session, and nowhere else, that the link was followed here."""
    session[KEY] = {"address": address.lower(), "until": (now + LASTS).timestamp()}


def proved_address(session: SessionBase, now: datetime.datetime) -> str:
    """Return the address that was proved here within the last hour, or nothing."""
    held = session.get(KEY)
    return str(held["address"]) if held and held["until"] > now.timestamp() else ""
