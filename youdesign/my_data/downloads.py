"""Making a download of everything about a person, and letting them take it once."""

import datetime
import hashlib
import io
import json
import secrets
import zipfile
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from youdesign.my_data.accounts import parts_of
from youdesign.my_data.headings import HEADINGS
from youdesign.my_data.openers import NAMERS, OPENERS
from youdesign.notices import ledger
from youdesign.notices.actions import owe_notice
from youdesign.people import audit
from youdesign.people.models import DataExport, Person
from youdesign.people.my_data.gathering import Part, gather
from youdesign.people.private_text import seal_bytes, unseal_bytes

READY = "my_data_ready"
TABLE = DataExport._meta.db_table


class NotToBeTaken(Exception):
    """This download was taken already, or its seven days are over."""


@transaction.atomic
def make_download(pk: UUID, *, now: datetime.datetime) -> bool:
    """Make one download that was asked for and owe its notice; return whether there was anything to do."""
    export = DataExport.objects.to_make().select_for_update(skip_locked=True).filter(pk=pk).first()
    if export is None:
        return False
    content = zip_of(export.person, now)
    export.sealed = seal_bytes(content, owner=export.person, table=TABLE, row=str(export.pk))
    export.made_at = now
    export.save(update_fields=["sealed", "made_at"])
    audit.record("make my data", export, by=None, about=export.person)
    owe_notice(READY, object_id=export.pk, due_at=now, person=export.person, useful_until=export.ends_at)
    return True


def new_token(export: DataExport) -> str:
    """Return a token for the link in the mail; only its hash is kept, so a mail written again has a new one."""
    token = secrets.token_urlsafe(32)
    DataExport.objects.filter(pk=export.pk).update(token_hash=hash_of(token))
    return token


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def take_download(*, export: DataExport, by: Person, now: datetime.datetime) -> bytes:
    """Return the download and empty its row: a link works once. Raises NotToBeTaken."""
    export = DataExport.objects.select_for_update().get(pk=export.pk)
    if export.person_id != by.pk:
        raise PermissionDenied
    if not export.can_be_taken(now):
        raise NotToBeTaken
    content = unseal_bytes(bytes(export.sealed), owner=by, table=TABLE, row=str(export.pk))
    export.used_at, export.sealed = now, b""
    export.save(update_fields=["used_at", "sealed"])
    audit.record("take my data", export, by=by, about=by)
    return content


def empty_old_downloads(*, now: datetime.datetime) -> int:
    """Empty the downloads that nobody took in seven days."""
    old = DataExport.objects.filter(made_at__lte=now - DataExport.LASTS).exclude(sealed=b"")
    return old.update(sealed=b"")


def zip_of(person: Person, now: datetime.datetime) -> bytes:
    """Return everything about the person: one page to read, the same as JSON, and their files."""
    parts = [*gather(person, OPENERS | NAMERS), *parts_of(person)]
    for part in parts:
        part.heading = HEADINGS.get(part.label, part.heading)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as folder:
        with timezone.override(person.zone):
            folder.writestr("everything-about-me.html", page_of(person, parts, now))
        folder.writestr("everything-about-me.json", json_of(person, parts, now))
        for part in parts:
            for number, file in enumerate(part.files, start=1):
                folder.writestr(f"files/{part.label}-{number}-{file.name}", file.content)
    return held.getvalue()


def page_of(person: Person, parts: list[Part], now: datetime.datetime) -> str:
    """Return the page to read: headings, dates in words, and why each thing is held."""
    sections = [
        {
            "id": part.label.replace(".", "-"),
            "heading": part.heading,
            "purposes": part.purposes,
            "rows": [[(fact.label, in_words(fact.value)) for fact in row] for row in part.rows],
        }
        for part in parts
    ]
    return render_to_string("my_data/export.html", {"person": person, "sections": sections, "made": in_words(now)})


def in_words(value: Any) -> str:
    """Return a value as a person says it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.datetime):
        return ledger.in_words(value)
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    if isinstance(value, list):
        return "; ".join(in_words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(one)}" for key, one in value.items())
    return str(value)


def json_of(person: Person, parts: list[Part], now: datetime.datetime) -> str:
    """Return the same for machines, with times in UTC."""
    held = {
        "what": "Everything You Design holds about one person",
        "made_at": now,
        "parts": [
            {
                "kind": part.label,
                "heading": part.heading,
                "why": part.purposes,
                "rows": [{fact.field: fact.value for fact in row} for row in part.rows],
            }
            for part in parts
        ],
    }
    return json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
