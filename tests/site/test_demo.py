"""The demo is whole, is made once, and opens no door anywhere else."""

from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cohorts.models import LearningGroup, Reflection
from mentoring.models import Match
from youdesign.demo.making import make_demo
from youdesign.people.models import Person


@pytest.fixture
def demo(db: None) -> None:
    """The demo programme, as make run makes it."""
    call_command("load_starter_content", verbosity=0)
    make_demo()


def test_the_demo_has_a_full_table_for_its_leader(demo: None) -> None:
    leader = Person.objects.get(email="leader@demo.test")
    assert LearningGroup.objects.of(leader).get().group_memberships.count() == 6
    assert Match.objects.current().get(leader=leader).offer.mentor.email == "mentor@demo.test"
    assert Reflection.objects.visible_to(leader).count() == 2


def test_the_demo_is_made_once(demo: None) -> None:
    before = Person.objects.count()
    make_demo()
    assert Person.objects.count() == before


def sign_in(email: str) -> int:
    """Return what the sign-in page answers to a demo person."""
    given = {"login": email, "password": site_settings.DEMO_PASSWORD}
    return Client().post(reverse("account_login"), given).status_code


def test_demo_people_sign_in_only_in_the_demo(demo: None, settings: Any) -> None:
    assert sign_in("leader@demo.test") == 302
    settings.DEMO = False
    assert sign_in("leader@demo.test") == 200


def test_a_real_site_does_not_migrate_with_demo_people(demo: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo people"):
        call_command("migrate", verbosity=0)


def test_a_real_site_makes_no_demo(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("create_demo")
