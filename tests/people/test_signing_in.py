"""Joining and signing in, with real mail; what is wrong is said, and what was typed comes back."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.factories import PASSWORD, PersonFactory
from tests.servers import Mailbox, free_port, text_of
from youdesign.people.browsers import in_words
from youdesign.people.models import Person

ADDRESS = "nasreen@example.org"
ANSWERS = {"name": "Nasreen", "email": ADDRESS, "password1": "teapot tuesday bridge"}
CONFIRM, SIGN_IN, JOIN = "/account/confirm-email/", "/account/login/", "/account/signup/"


def code_in(mailbox: Mailbox, address: str = ADDRESS, count: int = 1) -> str:
    """Return the six numbers of the newest mail to this address."""
    found = re.search(r"^(\d{6})\s*$", text_of(mailbox.wait_for(address, count=count)), re.MULTILINE)
    assert found
    return found.group(1)


def not_the(code: str) -> str:
    """Return some other code."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def words(response: HttpResponse) -> str:
    """Return the page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def joining(db: None, client: Client, mailbox: Mailbox) -> Client:
    """A window in which Nasreen has answered the three questions, on her way to an invitation."""
    response = client.post(f"{JOIN}?next=/crisis-help/", {**ANSWERS, "next": "/crisis-help/"})
    assert (response.status_code, response["Location"]) == (302, f"{CONFIRM}?next=%2Fcrisis-help%2F")
    return client


def test_a_newcomer_joins_with_the_code_from_her_mail_and_goes_where_she_was_going(
    joining: Client, mailbox: Mailbox
) -> None:
    assert ADDRESS in words(joining.get(CONFIRM))
    response = joining.post(CONFIRM, {"code": code_in(mailbox)})
    assert (response.status_code, response["Location"]) == (302, "/crisis-help/")
    person = Person.objects.get()
    assert (person.name, person.email, person.emailaddress_set.get().verified) == ("Nasreen", ADDRESS, True)
    assert joining.session["_auth_user_id"] == str(person.pk)


def test_without_a_next_page_she_comes_home(db: None, client: Client, mailbox: Mailbox) -> None:
    client.post(JOIN, ANSWERS)
    assert client.post(CONFIRM, {"code": code_in(mailbox)})["Location"] == "/"


def test_next_never_leads_elsewhere(db: None, client: Client, mailbox: Mailbox) -> None:
    client.post(JOIN, {**ANSWERS, "next": "https://elsewhere.example/"})
    assert client.post(CONFIRM, {"code": code_in(mailbox)})["Location"] == "/"


def test_the_links_between_joining_and_signing_in_keep_the_next_page(db: None, client: Client) -> None:
    for path in (JOIN, SIGN_IN, "/account/login/code/"):
        page = client.get(path, {"next": "/invitations/x/"}).content.decode()
        assert page.count('name="next" value="/invitations/x/"') == (2 if path == SIGN_IN else 1), "each form keeps it"
        assert "?next=/invitations/x/" in page or "?next=%2Finvitations%2Fx%2F" in page


def test_what_is_wrong_is_said_and_what_was_typed_comes_back(db: None, client: Client) -> None:
    response = client.post(JOIN, {"name": "Nasreen", "email": "nasreen@", "password1": "short"})
    page = response.content.decode()
    assert "<title>Error: Join You Design" in page
    assert "Finish the email address, like maureen@example.org" in page
    assert 'value="nasreen@"' in page
    assert 'value="Nasreen"' in page
    assert "at least 10 characters" in page
    assert "short" not in page.replace("too short", "")


def test_an_address_too_long_to_keep_is_said_and_comes_back_whole(db: None, client: Client) -> None:
    address = f"nasreen@{'long.' * 50}example.org"
    for path, name in ((JOIN, "email"), (SIGN_IN, "login"), ("/account/login/code/", "email")):
        page = client.post(path, {**ANSWERS, name: address, "password": "x"}).content.decode()
        assert "That email address is too long." in page
        assert f'value="{address}"' in page


def test_each_missing_answer_is_named(db: None, client: Client) -> None:
    page = client.post(JOIN, {}).content.decode()
    for sentence in ("Enter the name we should call you.", "Enter your email address.", "Choose a password."):
        assert page.count(sentence) == 2, "once in the summary, once at the box"
    assert page.index('id="id_name"') < page.index('id="id_email"') < page.index('id="id_password1"')


def test_a_wrong_code_is_said_and_comes_back_and_the_fifth_one_ends_it(joining: Client, mailbox: Mailbox) -> None:
    code = code_in(mailbox)
    for _ in range(4):
        page = joining.post(CONFIRM, {"code": not_the(code)}).content.decode()
        assert "That is not the code we sent." in page
        assert f'value="{not_the(code)}"' in page
    page = words(joining.post(CONFIRM, {"code": not_the(code)}, follow=True))
    assert "That was tried too many times." in page
    assert joining.post(CONFIRM, {"code": code}, follow=True).redirect_chain[0][0] == SIGN_IN
    assert "_auth_user_id" not in joining.session


def test_a_code_older_than_ten_minutes_does_not_work_and_the_page_says_so(joining: Client, mailbox: Mailbox) -> None:
    code = code_in(mailbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=5), tick=False):
        response = joining.post(CONFIRM, {"code": code}, follow=True)
    assert "A code works for 10 minutes, and once." in words(response)
    assert "_auth_user_id" not in joining.session


def test_a_code_works_once(joining: Client, mailbox: Mailbox) -> None:
    code = code_in(mailbox)
    joining.post(CONFIRM, {"code": code})
    joining.post("/account/logout/")
    response = joining.post(CONFIRM, {"code": code}, follow=True)
    assert response.redirect_chain[0][0] == SIGN_IN
    assert "There is no code waiting" in words(response)


def test_a_new_code_replaces_the_old_one(joining: Client, mailbox: Mailbox) -> None:
    first = code_in(mailbox)
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        joining.post(CONFIRM, {"action": "resend"})
        second = code_in(mailbox, count=2)
        if second != first:
            assert "not the code" in words(joining.post(CONFIRM, {"code": first}))
        assert joining.post(CONFIRM, {"code": second}).status_code == 302


def test_joining_with_an_address_that_has_an_account_looks_the_same(
    leader: Person, client: Client, mailbox: Mailbox
) -> None:
    response = client.post(JOIN, {**ANSWERS, "email": "Maureen@Cast.Test"})
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    assert "maureen@cast.test" in words(client.get(CONFIRM))
    assert "You have an account with it already" in text_of(mailbox.wait_for("maureen@cast.test"))
    assert Person.objects.filter(email="maureen@cast.test").count() == 1


def test_she_signs_in_with_her_password_whatever_the_case_of_her_address(leader: Person, client: Client) -> None:
    response = client.post(SIGN_IN, {"login": "MAUREEN@cast.test", "password": PASSWORD, "next": "/me/bring/"})
    assert response["Location"] == "/me/bring/"


def test_a_wrong_password_and_an_unknown_address_look_the_same(leader: Person, client: Client) -> None:
    pages = [
        words(client.post(SIGN_IN, {"login": address, "password": "not the right one"})).replace(address, "")
        for address in ("maureen@cast.test", "nobody@cast.test")
    ]
    assert pages[0] == pages[1]
    assert "That email address and password do not match." in pages[0]


def test_too_many_wrong_passwords_are_stopped_with_a_way_on(leader: Person, client: Client) -> None:
    for _ in range(6):
        response = client.post(SIGN_IN, {"login": leader.email, "password": "not the right one"})
    assert "That was tried too many times." in words(response)
    assert f'value="{leader.email}"' in response.content.decode()


def test_too_many_tries_of_anything_get_our_page(db: None, client: Client) -> None:
    for number in range(21):
        response = client.post(JOIN, {"email": f"{number}@"})
    assert response.status_code == 429
    assert "Please wait a little" in words(response)


def test_she_signs_in_with_a_code_instead(leader: Person, client: Client, mailbox: Mailbox) -> None:
    client.post("/account/login/code/", {"email": leader.email, "next": "/me/need/"})
    response = client.post(
        "/account/login/code/confirm/", {"code": code_in(mailbox, leader.email), "next": "/me/need/"}
    )
    assert response["Location"] == "/me/need/"
    assert client.session["_auth_user_id"] == str(leader.pk)


def test_asking_a_code_for_an_unknown_address_looks_the_same(leader: Person, mailbox: Mailbox) -> None:
    pages = []
    for address in (leader.email, "nobody@cast.test"):
        window = Client()
        window.post("/account/login/code/", {"email": address})
        pages.append(words(window.get("/account/login/code/confirm/")).replace(address, ""))
    assert pages[0] == pages[1]
    assert "There is no account with it." in text_of(mailbox.wait_for("nobody@cast.test"))


def test_a_forgotten_password_is_replaced_with_a_code(leader: Person, client: Client, mailbox: Mailbox) -> None:
    client.post("/account/password/reset/", {"email": leader.email})
    client.post("/account/password/reset/confirm/", {"code": code_in(mailbox, leader.email)})
    new = {"password1": "bridge tuesday teapot", "password2": "bridge tuesday teapot"}
    page = client.post("/account/password/reset/complete/", new, follow=True)
    assert "Your new password is saved" in words(page)
    assert client.post(SIGN_IN, {"login": leader.email, "password": "bridge tuesday teapot"}).status_code == 302
    assert "Was it not you?" in text_of(mailbox.wait_for(leader.email, count=2))


def test_signing_out_takes_a_post(leader: Person, client: Client) -> None:
    client.force_login(leader)
    assert "Sign out?" in words(client.get("/account/logout/"))
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


def test_a_new_address_needs_the_password_again_and_the_code_from_there(
    leader: Person, client: Client, mailbox: Mailbox
) -> None:
    client.force_login(leader)
    response = client.post("/account/email/", {"action_add": "", "email": ADDRESS}, follow=True)
    assert "Check that it is you" in words(response)
    response = client.post(
        "/account/reauthenticate/?next=/account/email/", {"password": PASSWORD, "next": "/account/email/"}
    )
    assert response["Location"] == CONFIRM
    leader.refresh_from_db()
    assert leader.email == "maureen@cast.test"
    client.post(CONFIRM, {"code": code_in(mailbox)})
    leader.refresh_from_db()
    assert leader.email == ADDRESS
    assert "was changed from maureen@cast.test" in text_of(mailbox.wait_for("maureen@cast.test"))


def test_she_sees_where_she_is_signed_in_and_ends_the_others(leader: Person, client: Client) -> None:
    other = Client(headers={"user-agent": "An old phone"})
    for window in (client, other):
        window.post(SIGN_IN, {"login": leader.email, "password": PASSWORD})
    assert "An old phone" in words(client.get("/account/sessions/"))
    client.post("/account/sessions/")
    assert "An old phone" not in words(client.get("/account/sessions/"))
    assert other.get("/me/bring/").status_code == 302
    assert client.get("/me/bring/").status_code == 200


def test_a_mail_server_that_is_away_is_said_and_the_new_code_comes_later(
    db: None, client: Client, mailbox: Mailbox, settings: Any
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    page = words(client.post(JOIN, ANSWERS, follow=True))
    assert "We could not send the email just now." in page
    settings.EMAIL_PORT = port
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        client.post(CONFIRM, {"action": "resend"})
        assert client.post(CONFIRM, {"code": code_in(mailbox)})["Location"] == "/"


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1",
            "Safari on an iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 10) Chrome/120 Mobile Safari/537.36", "Chrome on an Android phone or tablet"),
        ("curl/8", "curl/8"),
        ("", "A browser that does not say its name"),
    ],
)
def test_a_browser_is_named_in_words(user_agent: str, said: str) -> None:
    assert in_words(user_agent) == said


def test_a_switched_off_account_says_whom_to_ask(db: None, client: Client) -> None:
    person = PersonFactory(is_active=False)
    response = client.post(SIGN_IN, {"login": person.email, "password": PASSWORD}, follow=True)
    assert "This account is switched off" in words(response)
    assert "_auth_user_id" not in client.session


def test_every_code_mail_speaks_for_us(joining: Client, mailbox: Mailbox) -> None:
    message = mailbox.wait_for(ADDRESS)
    text = text_of(message)
    assert message["Subject"] == "Your code to join You Design"
    assert message["From"].startswith("You Design <")
    assert "Welcome, Nasreen." in text
    assert "It works for 10 minutes, and once." in text
    assert "example.com" not in text
