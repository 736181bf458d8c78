"""Bad input in every form there is, found by walking every page as everybody: a sentence, or the words as typed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import resolve

from cohorts.actions import leave_programme
from cohorts.models import Membership
from tests import factories
from tests.bad_input.boxes import Box, Form, send
from tests.bad_input.trying import OURS, PLANTED, Answer, tables_that_hold, those_with, tried, undone
from tests.bad_input.visitors import House, build, found_forms
from tests.factories import PASSWORD
from tests.people.steps import sign_in
from youdesign.people.models import Code, Person

pytestmark = pytest.mark.django_db
Found = list[tuple[Client, Form]]

LETTERS = "Zoë\u0301\u0323 \u202eevil\u202c 👩‍👩‍👧‍👦\u200b"  # marks that pile up, a turn to the left, a family
MARKUP = PLANTED + "{{ 7|add:7 }}{% load x %}"
# What no box can keep, by the kind of box; every box of a form gets the next of its list in each round.
ANYWHERE: list[Any] = [b"a\0b \xff\xc3\x28 \xed\xa0\x80", "a" * 100_000, None, ["a", "b"]]
NUMBERS = ["9" * 5000, str(2**63), "-1", "NaN"]
JSON = ["[" * 50_000, '{"id": "\\ud800", "rawId": "\\ud800", "type": "public-key", "response": {}}', "null"]
ADDRESSES = [
    f"{'a' * 308}@example.org",
    "\uff4e\uff45\uff4c\uff4c\uff20cast.test",
    "m\u0430ureen@cast.test",
    "nell@cast.test\r\nBcc: sol@cast.test",
]
DAYS = ["9999-12-31", "0001-01-01", "0000-00-00", "24:61"]
BY_KIND: dict[str, list[Any]] = {
    "email": [*ANYWHERE, *ADDRESSES],
    "hidden": [*ANYWHERE, *NUMBERS],
    "number": [*ANYWHERE, *NUMBERS],
    "date": [*ANYWHERE, *DAYS],
    "time": [*ANYWHERE, *DAYS],
    "select": [*ANYWHERE, *NUMBERS],
}
ERRORS = re.compile(r'id="[\w-]+_error"[^>]*>(.*?)</p>', re.DOTALL)
NEEDS_A_SECRET = ("/account/login/", "/confirm", "/2fa/")  # a password or code that is not known here
ELSEWHERE = [
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "https:///evil.example/",
    "javascript:alert(1)//evil",
    "\t//evil.example/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "//evil.example\\@testserver/",
    "\x00//evil.example/",
]
KNOWN = ("http", "https", "tel", "sms", "mailto", "data")
TARGETS = re.compile(r"""(?:href|action|src|formaction)="([^"]*)\"""")
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


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """Everything there is, made once for this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def forms(house: House) -> Found:
    """Every form, with the window of whoever meets it first."""
    return list(found_forms(house))


def boxes_of(form: Form) -> list[Box]:
    """Return the boxes that something can be put in."""
    return [box for box in form.boxes if box.name != "csrfmiddlewaretoken" and box.kind != "file"]


def told(form: Form, answer: Answer) -> list[str]:
    """Return the faults of an answer, each with its form."""
    return [f"{form}: {fault}" for fault in answer.faults]


@pytest.fixture(scope="module")
def honest(forms: Found) -> dict[object, Answer]:
    """What comes of each form that is filled in honestly."""
    return {form.key: tried(client, form, form.filled(), follows=True) for client, form in forms}


# --- Every form there is ---


def test_every_address_that_takes_a_form_is_met_with_one(house: House, forms: Found) -> None:
    met = {resolve(form.action.partition("?")[0]).view_name for _, form in forms if form.method == "post"}
    client = sign_in(house.cast["leader"])
    unmet = set()
    for page in house.pages:
        if (name := resolve(page).view_name) not in met:
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


# --- What is typed ---


def test_words_of_every_kind_are_kept_as_typed(forms: Found) -> None:
    faults, kept, words = [], 0, LETTERS + MARKUP
    for client, form in forms:
        typed = [box.name for box in boxes_of(form) if box.kind in ("text", "textarea") and box.name != "code"]
        if typed:
            given = dict.fromkeys(typed, words)
            answer = tried(client, form, form.filled(**given), look=lambda: tables_that_hold(words), follows=True)
            faults += told(form, answer)
            kept += bool(answer.seen)
    assert kept > 12
    assert not faults, "\n".join(faults)


