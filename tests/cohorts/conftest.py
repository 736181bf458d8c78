"""What several tests of cohorts need."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cohorts.actions import add_cofacilitator, plan_session
from cohorts.models import CoFacilitation, Cohort, DebriefSession, LearningGroup, Programme
from cohorts.times import today
from tests import factories
from youdesign.people.models import Person


@pytest.fixture
def plan(coordinator: Person, group: LearningGroup) -> Callable[..., DebriefSession]:
    """Return a function that plans a session of Maureen's group, in five days unless told."""

    def plan_it(**facts: Any) -> DebriefSession:
        starts_at = facts.pop("starts_at", timezone.now() + datetime.timedelta(days=5))
        facts.setdefault("ends_at", starts_at + datetime.timedelta(hours=1))
        facts.setdefault("online_link", "https://meet.example.org/tuesday")
        facts.setdefault("phone_in", "0117 496 0118")
        facts.setdefault("phone_code", "4471")
        return plan_session(by=facts.pop("by", coordinator), group=group, starts_at=starts_at, **facts)

    return plan_it


@pytest.fixture
def joan(programme: Programme) -> Person:
    """Joan, who facilitates in this programme too."""
    person = factories.PersonFactory(name="Joan Bell", email="joan@cast.test")
    factories.RoleGrantFactory(person=person, programme=programme, role="facilitator")
    return person


@pytest.fixture
def helps(group: LearningGroup, joan: Person, coordinator: Person) -> CoFacilitation:
    """Joan helps Ruth to run Maureen's group."""
    return add_cofacilitator(group=group, person=joan, by=coordinator)


@pytest.fixture
def amir(programme: Programme) -> Person:
    """Amir, on the staff, who coordinates in this programme too."""
    person = factories.PersonFactory(name="Amir Khan", email="amir@cast.test", is_staff=True)
    factories.RoleGrantFactory(person=person, programme=programme, role="coordinator")
    return person


@pytest.fixture
def chief(db: None) -> Person:
    """A superuser."""
    return factories.PersonFactory(name="Chief", is_staff=True, is_superuser=True)


@pytest.fixture
def staff(client: Client, coordinator: Person, cohort: Cohort) -> Client:
    """A browser in which Priya is signed in, with the rights of coordinators."""
    call_command("load_starter_content", verbosity=0)
    coordinator.groups.add(*coordinator.groups.model.objects.filter(name="Coordinators"))
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def open_cohort(cohort: Cohort) -> Cohort:
    """The cohort that anybody may ask to join for two weeks more; it has eight places, and Maureen may have one."""
    factories.ProgrammePageFactory(programme=cohort.programme)
    cohort.places = 8
    cohort.starts_on = today() + datetime.timedelta(days=30)
    cohort.ask_until = today() + datetime.timedelta(days=14)
    cohort.save()
    return cohort


@pytest.fixture
def nell(db: None) -> Person:
    """Nell, who has an account and nothing else yet."""
    return factories.PersonFactory(name="Nell Hart", email="nell@cast.test")


@pytest.fixture
def met(group: LearningGroup) -> Callable[..., DebriefSession]:
    """Return a function that gives Maureen's group a session so many days ago, when all who sit in it sat there."""

    def meet(*, days: int = 1) -> DebriefSession:
        began = timezone.now() - datetime.timedelta(days=days)
        group.group_memberships.filter(joined_at__gt=began).update(joined_at=began - datetime.timedelta(days=7))
        return factories.DebriefSessionFactory(group=group, starts_at=began)

    return meet
