"""The second step: who must take it, that nothing opens before it, and that it stays."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import factories, world
from tests.people.steps import code_for, give_app, secret_of, sign_in
from youdesign.conversations import reading
from youdesign.conversations.frames import Code, Refused
from youdesign.people import second_step
from youdesign.people.models import Person
from youdesign.people.second_step_first import ALWAYS, TO_SET_UP

PAGE = "/account/2fa/"
AGAIN = "/account/2fa/reauthenticate/"


@pytest.fixture(autouse=True)
def _as_on_a_real_site(settings: Any) -> None:
    """The demo, in which tests run, asks nobody; a real site does."""
    settings.SECOND_STEP_REQUIRED = True


@pytest.fixture
def lead(db: None) -> Person:
    """Sam, who answers when somebody tells us something."""
    person = factories.PersonFactory(name="Sam Okoro")
    person.groups.add(Group.objects.create(name="Safeguarding leads"))
    return person


# --- Who ---


def test_staff_facilitators_and_leads_must_and_nobody_else(
    group: LearningGroup, lead: Person, leader: Person, mentor: Person, coordinator: Person, stranger: Person
) -> None:
    everybody = [person.pk for person in (lead, leader, mentor, coordinator, stranger)]
    assert second_step.must_have(everybody) == {lead.pk, mentor.pk, coordinator.pk}


@pytest.mark.parametrize(("role", "must"), [("facilitator", True), ("supervisor", True), ("mentor", False)])
def test_a_role_asks_for_it_until_it_ends(leader: Person, role: str, must: bool) -> None:
    grant = factories.RoleGrantFactory(person=leader, role=role)
    assert bool(second_step.must_have([leader.pk])) is must
    grant.ended_at = grant.granted_at
    grant.save()
    assert not second_step.must_have([leader.pk])


def test_an_ordinary_leader_is_never_asked(leader: Person) -> None:
    client = sign_in(leader)
    assert client.get("/").status_code == 200
    assert client.get("/me/bring/").status_code == 200


# --- Nothing before it ---


def test_without_one_every_address_leads_to_where_it_is_set_up(
    group: LearningGroup, match: Match, coordinator: Person
) -> None:
    arguments = world.build(group, match)
    coordinator.is_superuser = True
    coordinator.save()
    client = sign_in(coordinator)
    free = ALWAYS | TO_SET_UP | {"account_reauthenticate"}
    for name in world.addresses():
        if name.startswith("admin:") or name in free:
            continue
        path = reverse(name, kwargs=arguments.get(name))
        for answer in (client.get(path), client.post(path)):
            assert (answer.status_code, answer.headers.get("Location")) == (302, PAGE), name
    for path in ("/admin/", "/admin/people/person/", "/admin/login/", "/admin/jsi18n/", "/no-such-page/"):
        assert client.get(path).headers.get("Location") == PAGE, path


def test_the_page_says_why_and_help_stays_open(coordinator: Person) -> None:
    client = sign_in(coordinator)
    page = client.get("/", follow=True).content.decode()
    assert "Set up one of these two first." in page
    assert "You look after other people here" in page
    for path in ("/tell-someone/", "/crisis-help/", "/livez"):
        assert client.get(path).status_code == 200


def test_she_sets_it_up_and_goes_on(coordinator: Person) -> None:
    client = sign_in(coordinator)
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/account/2fa/totp/activate/", {"code": code_for(secret)}).status_code == 302
    assert client.get("/account/2fa/recovery-codes/").status_code == 200
    assert client.get("/admin/").status_code == 200


def test_the_next_sign_in_takes_password_and_code(coordinator: Person) -> None:
    secret = give_app(coordinator)
    half = sign_in(coordinator)
    assert half.get("/admin/").status_code == 302
    assert "_auth_user_id" not in half.session
    assert sign_in(coordinator, secret=secret).get("/admin/").status_code == 200


def test_a_role_given_while_somebody_is_signed_in_asks_at_once(leader: Person, group: LearningGroup) -> None:
    client = sign_in(leader)
    assert client.get("/me/bring/").status_code == 200
    grant = factories.RoleGrantFactory(person=leader, role="facilitator")
    assert client.get("/me/bring/").headers["Location"] == PAGE
    grant.delete()
    assert client.get("/me/bring/").status_code == 200


def test_a_session_from_before_is_asked_for_the_step_that_was_set_up_elsewhere(coordinator: Person) -> None:
    older = sign_in(coordinator)
    secret = give_app(coordinator)
    assert older.get("/admin/").headers["Location"] == f"{AGAIN}?next=%2Fadmin%2F"
    assert older.post(f"{AGAIN}?next=/admin/", {"code": code_for(secret), "next": "/admin/"})["Location"] == "/admin/"
    assert older.get("/admin/").status_code == 200


def test_with_a_password_alone_nobody_adds_a_step_of_their_own_to_one_that_is_there(coordinator: Person) -> None:
    older = sign_in(coordinator)
    older.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    give_app(coordinator)
    for path in (
        "/account/2fa/webauthn/add/",
        "/account/2fa/totp/activate/",
        "/account/2fa/totp/deactivate/",
        "/account/2fa/recovery-codes/",
        "/account/2fa/recovery-codes/generate/",
        "/account/reauthenticate/",
        "/account/email/",
    ):
        for answer in (older.get(path), older.post(path, {"password": factories.PASSWORD})):
            assert answer.headers.get("Location", "").startswith(AGAIN), path


def test_a_code_by_email_does_not_pass_it_by(coordinator: Person, mailbox: Any) -> None:
    give_app(coordinator)
    client = Client()
    client.post("/account/login/code/", {"email": coordinator.email})
    body = mailbox.wait_for(coordinator.email).get_content()
    code = next(line for line in body.split() if line.isdecimal() and len(line) == 6)
    assert client.post("/account/login/code/confirm/", {"code": code})["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_a_code_typed_where_an_app_is_there_already_is_no_second_step(leader: Person) -> None:
    client = sign_in(leader)
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    give_app(leader)  # in another window
    assert client.post("/account/2fa/totp/activate/", {"code": "000000"}).status_code == 302
    assert not second_step.was_taken(client.session, leader)


def test_a_passkey_that_fails_as_second_step_is_said(coordinator: Person) -> None:
    give_app(coordinator)
    client = sign_in(coordinator)
    page = client.post("/account/2fa/authenticate/", {"credential": "{}"}).content.decode()
    assert "data-error-summary" in page
    assert "<title>Error: Your second step" in page


def test_words_sent_when_a_role_was_just_given_stay_on_the_device(leader: Person) -> None:
    client = sign_in(leader)
    factories.RoleGrantFactory(person=leader, role="facilitator")
    keeps = '<meta name="drafts" content="keep">'
    assert keeps in client.post("/me/bring/", follow=True).content.decode()
    assert keeps in client.get("/account/reauthenticate/").content.decode()
    give_app(leader)
    assert keeps in client.post("/me/bring/", follow=True).content.decode()


# --- Sockets ---


def test_a_socket_is_refused_before_the_step_and_opened_after_it(group: LearningGroup, mentor: Person) -> None:
    early = sign_in(mentor)
    with pytest.raises(Refused) as refused:
        reading.seen_room(early.session.session_key or "", group.room.pk)
    assert refused.value.code == Code.NOT_SIGNED_IN
    reader = reading.Reader(early.session.session_key or "", mentor.pk, group.room.pk)
    assert reading.refusals([reader]) == {reader: Code.NOT_SIGNED_IN}
    done = sign_in(mentor, secret=give_app(mentor))
    assert reading.seen_room(done.session.session_key or "", group.room.pk)[1] == mentor


# --- It stays ---


def test_the_last_one_cannot_be_switched_off_by_those_who_must_have_it(coordinator: Person) -> None:
    client = sign_in(coordinator, secret=give_app(coordinator))
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    page = client.post("/account/2fa/totp/deactivate/")
    assert "so your account keeps its second step" in page.content.decode()
    assert secret_of(coordinator)


def test_a_leader_may_switch_hers_off(leader: Person) -> None:
    client = sign_in(leader, secret=give_app(leader))
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    assert client.post("/account/2fa/totp/deactivate/")["Location"] == PAGE
    assert not second_step.factors_of(leader)


def test_the_record_of_one_person_is_not_anothers(coordinator: Person, leader: Person) -> None:
    client = sign_in(leader, secret=give_app(leader))
    assert second_step.was_taken(client.session, leader)
    assert not second_step.was_taken(client.session, coordinator)


# --- The demo ---


def test_the_demo_asks_nobody_and_says_so(coordinator: Person, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = False
    client = sign_in(coordinator)
    assert client.get("/admin/").status_code == 200
    assert "This is the demo." in client.get(PAGE).content.decode()


def outside_the_demo(**environment: str) -> subprocess.CompletedProcess[str]:
    """Return what a process says that reads the settings as a real site does."""
    keys = {"SECRET_KEY": "k" * 60, "FIELD_KEYS": f"a:{'QUFB' * 10}QUE=", "SITE_URL": "https://yd.example.org"}
    env = {name: value for name, value in os.environ.items() if name != "YOUDESIGN_DEMO"}
    command = "from youdesign import settings; print(settings.SECOND_STEP_REQUIRED)"
    return subprocess.run(
        [sys.executable, "-c", command],
        env={**env, **keys, **environment},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_outside_the_demo_it_cannot_be_left_out() -> None:
    asked = outside_the_demo()
    assert (asked.stdout.strip(), asked.returncode) == ("True", 0), asked.stderr
    refused = outside_the_demo(SECOND_STEP_REQUIRED="0")
    assert "SECOND_STEP_REQUIRED cannot be switched off outside the demo." in refused.stderr
