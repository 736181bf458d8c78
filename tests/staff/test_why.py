"""Every change by staff stands in the audit with who did it and why: each form and each action is tried."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.handlers.wsgi import WSGIRequest
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from cohorts.models import (
    Application,
    Cohort,
    GroupMembership,
    LearningGroup,
    Membership,
    Programme,
    RoleGrant,
)
from tests import factories
from tests.staff.boxes import boxes_of
from tests.staff.changes import ACTS, ADDS, DELETES, WHY, page, somebody_with_a_role, the
from tests.staff.seen import REGISTERED
from youdesign.involvement.models import Host
from youdesign.people.models import AuditEntry, Person


def asking(by: Person) -> WSGIRequest:
    """Return a request of this person's, to ask what they may."""
    request = RequestFactory().get("/")
    request.user = by
    return request


def entry(by: Person) -> AuditEntry:
    """Return what was recorded with the reason, and by whom."""
    found = AuditEntry.objects.filter(why=WHY, by=by).first()
    assert found is not None
    return found


def press(window: Client, where: str, sent: dict[str, Any]) -> Any:
    """Choose an action, and be sure where it shows first who is written to; until then nothing is done."""
    before = AuditEntry.objects.count()
    answer = window.post(where, sent)
    shown = answer.content.decode()
    if "Nothing is done or sent yet." not in shown:
        return answer
    assert AuditEntry.objects.count() == before
    return window.post(where, boxes_of(shown) | {"sure": "1"})


def actions_of(by: Person) -> set[str]:
    """Return every action that there is, named by its list."""
    return {
        f"{model._meta.label}.{name}"
        for model in REGISTERED
        for name in admin.site._registry[model].get_actions(asking(by))
    }


def test_every_form_and_action_is_tried_here(boss: Person) -> None:
    may_add = {
        model._meta.label for model in REGISTERED if admin.site._registry[model].has_add_permission(asking(boss))
    }
    assert may_add == set(ADDS)
    assert actions_of(boss) == set(ACTS)
    may_delete = [model for model in REGISTERED if admin.site._registry[model].has_delete_permission(asking(boss))]
    assert may_delete == list(DELETES)


