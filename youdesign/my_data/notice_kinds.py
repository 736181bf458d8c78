"""The kinds of notice about one's own data."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from youdesign.my_data.downloads import READY, new_token
from youdesign.my_data.erasing import RECEIPT
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import DataExport, ErasureReceipt, ErasureRequest, Person

ASKED = "erasure_asked"


def day(moment: datetime.datetime) -> str:
    """Return the day in words."""
    return date_format(timezone.localtime(moment), "j F Y")


def download_ready(notice: Notice) -> Mail | Withheld:
    """Send the link, with a token that is kept nowhere else."""
    export = DataExport.objects.filter(pk=notice.object_id, person=notice.person_id).first()
    if export is None or export.ends_at is None or not export.can_be_taken(timezone.now()):
        return Withheld("It was taken already, or its time is over.")
    return Mail(
        subject="Everything about you is ready",
        body=(
            "You asked for everything that we hold about you. It is ready.\n\n"
            f"The link works once, until {day(export.ends_at)}. You sign in, and show once more that it is you.\n\n"
            "If you did not ask for it, change your password now, and use “Tell someone” on any page."
        ),
        link=reverse("my-data-take", args=[new_token(export)]),
        link_text="Get it",
    )


def erasure_asked(notice: Notice) -> Mail | Withheld:
    """Say that the person will be erased, and how to stop it."""
    wish = ErasureRequest.objects.open().filter(pk=notice.object_id, person=notice.person_id).first()
    if wish is None:
        return Withheld("You changed your mind.")
    return Mail(
        subject=f"We will erase everything about you on {day(wish.erase_at)}",
        body=(
            f"You asked us to erase you. We do it on {day(wish.erase_at)}. Until then you can change your mind: "
            "sign in and press one button.\n\n"
            "If it was not you who asked, press it now, and change your password."
        ),
        link=reverse("my-data-wait"),
        link_text="See it, or keep my account",
    )


def erasure_receipt(notice: Notice) -> Mail | Withheld:
    """Tell somebody who has left what was erased and what was kept; after this we have no address of theirs."""
    receipt = ErasureReceipt.objects.filter(pk=notice.object_id).first()
    if receipt is None:
        return Withheld("There is no such receipt any more.")
    return Mail(
        subject="You are erased: your receipt",
        body=(
            "You asked us to erase you, and we have.\n\n"
            "The page says what was erased, and what was kept and why. It has no name on it.\n\n"
            "This is our last message to you: we have just deleted this address. Thank you for everything you brought."
        ),
        link=reverse("my-data-receipt", args=[receipt.pk]),
        link_text="See the receipt",
    )


def only_when_asked(person: Person) -> bool:
    """These answer something the person did; they are in the list of those who had one."""
    return False


KINDS = (
    Kind(
        code=READY,
        title="Your download is ready",
        because="You asked for everything about you.",
        compose=download_ready,
        can_be_off=False,
        is_for=only_when_asked,
    ),
    Kind(
        code=ASKED,
        title="You asked to be erased",
        because="Somebody who was signed in as you asked us to erase you.",
        compose=erasure_asked,
        can_be_off=False,
        is_for=only_when_asked,
    ),
    Kind(
        code=RECEIPT,
        title="Your receipt",
        because="You asked us to erase you.",
        compose=erasure_receipt,
        can_be_off=False,
        is_for=only_when_asked,
    ),
)
