"""The demo is whole, is made once, and opens no door anywhere else."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cohorts.models import LearningGroup, Reflection
from mentoring.models import Match, MatchingRound
from youdesign.demo.making import make_demo
from youdesign.demo.story import KEPT
from youdesign.embedded.places import ROOT
from youdesign.embedded.proof import as_in_production
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
    assert Reflection.objects.visible_to(leader).count() == 3
    talks = Match.objects.get(leader=leader, state="active").talks.order_by("starts_at")
    assert [talk.state for talk in talks] == ["held", "booked"]


def test_the_demo_has_turns_that_wait_one_that_is_picked_and_two_that_were_had(demo: None) -> None:
    group = LearningGroup.objects.of(Person.objects.get(email="leader@demo.test")).get()
    states = group.turns.order_by("state").values_list("state", flat=True)
    assert list(states) == ["held", "held", "offered", "offered", "picked"]
    session = group.turns.get(state="picked").session
    assert (session.state, session.template.slug) == ("confirmed", "group_60")


def test_the_demo_has_a_round_of_matching_that_says_something_and_is_not_published(demo: None) -> None:
    found = MatchingRound.objects.get()
    report = found.report
    assert (report["matched"], report["leaders"], found.published_at) == (6, 8, None)
    assert report["is_proven"]
    assert report["moved"]
    assert report["nearest"]
    assert found.leaders.filter(kept__isnull=False).get().offer.mentor.email == KEPT[1]


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


def refusal(**wanted: str) -> str:
    """The last line of a real site's settings, loaded with these values in the place of good ones."""
    env = os.environ | as_in_production() | wanted
    command = [sys.executable, "-c", "import youdesign.settings"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    return "".join(done.stderr.splitlines()[-1:])


def test_a_real_site_starts_with_keys_of_its_own() -> None:
    assert refusal() == ""


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SECRET_KEY", site_settings.DEMO_SECRET_KEY, "This is a demo key"),
        ("SECRET_KEY_FALLBACKS", f"older,{site_settings.DEMO_SECRET_KEY}", "This is a demo key"),
        ("FIELD_KEYS", site_settings.DEMO_FIELD_KEYS, "This is a demo key"),
        ("FIELD_KEYS", site_settings.DEMO_FIELD_KEYS.replace("demo:", "renamed:"), "This is a demo key"),
        ("SECRET_KEY", "", "SECRET_KEY is too short"),
        ("SECRET_KEY", "x" * 49, "SECRET_KEY is too short"),
        ("SITE_URL", "http://youdesign.example.org", "SITE_URL is not understood"),
    ],
)
def test_a_real_site_refuses_a_key_that_others_know_or_could_guess(variable: str, value: str, sentence: str) -> None:
    assert sentence in refusal(**{variable: value})