@pytest.mark.parametrize("label", ADDS)
def test_what_is_added_is_recorded_with_its_reason(chief: Client, boss: Person, label: str) -> None:
    model = next(model for model in REGISTERED if model._meta.label == label)
    where = page(model, "add")
    sent = boxes_of(chief.get(where).content.decode()) | ADDS[label]() | {"why": WHY}
    answer = chief.post(where, sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert entry(boss).at <= timezone.now()


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_what_is_changed_is_recorded_with_its_reason(
    chief: Client, boss: Person, model: type[models.Model], coordinator: Person
) -> None:
    row = coordinator if model is Person else the(model)
    model_admin: Any = admin.site._registry[model]
    where = page(model, "change", row.pk)
    shown = chief.get(where)
    if not model_admin.has_change_permission(asking(boss), row):
        text = shown.content.decode()
        assert ('name="why"' in text) is ("/send-again/" in text)  # its button is a change of its own
        return
    changed = {"answer": "We ask two people this week.", "starts": "09:30"}  # for the rows that have such a box
    sent = boxes_of(shown.content.decode()) | {"why": WHY} | changed
    answer = chief.post(where, sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    done = entry(boss)
    assert (done.noun, done.noun_id) == (model._meta.label_lower, str(row.pk))
    assert WHY in chief.get(page(model, "history", row.pk)).content.decode()


@pytest.mark.parametrize("label", ACTS)
def test_what_is_done_from_a_list_is_recorded_with_its_reason(chief: Client, boss: Person, label: str) -> None:
    row = ACTS[label]()
    sent = {"action": label.rpartition(".")[2], "_selected_action": [row.pk], "why": f" {WHY} "}
    assert press(chief, page(type(row), "changelist"), sent).status_code == 302
    assert entry(boss).at <= timezone.now()


@pytest.mark.parametrize("label", [label for label in ACTS if label != "mentoring.Match.look_again"])
def test_what_needs_a_reason_asks_for_it_and_does_nothing_until_then(chief: Client, boss: Person, label: str) -> None:
    row, name = ACTS[label](), label.rpartition(".")[2]
    where, before = page(type(row), "changelist"), AuditEntry.objects.count()
    answer = press(chief, where, {"action": name, "_selected_action": [row.pk]})
    if name not in admin.site._registry[type(row)].why_needed:  # type: ignore[attr-defined]
        assert answer.status_code == 302
        assert AuditEntry.objects.count() > before
        return
    asked_for = answer.content.decode()
    assert AuditEntry.objects.count() == before
    assert "Why?" in asked_for
    assert "Error" not in asked_for
    empty = chief.post(where, boxes_of(asked_for))
    assert empty.status_code == 200
    assert "Say why, in a few words." in empty.content.decode()
    assert AuditEntry.objects.count() == before
    chief.post(where, boxes_of(empty.content.decode()) | {"why": WHY})
    assert entry(boss).at <= timezone.now()


@pytest.mark.parametrize("model", DELETES)
def test_what_is_deleted_is_recorded_with_its_reason(chief: Client, boss: Person, model: type[models.Model]) -> None:
    row = the(model)
    where = page(model, "delete", row.pk)
    assert "Say why, in a few words." in chief.post(where, {"post": "yes"}, follow=True).content.decode()
    assert model._base_manager.filter(pk=row.pk).exists()
    chief.post(where, {"post": "yes", "why": WHY})
    done = entry(boss)
    assert (done.verb, done.noun_id) == ("delete", str(row.pk))
    assert not model._base_manager.filter(pk=row.pk).exists()


def test_what_is_below_a_row_is_recorded_too(chief: Client, boss: Person) -> None:
    host = Host.objects.filter(contacts__isnull=False).first()
    assert host is not None
    where = page(Host, "change", host.pk)
    sent = boxes_of(chief.get(where).content.decode()) | {"why": WHY, "contacts-0-name": "Helena"}
    chief.post(where, sent)
    chief.post(where, boxes_of(chief.get(where).content.decode()) | {"why": WHY, "contacts-0-DELETE": "on"})
    verbs = AuditEntry.objects.filter(why=WHY, noun="involvement.hostcontact").values_list("verb", flat=True)
    assert sorted(verbs) == ["change", "delete"]


@pytest.mark.parametrize("model", [RoleGrant, Person, Group])
def test_a_form_that_needs_a_reason_comes_back_with_what_was_typed(chief: Client, model: type[models.Model]) -> None:
    row = the(model)
    where = page(model, "add") if model is RoleGrant else page(model, "change", row.pk)
    sent = boxes_of(chief.get(where).content.decode()) | {"email": "maureen@cast.test", "name": "Typed"}
    answer = chief.post(where, sent)
    assert answer.status_code == 200
    assert "Say why, in a few words." in answer.content.decode()
    assert "maureen@cast.test" in answer.content.decode() or "Typed" in answer.content.decode()


def test_a_reason_that_is_too_long_comes_back(chief: Client, leader: Person) -> None:
    where = page(Membership, "changelist")
    place = leader.memberships.get()
    answer = chief.post(where, {"action": "pause", "_selected_action": [place.pk], "why": "x" * 201})
    assert "Use 200 characters or fewer." in answer.content.decode()
    assert "x" * 201 in answer.content.decode()
    place.refresh_from_db()
    assert place.state == "active"


@pytest.mark.parametrize(
    ("where", "sent"),
    [
        (
            "cohorts_learninggroup_hand_over",
            lambda: {"to": somebody_with_a_role()},
        ),
        ("cohorts_programme_hand_over", lambda: {"to": factories.PersonFactory(is_staff=True).pk}),
        ("cohorts_cohort_close_asking", dict),
        ("cohorts_application_answer", lambda: {"answer": "not_this_time", "send": "Send it"}),
    ],
)
def test_the_pages_of_our_own_keep_the_reason_too(chief: Client, boss: Person, where: str, sent: Any) -> None:
    model = {"learninggroup": LearningGroup, "programme": Programme, "cohort": Cohort, "application": Application}
    row = the(model[where.split("_")[1]])
    path = reverse(f"admin:{where}", args=[row.pk])
    facts = sent()
    assert "Why?" in chief.get(path).content.decode()
    assert chief.post(path, facts | {"why": WHY}).status_code == 302
    assert entry(boss).at <= timezone.now()


def test_what_stands_in_the_way_is_said_above_what_was_typed(chief: Client, leader: Person) -> None:
    group = factories.LearningGroupFactory(cohort=the(Cohort), name="Full group", state="settled")
    sent = {"group": group.pk, "person": leader.pk, "why": WHY}
    shown = chief.post(page(GroupMembership, "add"), sent).content.decode()
    assert "This group is not taking new people now." in shown
    assert f'value="{WHY}"' in shown
    assert f'<option value="{group.pk}" selected>Full group</option>' in shown
    assert not AuditEntry.objects.filter(why=WHY).exists()
