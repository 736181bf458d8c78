"""Every page of allauth that can be reached is ours: our frame, our words, no write on GET."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories import PASSWORD
from tests.people.steps import code_for
from tests.servers import Mailbox, text_of
from youdesign.people.models import Person

THEIR_WORDS = re.compile(
    r"two-factor|reauthenticate|secret|sign up|signup|verification|session\b|token|log ?in\b|log ?out\b|e-mail",
    re.IGNORECASE,
)
REACHED_ONLY_ON_THE_WAY = {
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "mfa_authenticate",
    "account_set_password",
    "account_reauthenticate",
}
ONLY_BUTTONS = {"join-again"}


def account_names() -> Iterator[str]:
    """Yield the name of each address under account/."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif (
                route.startswith("account/") and pattern.name and "<" not in route and pattern.name not in ONLY_BUTTONS
            ):
                yield f"/{route}"

    yield from sorted(set(walk(get_resolver().url_patterns, "")))


PATHS = list(account_names())


def text_shown(page: str) -> str:
    """Return the words of the main part of a page."""
    main = page[page.index('<main id="main"') : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def rows() -> dict[str, object]:
    """Return a digest of every table but sessions, which hold where somebody is in signing in."""
    digests = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label_lower != "sessions.session":
                cursor.execute(
                    f"SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM \"{model._meta.db_table}\" t"
                )
                digests[model._meta.db_table] = cursor.fetchone()
    return digests


@pytest.fixture
def anonymous(db: None, client: Client) -> Client:
    """Nobody."""
    return client


@pytest.fixture
def member(leader: Person, client: Client) -> Client:
    """Maureen, who has just entered her password."""
    client.post("/account/login/", {"login": leader.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def careful(leader: Person, member: Client) -> Client:
    """Maureen with a second step and recovery codes."""
    TOTP.activate(leader, generate_totp_secret())
    RecoveryCodes.activate(leader)
    return member


def totp_code(person: Person) -> str:
    """Return the code that the person's app shows now."""
    return code_for(Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"])


def pages(client: Client) -> dict[str, str]:
    """Return path to page, for each path that answers with a page of ours."""
    found = {}
    for path in PATHS:
        response = client.get(path)
        assert response.status_code in (200, 302, 404), path
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            found[path] = response.content.decode()
    return found


def test_the_walk_finds_the_account_pages() -> None:
    assert {"/account/login/", "/account/2fa/totp/activate/", "/account/sessions/"} <= set(PATHS)
    assert len(PATHS) > 20
    assert not any("3rdparty" in path for path in PATHS)


@pytest.mark.parametrize("who", ["anonymous", "member", "careful"])
def test_every_account_page_is_in_our_frame_and_words(who: str, request: pytest.FixtureRequest) -> None:
    shown = pages(request.getfixturevalue(who))
    assert len(shown) >= {"anonymous": 5, "member": 7, "careful": 9}[who]
    for path, page in shown.items():
        assert re.search(r"<title>[^<]+ - You Design</title>", page), path
        assert page.count("<h1") == 1, path
        assert "Tell someone" in page, path
        assert not THEIR_WORDS.search(text_shown(page)), f"{path}: {THEIR_WORDS.search(text_shown(page))}"
        assert not re.search(r'<form(?![^>]*\bmethod=")|<form(?![^>]*\baction=")', page), path
        assert "placeholder=" not in page, path


@pytest.mark.parametrize("who", ["anonymous", "member", "careful"])
def test_looking_at_account_pages_writes_nothing(who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who)
    before = rows()
    pages(client)
    client.get("/account/2fa/recovery-codes/download/")
    assert rows() == before


def test_the_digest_of_rows_sees_a_change(leader: Person) -> None:
    before = rows()
    leader.name = "Somebody else"
    leader.save()
    assert rows() != before


def test_looking_at_ended_sessions_writes_nothing_either(member: Client, leader: Person) -> None:
    other = Client()
    other.post("/account/login/", {"login": leader.email, "password": PASSWORD})
    other.session.flush()
    before = rows()
    member.get("/account/sessions/")
    assert rows() == before


@pytest.mark.django_db(transaction=True)
def test_a_second_step_is_switched_on_with_a_code_and_asked_for_the_next_time(
    member: Client, leader: Person, mailbox: Mailbox
) -> None:
    page = member.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'<strong class="code">([A-Z2-7 ]+)</strong>', page)
    assert secret
    key = secret.group(1).replace(" ", "")
    wrong = member.post("/account/2fa/totp/activate/", {"code": "000000"}).content.decode()
    assert "That is not the right code." in wrong
    assert secret.group(1) in wrong
    response = member.post("/account/2fa/totp/activate/", {"code": code_for(key)})
    assert response["Location"] == "/account/2fa/recovery-codes/"
    codes = re.findall(
        r'<span class="code">(\d{8})</span>', member.get("/account/2fa/recovery-codes/").content.decode()
    )
    assert len(codes) == 10
    assert "Was it not you?" in text_of(mailbox.wait_for(leader.email))
    later = Client()
    assert (
        later.post("/account/login/", {"login": leader.email, "password": PASSWORD})["Location"]
        == "/account/2fa/authenticate/"
    )
    assert "Your second step" in text_shown(later.get("/account/2fa/authenticate/").content.decode())
    assert "not the right code" in later.post("/account/2fa/authenticate/", {"code": "12345678"}).content.decode()
    assert later.post("/account/2fa/authenticate/", {"code": codes[0]})["Location"] == "/"
    assert later.session["_auth_user_id"] == str(leader.pk)


def test_recovery_codes_are_shown_only_after_the_password_again(careful: Client, leader: Person) -> None:
    stale = Client()
    stale.force_login(leader)
    for path in ("/account/2fa/recovery-codes/", "/account/2fa/recovery-codes/download/"):
        assert careful.get(path).status_code == 200
        assert stale.get(path)["Location"].startswith("/account/")
    assert len(careful.get("/account/2fa/recovery-codes/download/").content.split()) > 10


def test_nobody_sees_recovery_codes_that_are_not_there(member: Client) -> None:
    assert member.get("/account/2fa/recovery-codes/").status_code == 404
