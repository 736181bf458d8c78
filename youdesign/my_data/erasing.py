"""Erasing a person completely when their seven days are over, and the receipt."""

import datetime
from uuid import UUID

from django.db import transaction

from youdesign.my_data import accounts
from youdesign.my_data.hand_over import to_hand_over
from youdesign.my_data.headings import HEADINGS
from youdesign.notices.actions import owe_notice
from youdesign.notices.models import Notice
from youdesign.people import audit
from youdesign.people.actions import tidy_search_words
from youdesign.people.duties import hold_still
from youdesign.people.endings import end_with_account, leave_traces_of
from youdesign.people.models import ErasureReceipt, ErasureRequest
from youdesign.people.my_data.erasing import Done, erase_rows

RECEIPT = "erasure_receipt"
SESSIONS = "sessions.session"


@transaction.atomic
def erase_person(pk: int, *, now: datetime.datetime) -> ErasureReceipt | None:
    """Erase whoever asked for it, once their days are over; nothing happens while others still lean on them."""
    wish = ErasureRequest.objects.due(now).select_for_update(skip_locked=True).filter(pk=pk).first()
    if wish is None or to_hand_over(person := hold_still(wish.person)):
        return None
    email, name, key = person.email, person.name, person.pk
    leave_traces_of(person)
    end_with_account(person, by=person)
    done = [Done(SESSIONS, "deleted", accounts.end_sessions(person)), *erase_rows(person)]
    accounts.forget_in_reasons(name=name, email=email)
    tidy_search_words()
    receipt = ErasureReceipt.objects.create(erased_at=now, done=[step.as_row() for step in done if step.count])
    audit.record("erase a person", receipt, by=None)
    owe_notice(RECEIPT, object_id=receipt.pk, due_at=now, email=email)
    transaction.on_commit(lambda: accounts.forget_in_cache(pk=key, email=email))
    return receipt


def forget_addresses(*, now: datetime.datetime) -> int:
    """Delete the mails that carried a receipt once they are gone: their rows are the last that hold the address."""
    carried = Notice.objects.filter(kind=RECEIPT)
    over = carried.filter(state__in=[Notice.State.SENT, Notice.State.WITHHELD])
    given_up = carried.filter(state=Notice.State.PARKED, made_at__lt=now - datetime.timedelta(days=7))
    return over.delete()[0] + given_up.delete()[0]


def receipt_of(pk: UUID) -> ErasureReceipt | None:
    """Return the receipt with this number, which nobody can guess."""
    return ErasureReceipt.objects.filter(pk=pk).first()


def in_groups(receipt: ErasureReceipt) -> dict[str, list[dict[str, object]]]:
    """Return what was erased, what lost its name, and what was kept and why, each under its heading."""
    groups: dict[str, list[dict[str, object]]] = {"deleted": [], "anonymised": [], "kept": []}
    for step in receipt.done:
        heading = "Where I was signed in" if step["what"] == SESSIONS else HEADINGS.get(step["what"], "Other things")
        groups[step["how"]].append({**step, "heading": heading})
    return groups
