"""You said, we did: what came of what a cohort said; and how a programme moves from state to state."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cohorts.actions import move_programme
from cohorts.models import Cohort, CohortDecision, LearningGroup, Programme
from tests import factories
from youdesign.people.models import AuditEntry, Person
from youdesign.people.states import MoveNotAllowed

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_staff_write_what_came_of_it_and_the_cohort_reads_it(
    staff: Client, cohort: Cohort, leader: Person, stranger: Person
) -> None:
    add = "/admin/cohorts/cohortdecision/add/"
    typed = {
        "cohort": cohort.pk,
        "said": "Start later.",
        "did": "",
        "because": "",
        "decided_on": "2026-11-20",
        "why": "",
    }
    assert "Say what you did, or why you did not." in staff.post(add, typed).content.decode()
    staff.post(add, typed | {"because": "The room is ours until noon."})
    assert AuditEntry.objects.filter(noun="cohorts.cohortdecision", verb="add").exists()
    page = f"/programmes/{cohort.programme_id}/decisions/"
    staff.force_login(leader, BACKEND)
    text = staff.get(page).content.decode()
    assert "The room is ours until noon." in text
    assert ", because</dt>" in text
    assert "We did</dt>" not in text
    staff.force_login(stranger, BACKEND)
    assert staff.get(page).status_code == 404


def test_what_another_cohort_said_is_not_shown(
    cohort: Cohort, leader: Person, coordinator: Person, mentor: Person
) -> None:
    other = factories.CohortFactory(programme=cohort.programme)
    theirs = other.decisions.create(said="More breaks.", did="Yes.")
    assert not CohortDecision.objects.visible_to(leader).exists()
    assert list(CohortDecision.objects.visible_to(coordinator)) == [theirs]
    factories.RoleGrantFactory(person=mentor, programme=cohort.programme)
    assert list(CohortDecision.objects.visible_to(mentor)) == [theirs]


def test_whoever_runs_a_group_reads_it_with_no_role_besides(
    client: Client, group: LearningGroup, mentor: Person, stranger: Person
) -> None:
    group.cohort.decisions.create(said="More breaks.", did="Yes.")
    page = f"/programmes/{group.cohort.programme_id}/decisions/"
    client.force_login(mentor, BACKEND)
    assert "More breaks." in client.get(page).content.decode()
    client.force_login(stranger, BACKEND)
    assert client.get(page).status_code == 404


def test_a_programme_moves_by_the_table(programme: Programme, coordinator: Person, leader: Person) -> None:
    with pytest.raises(MoveNotAllowed):
        move_programme(programme=programme, to="following_up", by=coordinator)
    with pytest.raises(PermissionDenied):
        move_programme(programme=programme, to="closing", by=leader)
    for state in ("closing", "closed", "following_up"):
        move_programme(programme=programme, to=state, by=coordinator)
    programme.refresh_from_db()
    assert programme.state == "following_up"
    assert AuditEntry.objects.filter(noun="cohorts.programme", verb="move").count() == 3


def test_staff_are_offered_only_the_states_that_can_follow(staff: Client, programme: Programme) -> None:
    page = f"/admin/cohorts/programme/{programme.pk}/change/"
    text = staff.get(page).content.decode()
    assert 'value="closing"' in text
    assert 'value="closed"' not in text
    facts = {"name": "Leading Together", "state": "closed", "why": "It is over."}
    assert staff.post(page, facts).status_code == 200
    staff.post(page, facts | {"state": "closing"})
    programme.refresh_from_db()
    assert programme.state == "closing"
    assert AuditEntry.objects.get(noun="cohorts.programme", verb="move").why == "It is over."
