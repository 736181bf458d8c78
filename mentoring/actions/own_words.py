"""Throwing one's own words away, once the mentoring they come from is gone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mentoring.own_words import kept_words
from youdesign.people import audit
from youdesign.people.models import Person


@transaction.atomic
def throw_words_away(*, kind: str, key: str, by: Person) -> None:
    """Remove something of one's own for good; while its mentoring is there, it is changed where it stands."""
    said = kept_words(by, kind, key)
    if said is None:
        raise PermissionDenied
    audit.record("throw_away", said.row, by=by, about=by)
    said.row.delete()
