"""What a kind of notice is. Apps above list theirs in `notice_kinds.KINDS`; settings.NOTICE_KINDS names the modules."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.conf import settings

from youdesign.notices.models import Notice


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Mail:
    """What one notice says: plain text in short paragraphs, one link to act on, and files."""

    subject: str
    body: str
    link: str = ""
    link_text: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Withheld:
    """Why a notice is not sent after all, in words its person may read."""

    reason: str


@dataclass(frozen=True)
class Kind:
    """One kind of notice: how it is named and explained, and how it is checked again and written when it is due."""

    code: str
    title: str
    because: str
    compose: Callable[[Notice], Mail | Withheld]
    can_be_off: bool = True


@cache
def all_kinds() -> dict[str, Kind]:
    """Return every kind by its code."""
    return {kind.code: kind for module in settings.NOTICE_KINDS for kind in import_module(module).KINDS}
