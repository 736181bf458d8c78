"""Every page of Django admin: it works, opens only to staff, and shows no private words."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.urls import reverse

from tests.rows import rows_written, written_since
from tests.staff.seen import REGISTERED, SECRET, role_now
from youdesign.people.blind import ROLE
from youdesign.people.models import AuditEntry, Code, Concern, ConsentEvent, Person
from youdesign.people.privacy import blind_fields

# Accounts, rooms and the audit belong to no programme: for superusers. Concerns: for those who answer them.
NOT_FOR_COORDINATORS = (AuditEntry, Concern, ConsentEvent, Group, Person)


def pages_of(model: type[models.Model]) -> Iterator[str]:
    """Yield the addresses of a model's pages in Django admin: list, search, add, and one row's own pages."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_changelist") + "?q=a"
    yield reverse(f"{name}_add")
    row = model._base_manager.defer(*blind_fields(model)).first()
    assert row is not None, f"there is no {model._meta.label} to look at: add one to the world"
    yield reverse(f"{name}_change", args=[row.pk])
    yield reverse(f"{name}_history", args=[row.pk])
    yield reverse(f"{name}_delete", args=[row.pk])


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_every_staff_page_works_writes_nothing_and_shows_no_private_words(
    model: type[models.Model], chief: Client
) -> None:
    paths, before = list(pages_of(model)), rows_written()
    answers = {path: chief.get(path) for path in paths}
    assert written_since(before) == {}
    for path, response in answers.items():
        if path.endswith(("/add/", "/delete/")):
            assert response.status_code in (200, 403), path
        else:
            assert response.status_code == 200, path
        body = response.content.decode()
        assert SECRET not in body, path
        assert "md5$" not in body, path
    assert role_now() != ROLE


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_coordinator_meets_a_page_or_a_refusal_and_no_private_words(
    model: type[models.Model], at_work: Client
) -> None:
    for path in pages_of(model):
        response = at_work.get(path)
        assert response.status_code in (200, 302, 403), path
        assert SECRET not in response.content.decode(), path
    opens = at_work.get(next(pages_of(model))).status_code
    assert opens == (403 if model in NOT_FOR_COORDINATORS else 200)


def test_staff_pages_offer_nothing_private(db: None) -> None:
    labels = {model._meta.label for model in REGISTERED}
    private = {"cohorts.Reflection", "cohorts.ReflectionShare", "conversations.Message", "conversations.RoomEvent"}
    opening = {"people.PersonKey", "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"}
    assert not labels & (private | opening)


def test_the_first_page_and_the_list_of_an_app_work(at_work: Client) -> None:
    entry = Code.objects.filter(listing="asset").first()
    assert entry is not None
    at_work.post(f"/admin/people/code/{entry.pk}/change/", {"label": "Somebody", "position": "3", "is_on": "on"})
    before = rows_written()
    assert "Somebody" in at_work.get("/admin/").content.decode()
    assert written_since(before) == {}
    assert at_work.get("/admin/people/", follow=True).status_code == 200


def test_staff_sign_in_and_out_by_our_own_pages(at_work: Client, client: Client) -> None:
    assert Client().get("/admin/", follow=True).redirect_chain[-1][0] == "/account/login/?next=%2Fadmin%2F"
    assert at_work.get("/admin/password_change/")["Location"] == "/account/password/change/"
    response = at_work.post("/admin/logout/")
    assert (response.status_code, response["Location"]) == (307, "/account/logout/")


def test_who_is_not_staff_is_refused(leader: Person, client: Client) -> None:
    client.force_login(leader)
    assert client.get("/admin/", follow=True).status_code == 403
