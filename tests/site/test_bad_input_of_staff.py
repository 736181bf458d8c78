"""Bad input in Django admin: every form and every list there is, filled with what cannot be kept."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

from django.db import models
from django.test import Client
from django.urls import resolve, reverse

from tests.bad_input.boxes import Box, Form, forms_of
from tests.bad_input.trying import errors_logged, tried
from tests.site.staff import REGISTERED
from tests.site.test_admin_pages import pages_of
from tests.world import addresses

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
ROUNDS = 2
DJANGOS = {"changelist", "add", "change", "delete", "history"}
# Pages of Django admin itself: they lead elsewhere, or only a script reads them.
NOT_A_FORM = {"index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n"}
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


def forms_for(client: Client) -> Iterator[Form]:
    """Yield each form of the pages of each list, once."""
    seen = set()
    for model in REGISTERED:
        for page in pages_with_forms(model):
            answer = client.get(page)
            found = forms_of(page, answer.content.decode()) if answer.status_code == 200 else []
            for form in found:
                if form.method == "post" and form.key not in seen:
                    seen.add(form.key)
                    yield form


def can_be_typed(box: Box) -> bool:
    """Return whether it is a box of a row; a script copies those called __prefix__."""
    return box.kind not in ("file", "submit") and "__prefix__" not in box.name


def test_what_cannot_be_kept_is_refused_and_changes_nothing(chief: Client) -> None:
    faults, values, forms = [], cycle(CANNOT_BE), list(forms_for(chief))
    for form in forms:
        boxes = [box for box in form.boxes if box.name != "csrfmiddlewaretoken" and can_be_typed(box)]
        for _ in range(ROUNDS if boxes else 0):
            answer = tried(chief, form, form.filled(**{box.name: next(values) for box in boxes}))
            faults += [f"{form.action}: {fault}"[:300] for fault in answer.faults]
    assert len(forms) > 50
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