def test_what_cannot_be_kept_is_refused_in_a_sentence_and_comes_back(forms: Found) -> None:
    faults = []
    for client, form in forms:
        boxes = [box for box in boxes_of(form) if not (box.kind == "submit" and len(boxes_of(form)) > 1)]
        lists = {box.name: values_for(box) for box in boxes}
        for turn in range(max(map(len, lists.values()), default=0)):
            given = {name: values[turn % len(values)] for name, values in lists.items()}
            faults += told(form, tried(client, form, form.filled(**given), follows=True))
    assert not faults, "\n".join(faults)


def values_for(box: Box) -> list[Any]:
    """Return what this box cannot keep."""
    return [*ANYWHERE, *JSON] if box.name == "credential" else BY_KIND.get(box.kind, ANYWHERE)


# --- More than was asked, and what belongs to others ---


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


# --- Old pages ---


def test_a_form_may_be_sent_twice(forms: Found) -> None:
    faults = []
    for client, form in forms:
        again = lambda client=client, form=form: send(client, form, form.filled())  # noqa: E731
        faults += told(form, tried(client, form, form.filled(), meanwhile=again))
    assert not faults, "\n".join(faults)


def everything_goes() -> None:
    """Delete every row that can be, but people and how they sign in."""
    left = [model for model in OURS if model is not Person]
    for model in left * 3:
        try:
            with transaction.atomic():
                model._base_manager.all().delete()
                connection.check_constraints()
        except (models.ProtectedError, models.RestrictedError, DatabaseError):
            continue  # others must go first, or it is never deleted


def everybody_leaves() -> None:
    """Let everybody leave their programme by themselves."""
    for membership in Membership.objects.exclude(state=Membership.State.WITHDRAWN):
        leave_programme(membership=membership, by=membership.person)


def staff_switch_lists_off() -> None:
    """Switch every entry of every list off."""
    Code.objects.update(is_on=False)


@pytest.mark.parametrize("meanwhile", [everything_goes, everybody_leaves, staff_switch_lists_off])
def test_a_form_may_be_sent_after_all_has_changed(forms: Found, meanwhile: Callable[[], None]) -> None:
    asked = [(client, form) for client, form in forms if meanwhile is not staff_switch_lists_off or has_choices(form)]
    with transaction.atomic():
        meanwhile()
        faults = [fault for client, form in asked for fault in told(form, tried(client, form, form.filled()))]
        transaction.set_rollback(True)
    assert not faults, "\n".join(faults)


def has_choices(form: Form) -> bool:
    """Return whether anything can be chosen in it."""
    return any(box.kind in ("select", "radio", "checkbox") for box in form.boxes)


# --- Ways to elsewhere ---


def test_no_form_leads_to_another_site(forms: Found) -> None:
    faults, elsewhere = [], cycle(ELSEWHERE)
    for client, form in forms:
        # Only allauth's forms ask where to go next.
        for away in islice(elsewhere, 3 if form.action.startswith("/account/") else 1):
            there = replace(form, action=f"{form.action}?{urlencode({'next': away})}")
            answer = tried(client, there, [*there.filled(next=None), ("next", away)])
            faults += told(form, answer)
            faults += [f"{form} leads to {answer.location}"] if leaves(answer.location) else []
            faults += [f"{form} shows a link to {target}" for target in TARGETS.findall(answer.html) if leaves(target)]
    assert not faults, "\n".join(faults)


def leaves(target: str) -> bool:
    """Return whether a browser would go to another site: it drops tabs and line ends, and takes \\ for /."""
    where = urljoin("http://testserver/a/", re.sub(r"[\t\r\n]", "", unescape(target)).strip().replace("\\", "/"))
    return "evil" in urlsplit(where).netloc or urlsplit(where).scheme not in KNOWN


def test_signing_in_leads_to_no_other_site(house: House) -> None:
    person = house.cast["stranger"]
    for elsewhere in ELSEWHERE:
        client = Client()
        answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD, "next": elsewhere})
        assert (answer.status_code, answer["Location"]) == (302, "/"), elsewhere


def test_no_page_leads_to_another_site(house: House) -> None:
    elsewhere = cycle(ELSEWHERE)
    account = [page for page in house.pages if page.startswith("/account/")]  # of those signed in, only these ask
    for client, pages in ((Client(), house.pages), (sign_in(house.cast["leader"]), account)):
        for page in pages:
            answer = client.get(page, {"next": next(elsewhere)})
            assert not leaves(answer.headers.get("Location", "")), page
            if answer.headers["Content-Type"].startswith("text/html"):
                assert not [t for t in TARGETS.findall(answer.content.decode()) if leaves(t)], page
