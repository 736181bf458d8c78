"""Bad input in Django admin: every form and every list there is, met by whoever works with it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import resolve, reverse

from cohorts.models import Cohort, LearningGroup, Membership, Programme
from tests import factories
from tests.bad_input.boxes import Box, Form, Pairs, forms_of
from tests.bad_input.trying import LETTERS, OURS, PLANTED, Answer, Found, errors_logged, tried
from tests.staff.seen import REGISTERED
from tests.staff.test_admin_pages import NOT_FOR_COORDINATORS, pages_of
from tests.world import addresses
from youdesign.people.models import Person

CANNOT_BE: list[Any] = [
    b"a\0b \xff\xc3\x28 \xed\xa0\x80",
    "a" * 100_000,
    "9" * 5000,
    str(2**63),
    "-1",
    "9999-12-31",
    "0001-01-01",
    None,
    ["a", "b"],
]
WORDS = LETTERS + PLANTED + "{{ 7|add:7 }}{% load x %}"
EXTRA = [
    (name, "1") for name in ("is_superuser", "is_staff", "groups", "user_permissions", "coordinator", "state", "id")
]
# What a box of this name chooses from, where all forms agree.
NAMED = {field.name: field.related_model for model in OURS for field in model._meta.fields if field.related_model}
DJANGOS = {"changelist", "add", "change", "delete", "history"}
# Pages of Django admin itself: they lead elsewhere, or only a script reads them.
NOT_A_FORM = {
    *("index", "app_list", "view_on_site", "None", "autocomplete", "jsi18n"),
    *("login", "logout", "password_change", "password_change_done"),
}
LOOKS_FIRST = ("Nothing is done or sent yet.", "<h2>The letter</h2>")
ODD_QUESTIONS = [
    "q=%00",
    "q=%ED%A0%80",
    "q=" + "a" * 3000,
    "q=%E2%80%AE%27%22%3C",
    "o=9.-1.x",
    "p=-1",
    f"p={'9' * 400}",
    "all=x",
    "e=1",
    "id__exact=%00",
    f"id__exact={'9' * 40}",
    "pk__in=1,x",
    "no_such=1",
    "person__password__startswith=a",
    "_to_field=password",
    "_popup=1",
    "created_at__year=99999",
    "when__gte=0000-00-00",
    "is_active__exact=2",
]


def pages_with_forms(model: type[models.Model]) -> Iterator[str]:
    """Yield the pages of a list that may have a form: all but its search and what was done; and those of its own."""
    yield from (page for page in pages_of(model) if not page.endswith(("?q=a", "/history/")))
    row = model._base_manager.only("pk").first()
    assert row is not None
    own = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    for name, address in addresses().items():
        if name.startswith(own) and name.removeprefix(own) not in DJANGOS:
            yield reverse(name, args=[row.pk] if address.pattern.regex.groups else [])


@pytest.fixture
def forms(at_work: Client) -> Found:
    """Each form of staff pages once, with the window of whoever works with it."""
    boss = Client()
    boss.force_login(factories.PersonFactory(is_staff=True, is_superuser=True))
    found: dict[object, tuple[Client, Form]] = {}
    for model in REGISTERED:
        client = boss if model in NOT_FOR_COORDINATORS else at_work
        for page in pages_with_forms(model):
            answer = client.get(page)
            for form in forms_of(page, answer.content.decode()) if answer.status_code == 200 else []:
                if form.method == "post":
                    found.setdefault(form.key, (client, without_copies(form)))
    return list(found.values())


def without_copies(form: Form) -> Form:
    """Return the form without the boxes called __prefix__, which a script copies and nobody fills in."""
    return replace(form, boxes=tuple(box for box in form.boxes if "__prefix__" not in box.name))


def boxes_of(form: Form) -> list[Box]:
    """Return the boxes that something can be put in."""
    return [box for box in form.boxes if box.kind not in ("file", "submit") and box.name != "csrfmiddlewaretoken"]


def faults_of(answer: Answer) -> list[str]:
    """Return what is wrong; a page that first shows what would be sent refuses nothing."""
    looks = any(words in answer.html for words in LOOKS_FIRST)
    return [fault[:300] for fault in answer.faults if not (looks and fault == "refused without a sentence")]


def tries(form: Form, values: Iterator[Any]) -> Iterator[Pairs]:
    """Yield what is sent: twice what cannot be kept, then all kinds of words, then more than was asked."""
    boxes = boxes_of(form)
    for _ in range(2):
        yield form.filled(**{box.name: next(values) for box in boxes})
    yield form.filled(**{box.name: WORDS for box in boxes if box.kind in ("text", "textarea")})
    known = {box.name for box in form.boxes}
    yield [*form.filled(), *(pair for pair in EXTRA if pair[0] not in known)]


def ranks() -> tuple[int, int]:
    """Return how many staff and how many superusers there are."""
    return Person.objects.filter(is_staff=True).count(), Person.objects.filter(is_superuser=True).count()


def bad_faults(forms: Found, at_work: Client) -> Iterator[str]:
    """Yield what is wrong with what comes of bad input, and of boxes that a form does not have."""
    values, before = cycle(CANNOT_BE), ranks()
    for client, form in forms:
        for pairs in tries(form, values) if boxes_of(form) else []:
            answer = tried(client, form, pairs, look=ranks)
            yield from (f"{form.action}: {fault}" for fault in faults_of(answer))
            if client is at_work and answer.seen != before:
                yield f"{form.action} made staff of somebody"


def rows_of_another_programme() -> dict[Any, int]:
    """Return a row of each kind that this coordinator has nothing to do with."""
    group = factories.LearningGroupFactory()
    place = factories.MembershipFactory(cohort=group.cohort)
    return {
        Programme: group.cohort.programme_id,
        Cohort: group.cohort_id,
        LearningGroup: group.pk,
        Membership: place.pk,
    }


def taken_faults(forms: Found, at_work: Client) -> Iterator[str]:
    """Yield the boxes that take what belongs to another programme; and lastly how many there were."""
    theirs, count = rows_of_another_programme(), 0
    for form in [form for client, form in forms if client is at_work]:
        for box in boxes_of(form):
            other = theirs.get(NAMED.get(box.name.rpartition("-")[2]))
            if other is not None and box.kind in ("select", "text"):
                count += 1
                answer = tried(at_work, form, form.filled(**{box.name: str(other)}))
                yield from (f"{form.action}: {fault}" for fault in faults_of(answer))
                if answer.is_accepted:
                    yield f"{form.action} took {box.name}"
    if count < 9:
        yield f"only {count} boxes were tried"


def test_no_form_takes_what_cannot_be_kept_more_than_it_asks_or_what_belongs_to_others(
    forms: Found, at_work: Client
) -> None:
    assert len(forms) > 50
    faults = [*bad_faults(forms, at_work), *taken_faults(forms, at_work)]
    assert not faults, "\n".join(faults)


def test_every_address_of_staff_pages_is_met(chief: Client) -> None:
    met = {resolve(page).view_name for model in REGISTERED for page in pages_with_forms(model)}
    others = {name.removeprefix("admin:") for name in addresses() if name.startswith("admin:")}
    assert {
        name for name in others - {each.removeprefix("admin:") for each in met} if "_history" not in name
    } == NOT_A_FORM


def test_odd_questions_to_a_list_are_answered(chief: Client) -> None:
    asked = cycle(ODD_QUESTIONS)
    pages = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in REGISTERED]
    with errors_logged() as logged:
        paths = [f"{page}?{next(asked)}" for page in pages for _ in range(5)]
        answers = {path: chief.get(path).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status >= 500} == {}
    assert [line for line in logged if not line.startswith("django.security")] == []
