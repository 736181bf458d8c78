"""A video room of our own: an address that nobody can guess, at the Jitsi site that the settings name."""

import secrets

from django.conf import settings


def has_rooms() -> bool:
    """Return whether this site has a place to make video rooms at."""
    return bool(settings.VIDEO_ROOMS_URL)


def new_room() -> str:
    """Return the address of a new room; it exists when somebody opens it."""
    return f"{settings.VIDEO_ROOMS_URL}/YouDesign{secrets.token_hex(12)}"
