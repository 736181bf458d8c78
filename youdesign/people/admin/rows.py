"""What every list about people shares: who is at work, and rows that nobody changes by hand."""

from typing import Any

from django.http import HttpRequest

from youdesign.people.models import Person


class ReadOnly:
    """Rows that staff read and nobody changes by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are written by the change they tell of."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They stay as they are."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They stay."""
        return False


def staff(request: HttpRequest) -> Person:
    """Return who is at work; Django admin lets nobody else come here."""
    if not isinstance(request.user, Person):
        raise TypeError("Django admin is for people who are signed in.")
    return request.user
