"""Keeping what somebody is typing, every few seconds, until they save it or throw it away.

No audit row: nobody else ever reads a draft, and a row every three seconds would tell when somebody writes.
"""

import datetime
import secrets

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from youdesign.people.drafts import is_all_in, seal_draft
from youdesign.people.models import Draft, Person


class KeptElsewhere(Exception):
    """Another window or device has kept this form since; `draft` is what it kept, or None when the form was saved."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__()
        self.draft = draft


@transaction.atomic
def keep_draft(*, by: Person, place: str, version: str, mark: str, form: str) -> Draft:
    """Keep a form as it stands, over the draft with this mark ("" where there is none yet); it gets a new mark.

    Raises KeptElsewhere rather than writing over what another window kept, and CannotOpen when it cannot be sealed.
    """
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    held = Draft.objects.filter(person=by, place=place).first()
    if (held.mark if held else "") != mark:
        raise KeptElsewhere(held)
    draft = held or Draft(person=by, place=place)
    draft.version, draft.mark, draft.kept_at = version, secrets.token_hex(8), timezone.now()
    draft.sealed = seal_draft(draft, form)
    draft.save()
    if held is None:
        kept = Draft.objects.filter(person=by).values("pk")[: Draft.MOST]
        Draft.objects.filter(person=by).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return draft


def end_draft(*, by: Person, place: str, mark: str, sent: QueryDict) -> None:
    """Forget the draft of a form that was saved; words that another window kept since, and nobody has saved, stay."""
    for draft in Draft.objects.filter(person=by, place=place):
        if draft.mark == mark or is_all_in(draft, by, sent):
            throw_draft_away(by=by, place=place, mark=draft.mark)


def throw_draft_away(*, by: Person, place: str, mark: str) -> None:
    """Forget the draft with this mark; what another window kept since stays."""
    Draft.objects.filter(person=by, place=place, mark=mark).delete()


def forget_old_drafts(*, now: datetime.datetime) -> int:
    """Forget what nobody came back to for thirty days, and return how many."""
    return Draft.objects.forgotten(now).delete()[0]
