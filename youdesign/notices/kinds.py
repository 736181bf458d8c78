"""What a kind of notice is. Apps above list theirs in `notice_kinds.KINDS`; settings.NOTICE_KINDS names the modules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from youdesign.notices.models import Notice
from youdesign.people.composed import modules
from youdesign.people.models import Person


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    mime_type: str


Link = (
    str | Callable[[], str]
)  # one that is a secret is made only when the mail is, and for nobody who looks at it first


@dataclass(frozen=True)
class Mail:
    """What one notice says: plain text in short paragraphs, one link to act on, and files."""

    subject: str
    body: str
    link: Link = ""
    link_text: str = ""
    more: tuple[tuple[str, Link], ...] = ()  # other links: what they say, and where they go
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Withheld:
    """Why a notice is not sent after all, in words its person may read."""

    reason: str


def anybody(person: Person) -> bool:
    """Whether a kind can concern this person: yes, unless the kind knows better."""
    return True


def no_names(notices: Sequence[Notice]) -> Mapping[int, str]:
    """Return what each of these notices is about, by its key: nothing, unless the kind knows better."""
    return {}


@dataclass(frozen=True)
class Kind:
    """One kind of notice: how it is named and explained, how it is checked again and written when it is due.

    `is_private` keeps it out of what programme staff see: that somebody had it would say who told us something.
    `is_for` says whom it can concern, and `name_each` what several notices of it are about, in a constant number of
    queries.
    """

    code: str
    title: str
    because: str
    compose: Callable[[Notice], Mail | Withheld]
    can_be_off: bool = True
    is_private: bool = False
    is_for: Callable[[Person], bool] = anybody
    name_each: Callable[[Sequence[Notice]], Mapping[int, str]] = no_names


@cache
def all_kinds() -> dict[str, Kind]:
    """Return every kind by its code."""
    return {kind.code: kind for module in modules("NOTICE_KINDS") for kind in module.KINDS}
