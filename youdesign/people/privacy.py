"""How each model says, field by field, what it holds about a person; a test fails on a field left out."""

from dataclasses import dataclass
from enum import Enum

from django.apps import apps
from django.conf import settings
from django.db import models


class Erasure(Enum):
    """What happens to a field when its person asks to be erased."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    KEEP = "keep"


@dataclass(frozen=True)
class Held:
    """One field that is about a person: why we hold it, what erasing does, and whether export includes it.

    `blind` means that programme staff cannot read it: the database role behind Django admin has no right to select it.
    `whose` names the field whose person alone a fact is about, where a row names two. `leads` marks a link to another
    row through which this row is about that row's owner too, as a date is about whoever's work it belongs to.
    `may_name` says whom words of ours in this field may name: ANYBODY, or the path from the row to the people.
    """

    purpose: str
    erasure: Erasure = Erasure.DELETE
    exported: bool = True
    blind: bool = False
    keep_because: str = ""
    whose: str = ""
    leads: bool = False
    may_name: str = ""

    def __post_init__(self) -> None:
        if (self.erasure is Erasure.KEEP) != bool(self.keep_because):
            raise ValueError("A kept field says why, and only a kept field does.")


ANYBODY = "anybody"
Privacy = dict[str, Held | None]


def not_personal(*names: str) -> Privacy:
    """Return the declaration of fields that say nothing about anybody."""
    return dict.fromkeys(names)


def local_models() -> list[type[models.Model]]:
    """Return every model of ours, many-to-many tables included."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name in settings.LOCAL_APPS
        for model in config.get_models(include_auto_created=True)
    ]


def blind_fields(model: type[models.Model]) -> set[str]:
    """Return the names of the fields that programme staff cannot read."""
    declared: Privacy = getattr(model, "PRIVACY", {})
    return {name for name, held in declared.items() if held is not None and held.blind}
