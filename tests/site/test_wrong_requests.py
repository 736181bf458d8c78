"""A form that was open too long gets back what was typed; what cannot be read, or is far too much, gets plain words."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from cohorts.models import Reflection
from tests.bad_input.boxes import Form, forms_of, send
from tests.factories import PASSWORD
from youdesign.people.models import Person

NEW, WORDS = "/reflections/new/", "I said what I wanted.\r\n“Twice”, & <b>loudly</b>."
FROM_HERE = {"headers": {"sec-fetch-site": "same-origin"}}


@pytest.fixture
def strict(leader: Person) -> Client:
    """Maureen's window, in which a form without the right token is refused."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    client.get(NEW)
    return client


def waiting_on(response: Any, action: str) -> Form:
    """Return the form that waits on a page to be sent again."""
    [form] = [form for form in forms_of(action, response.content.decode()) if form.action == action]
    return form


def send_stale(client: Client, **extra: Any) -> Any:
    """Send a debrief from a page that was loaded before its token was changed."""
    said = urlencode({"text": WORDS, "csrfmiddlewaretoken": "x" * 64})
    return client.post(NEW, said, "application/x-www-form-urlencoded", **extra)


def test_what_was_typed_on_a_page_that_was_open_too_long_waits_to_be_sent_again(strict: Client, leader: Person) -> None:
    refused = send_stale(strict, **FROM_HERE)
    assert (refused.status_code, Reflection.objects.count()) == (403, 0)
    form = waiting_on(refused, NEW)
    assert send(strict, form, form.filled()).status_code == 302
    [kept] = Reflection.objects.visible_to(leader)
    assert "".join(strict.get(f"/reflections/{kept.pk}/edit/").content.decode().split()).count("loudly") == 1


def test_a_browser_that_only_says_its_origin_is_believed_too(strict: Client) -> None:
    refused = send_stale(strict, headers={"origin": "http://testserver"})
    assert waiting_on(refused, NEW).boxes


@pytest.mark.parametrize(
    "said", [{}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}]
)
def test_what_comes_from_elsewhere_is_not_offered_to_be_sent(strict: Client, said: dict[str, str]) -> None:
    page = send_stale(strict, headers=said).content.decode()
    assert "loudly" not in page
    assert not [form for form in forms_of(NEW, page) if form.action == NEW]


def test_a_password_is_never_put_on_a_page(strict: Client) -> None:
    said = urlencode({"login": "maureen@cast.test", "password": PASSWORD})
    refused = strict.post("/account/login/", said, "application/x-www-form-urlencoded", **FROM_HERE)
    assert refused.status_code == 403
    assert PASSWORD not in refused.content.decode()


def test_more_than_fits_is_said_in_plain_words(strict: Client) -> None:
    answer = strict.post(NEW, {"text": "a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}, **FROM_HERE)
    assert answer.status_code == 413
    page = answer.content.decode()
    assert "That was too much at once" in page
    assert "Help in a crisis" in page


def test_a_hundred_thousand_letters_of_any_writing_come_back(client: Client, leader: Person) -> None:
    client.force_login(leader)
    answer = client.post(NEW, {"text": "🙂" * 100_000})
    assert "🙂" * 100_000 in answer.content.decode()
    assert "Error:" in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello', "multipart/form-data; boundary="),
        (b"--x\r\n", "multipart/form-data; boundary=\xff"),
        (b"hello", "multipart/form-data"),
        (b"text=hello", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"&".join(b"text=a" for _ in range(3000)), "application/x-www-form-urlencoded"),
        (
            b"--x\r\n" + b'Content-Disposition: form-data; name="f"; filename="a"\r\n\r\na\r\n--x\r\n' * 300 + b"--x--",
            "multipart/form-data; boundary=x",
        ),
    ],
    ids=["no boundary", "odd boundary", "no mark", "utf-16", "3,000 boxes", "300 files"],
)
def test_a_body_that_cannot_be_read_gets_a_page_and_changes_nothing(
    client: Client, leader: Person, body: bytes, kind: str
) -> None:
    client.force_login(leader)
    answer = client.generic("POST", NEW, body, kind)
    assert answer.status_code in (200, 400, 413)
    assert "Help in a crisis" in answer.content.decode()
    assert not Reflection.objects.exists()


def test_a_name_of_another_site_gets_a_page_too(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "We did not understand that" in answer.content.decode()
    assert mail.outbox == []


def test_whoever_was_signed_out_when_they_pressed_a_button_reads_that_nothing_was_sent(
    client: Client, leader: Person
) -> None:
    where = reverse("match-suggest")
    sent_to = client.post(where).headers["Location"]
    assert sent_to.endswith(f"next={where}")
    answer = client.post(sent_to, {"login": leader.email, "password": PASSWORD}, follow=True)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "press it again" in answer.content.decode()
    assert "Help in a crisis" in answer.content.decode()
    assert client.head(where).status_code == 405
