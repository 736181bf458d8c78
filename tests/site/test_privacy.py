"""Every field of every model of ours says whether it is personal, why we hold it, and what erasing does."""

import pytest
from django.db import models

from youdesign.people.privacy import Erasure, Held, Privacy, blind_fields, local_models

MODELS = [model for model in local_models() if not model._meta.auto_created]


def undeclared(model: type[models.Model], declared: Privacy) -> set[str]:
    """Return the fields that the model holds and its declaration leaves out."""
    held = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    return held - set(declared)


def test_the_walk_finds_the_models() -> None:
    assert {"people.person", "cohorts.reflection", "mentoring.match"} <= {model._meta.label_lower for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_declared_and_none_too_many(model: type[models.Model]) -> None:
    declared: Privacy = model.PRIVACY
    assert undeclared(model, declared) == set()
    held = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    assert set(declared) - held == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_purpose_is_in_words(model: type[models.Model]) -> None:
    for name, held in model.PRIVACY.items():
        assert held is None or len(held.purpose) > 1, name


def test_the_walk_sees_a_field_left_out() -> None:
    person = next(model for model in MODELS if model._meta.label == "people.Person")
    assert undeclared(person, {name: held for name, held in person.PRIVACY.items() if name != "phone"}) == {"phone"}


def test_what_is_kept_says_why_and_only_that() -> None:
    with pytest.raises(ValueError, match="says why"):
        Held("to know", Erasure.KEEP)
    with pytest.raises(ValueError, match="says why"):
        Held("to know", keep_because="we like it")


def test_what_staff_must_not_read_is_declared_blind() -> None:
    blind = {f"{model._meta.label}.{name}" for model in MODELS for name in blind_fields(model)}
    assert {
        "people.Person.password",
        "people.PersonKey.wrapped",
        "people.Profile.about_me",
        "people.AccessNeed.detail",
        "cohorts.Reflection.body",
        "conversations.Message.text",
        "mentoring.Match.hello",
    } <= blind


def test_join_tables_hold_no_facts_of_their_own() -> None:
    for model in local_models():
        if model._meta.auto_created:
            assert all(field.primary_key or field.is_relation for field in model._meta.concrete_fields)
