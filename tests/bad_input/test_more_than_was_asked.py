"""Every form there is takes an honest answer, and neither more than it asks for nor what belongs to others."""

import re

import pytest
from django.urls import resolve

from tests import factories
from tests.bad_input.trying import OURS, Answer, Found, boxes_of, those_with, told, tried
from tests.bad_input.visitors import House
from tests.people.steps import sign_in
from tests.undone import undone
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db
ERRORS = re.compile(r'id="[\w-]+_error"[^>]*>(.*?)</p>', re.DOTALL)
NEEDS_A_SECRET = ("/account/login/", "/confirm", "/2fa/")  # a password or code that is not known here
# Every column that names a person, but a person's own.
NAMES = {
    str(column): f'"{column.model._meta.db_table}" WHERE "{column.column}" = %(person)s'
    for model in OURS
    for column in model._meta.fields
    if column.related_model is Person and model is not Person
}
# The name of every column there is, as somebody would guess it, and of some others.
EXTRA = sorted(
    {name for model in OURS for field in model._meta.fields for name in (field.name, field.attname)}
    | {"pk", "user", "user_id", "owner", "groups", "user_permissions", "is_admin", "role", "roles", "_method"}
)


def test_every_address_that_takes_a_form_is_met_with_one(house: House, forms: Found) -> None:
    met = {resolve(form.action.partition("?")[0]).view_name for _, form in forms if form.method == "post"}
    client = sign_in(house.cast["leader"])
    unmet = set()
    for page in house.pages:
        if (name := resolve(page.partition("?")[0]).view_name) not in met:
            with undone(client):
                unmet |= {name} if client.post(page).status_code != 405 else set()
    assert unmet == set(), "no page of tests/bad_input/visitors.py shows a form for these"


def test_every_form_takes_an_honest_answer(forms: Found, honest: dict[object, Answer]) -> None:
    faults = []
    for _, form in forms:
        answer = honest[form.key]
        faults += told(form, answer)
        if form.method == "post" and not answer.is_accepted and not any(part in form.action for part in NEEDS_A_SECRET):
            faults.append(f"{form} was not accepted: {answer.status} {ERRORS.findall(answer.html)}")
    assert not faults, "\n".join(faults)


def test_boxes_that_a_form_does_not_have_change_nothing(forms: Found, honest: dict[object, Answer]) -> None:
    nobody = factories.PersonFactory(name="Nobody")
    staff = Person.objects.filter(is_staff=True).count(), Person.objects.filter(is_superuser=True).count()
    extra = [(name, str(nobody.pk)) for name in EXTRA] + [(f"{name}[]", "1") for name in EXTRA]
    faults = []
    for client, form in forms:
        known = {box.name for box in form.boxes}
        pairs = [*form.filled(), *((name, value) for name, value in extra if name not in known)]
        answer = tried(client, form, pairs, look=lambda: (*ranks(), those_with(NAMES, person=nobody.pk)))
        plain = honest[form.key].written
        faults += told(form, answer)
        faults += [f"{form} wrote {answer.written}, not {plain}"] if answer.written != plain else []
        faults += [f"{form}: {answer.seen}"] if answer.seen != (*staff, []) else []
    assert not faults, "\n".join(faults)


def ranks() -> tuple[int, int]:
    """Return how many staff and how many superusers there are."""
    return Person.objects.filter(is_staff=True).count(), Person.objects.filter(is_superuser=True).count()


def test_a_choice_that_was_not_offered_is_refused(forms: Found) -> None:
    faults, count = [], 0
    for client, form in forms:
        for box in boxes_of(form):
            offered = set(box.offered)
            others = [next(str(n) for n in range(1, 999) if str(n) not in offered), "987654"] if box.is_numbered else []
            for other in others:
                answer = tried(client, form, form.filled(**{box.name: other}))
                count += 1
                faults += told(form, answer)
                faults += [f"{form} took {box.name}={other}"] if answer.is_accepted else []
    assert count > 30
    assert not faults, "\n".join(faults)
