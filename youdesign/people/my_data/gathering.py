"""Everything that is held about one person and declared as theirs to have, in the order of the models."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile

from youdesign.people.models import Person
from youdesign.people.my_data.ties import Tie, declared, own_models, ties_of
from youdesign.people.privacy import Held


@dataclass(frozen=True)
class Fact:
    """One field of one row: its name in words, and its value as rows and as people say it."""

    field: str
    label: str
    purpose: str
    value: Any


@dataclass(frozen=True)
class File:
    """A file that goes into the download as it is."""

    name: str
    content: bytes


Opener = Callable[[Any, Person], str | File]  # opens a sealed field of a row for its owner


@dataclass
class Part:
    """The rows of one model that are about the person."""

    label: str
    heading: str
    rows: list[list[Fact]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    @property
    def purposes(self) -> dict[str, str]:
        """Return why each field is held, once."""
        return {fact.label: fact.purpose for row in self.rows for fact in row}


def gather(person: Person, openers: Mapping[str, Opener]) -> list[Part]:
    """Return what is held about the person; a model with nothing about them is left out."""
    parts = [_part_of(model, person, openers) for model in own_models()]
    return [part for part in parts if part.rows]


def sealed_fields() -> set[str]:
    """Return the fields that somebody must be able to open for their owner."""
    return {
        f"{model._meta.label_lower}.{name}"
        for model in own_models()
        for name, held in declared(model).items()
        if held.exported and isinstance(model._meta.get_field(name), models.BinaryField)
    }


def _part_of(model: type[models.Model], person: Person, openers: Mapping[str, Opener]) -> Part:
    part = Part(model._meta.label_lower, str(model._meta.verbose_name_plural).capitalize())
    for row, held in _rows_of(model, person):
        facts = []
        for name, why in held.items():
            found = model._meta.get_field(name)
            value = _value(row, found, person, openers)
            if isinstance(value, File):
                part.files.append(value)
                value = value.name
            if value not in (None, "", []):
                label = str(getattr(found, "verbose_name", name)).capitalize()
                facts.append(Fact(name, label, why.purpose, value))
        part.rows.append(facts)
    return part


def _rows_of(model: type[models.Model], person: Person) -> Iterator[tuple[models.Model, dict[str, Held]]]:
    """Yield each row about the person once, with the fields of it that are theirs."""
    if model is Person:
        yield person, _shown(model, None)
        return
    seen: set[Any] = set()
    for tie in ties_of(model):
        if tie.held.exported:
            wanted = person.email if tie.is_address else person
            rows = model._base_manager.filter(**{tie.path: wanted}).exclude(pk__in=seen).order_by("pk")
            shown = _shown(model, tie)
            for row in rows:
                seen.add(row.pk)
                yield row, shown


def _shown(model: type[models.Model], tie: Tie | None) -> dict[str, Held]:
    """Return the fields that go to a person who is tied to the row in this way."""
    own = ("", tie.name) if tie else ("",)
    return {name: held for name, held in declared(model).items() if held.exported and held.whose in own}


def _value(row: models.Model, found: Any, person: Person, openers: Mapping[str, Opener]) -> Any:
    """Return the value in a form that JSON holds and a person reads."""
    opener = openers.get(f"{row._meta.label_lower}.{found.name}")
    if opener is not None:
        return opener(row, person)
    if found.many_to_many:
        return [str(one) for one in getattr(row, found.name).all()]
    value = getattr(row, found.name)
    if isinstance(value, Person):
        return "you" if value == person else str(value)
    if isinstance(value, FieldFile):
        return File(str(value.name).rpartition("/")[2], value.read()) if value else None
    if isinstance(value, models.Model):
        return str(value)
    if found.choices:
        return str(dict(found.flatchoices).get(value, value))
    if value is None or isinstance(value, str | int | float | bool | list | dict | datetime.datetime | datetime.date):
        return value
    return str(value)
