"""Erasing one person, field by field as the models declare it; what must stay stays under "Someone who left"."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models
from django.db.models import F, Func, Value

from youdesign.people.models import Person
from youdesign.people.my_data.ties import Tie, declared, own_models, ties_of
from youdesign.people.privacy import ANYBODY, Erasure

SOMEONE = "Someone who left"
SOMEONES_ADDRESS = "someone-who-left@erased.invalid"
STILL_USED = "somebody else still uses it"


class CannotBlank(Exception):
    """A field is declared to be deleted from a row that stays, and cannot be empty."""


@dataclass(frozen=True)
class Done:
    """What erasing did with one kind of thing, for the receipt: no word of anybody."""

    what: str
    how: str
    count: int
    why: str = ""

    def as_row(self) -> dict[str, Any]:
        """Return it as a row of the receipt holds it."""
        return asdict(self)


def someone_who_left() -> Person:
    """Return the one account without a person that kept rows point to; nobody can sign in with it."""
    found, _ = Person.objects.get_or_create(
        email=SOMEONES_ADDRESS, defaults={"name": SOMEONE, "is_active": False, "password": "!"}
    )
    return found


def erase_rows(person: Person) -> list[Done]:
    """Erase the person's rows and account; call it inside a transaction."""
    take_out_name(person)
    Person.objects.select_for_update().get(pk=person.pk)  # in full: what they are sending just now waits, and fails
    downwards = reversed(own_models())  # what leans on a row goes before it
    done = [step for model in downwards for tie in ties_of(model) for step in _erase_tie(model, tie, person)]
    person.delete()
    return [*done, Done("person", "deleted", 1)]


def take_out_name(person: Person) -> None:
    """Put "Someone who left" where words of ours, like the title of a room for two, hold the person's name."""
    if not person.name:
        return
    whole_name = rf"(?<!\w){re.escape(person.name)}(?!\w)"
    for model in own_models():
        for name, held in declared(model).items():
            if held.may_name:
                near = model._base_manager.all()
                if held.may_name != ANYBODY:
                    near = near.filter(pk__in=near.filter(**{held.may_name: person}).values("pk"))
                replaced = Func(F(name), Value(whole_name), Value(SOMEONE), Value("g"), function="regexp_replace")
                near.filter(**{f"{name}__contains": person.name}).update(**{name: replaced})


def _erase_tie(model: type[models.Model], tie: Tie, person: Person) -> Iterator[Done]:
    """Do what one tie declares, and yield what was done and what was kept."""
    if tie.leads and not tie.stays:
        return  # its rows go with the row they hang on
    rows = model._base_manager.filter(**{tie.path: person.email if tie.is_address else person})
    count = rows.count()
    if not count:
        return
    what = model._meta.label_lower
    if tie.held.erasure is Erasure.KEEP:
        rows.update(**{tie.name: someone_who_left()})
        yield Done(what, "kept", count, tie.held.keep_because)
    elif tie.held.erasure is Erasure.ANONYMISE:
        rows.update(**{tie.name: None, **blanks(model, tie)})
        yield Done(what, "anonymised", count)
        kept = {held.keep_because for held in declared(model).values() if tie.owns(held) and held.keep_because}
        yield from (Done(what, "kept", count, why) for why in sorted(kept))
    else:
        yield _delete(rows, what, tie, count)


def _delete(rows: models.QuerySet[Any], what: str, tie: Tie, count: int) -> Done:
    """Delete the rows, unless somebody else's row still leans on them: then only the name goes."""
    try:
        rows.delete()
    except models.ProtectedError:
        rows.update(**{tie.name: someone_who_left()})
        return Done(what, "kept", count, STILL_USED)
    return Done(what, "deleted", count)


def blanks(model: type[models.Model], tie: Tie) -> dict[str, Any]:
    """Return what the person's own fields become in a row that stays; what the database makes of them follows them."""
    emptied = {
        name: model._meta.get_field(name)
        for name, held in declared(model).items()
        if tie.owns(held) and name != tie.name and held.erasure is not Erasure.KEEP
    }
    return {name: blank_of(field) for name, field in emptied.items() if not isinstance(field, models.GeneratedField)}


def blank_of(field: Any) -> Any:
    """Return what an erased field holds, or raise CannotBlank."""
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return ""
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.JSONField):
        return field.get_default()
    raise CannotBlank(f"{field.model._meta.label}.{field.name}")
