"""How to join a session, in lines that a mail and a calendar file can hold."""

from cohorts.models import DebriefSession


def ways_to_join(session: DebriefSession) -> list[str]:
    """Return a line for each way: by video, by phone, in a place."""
    code = f", code {session.phone_code}" if session.phone_code else ""
    ways = (
        ("By video", session.online_link),
        ("By phone", session.phone_in and f"{session.phone_in}{code}"),
        ("Place", session.place),
        ("Getting in", session.place_access),
    )
    return [f"{label}: {text}" for label, text in ways if text]
