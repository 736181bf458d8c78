"""How the rows of each model are tied to a person: by a link, by a link over another row, or by their address."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, local_models


@dataclass(frozen=True)
class Tie:
    """One way in which rows of a model are about a person."""

    name: str
    path: str
    held: Held
    is_owner: bool = False
    is_address: bool = False
    leads: bool = False
    stays: bool = False  # whether the row it leads to outlives its owner's account

    def owns(self, held: Held) -> bool:
        """Whether this tie's person is the one a fact of the row is about when the row loses its name."""
        return held.whose == self.name or (self.is_owner and not held.whose)


def declared(model: type[models.Model]) -> dict[str, Held]:
    """Return what a model declares as personal, by field."""
    privacy: Privacy = getattr(model, "PRIVACY", {})
    return {name: held for name, held in privacy.items() if held is not None}


def own_models() -> list[type[models.Model]]:
    """Return our models that hold facts of their own: join tables go with the rows they join."""
    return [model for model in local_models() if not model._meta.auto_created]


def ties_of(model: type[models.Model]) -> list[Tie]:
    """Return the ties of a model; the first link to a person in its declaration is its owner's."""
    if model is Person:
        return []
    links = list(_links(model))
    addresses = [
        Tie(name, name, held, is_address=True)
        for name, held in declared(model).items()
        if isinstance(model._meta.get_field(name), models.EmailField)
    ]
    return [*links, *_leads(model), *addresses]


def _links(model: type[models.Model]) -> Iterator[Tie]:
    """Yield the links to a person."""
    is_owner = True
    for name, held in declared(model).items():
        if model._meta.get_field(name).related_model is Person:
            yield Tie(name, name, held, is_owner=is_owner)
            is_owner = False


def _leads(model: type[models.Model]) -> Iterator[Tie]:
    """Yield the links to rows that have an owner."""
    for name, held in declared(model).items():
        above = model._meta.get_field(name).related_model
        if held.leads and isinstance(above, type):
            for tie in ties_of(above):
                if tie.is_owner:
                    stays = tie.held.erasure is not Erasure.DELETE
                    yield Tie(name, f"{name}__{tie.path}", held, leads=True, stays=stays)
