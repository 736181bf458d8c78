"""The demo's mail page shows what was sent, and leads nowhere else."""

from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

FIRST, SECOND = "01764000000000000000-0000000a.eml", "01764000060000000000-0000000b.eml"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A mailbox with an invitation and, later, a message with markup only."""
    settings.MAILBOX_DIR = str(tmp_path)
    invitation = EmailMessage()
    invitation["From"], invitation["To"], invitation["Subject"] = (
        "hello@youdesign.example",
        "maureen@cast.test",
        "Your session <soon>",
    )
    invitation.set_content("Hello Maureen\n\nYour code is 123456: http://localhost:8000/join/?a=1&b=2\n<b>bold</b>")
    invitation.add_attachment("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar", filename="session é.ics")
    (tmp_path / FIRST).write_bytes(invitation.as_bytes(policy=policy.SMTP))
    marked_up = EmailMessage()
    marked_up["To"], marked_up["Subject"] = "ruth@cast.test", "Later"
    marked_up.set_content("<p>Only <b>markup</b></p>", subtype="html")
    (tmp_path / SECOND).write_bytes(marked_up.as_bytes(policy=policy.SMTP))
    (tmp_path / "notes.eml").write_text("not from the mailbox")
    (tmp_path.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    return tmp_path


@pytest.fixture
def page(folder: Path, client: Client) -> str:
    """The list."""
    return client.get("/demo/mailbox/").content.decode()


def test_the_newest_comes_first_with_who_what_and_when(page: str) -> None:
    assert page.index("Later") < page.index("Your session &lt;soon&gt;")
    assert "To maureen@cast.test" in page
    assert '<time datetime="2025-11-24T16:00:00' in page
    assert "notes" not in page


def test_a_message_shows_its_words_with_links_and_no_markup_of_its_own(folder: Path, client: Client) -> None:
    shown = client.get(f"/demo/mailbox/{FIRST}/").content.decode()
    assert '<a href="http://localhost:8000/join/?a=1&amp;b=2" rel="nofollow">' in shown
    assert "123456" in shown
    assert "<b>bold</b>" not in shown
    assert "Only markup" in client.get(f"/demo/mailbox/{SECOND}/").content.decode()


def test_a_calendar_file_is_handed_out_as_it_was_sent(folder: Path, client: Client) -> None:
    answer = client.get(f"/demo/mailbox/{FIRST}/?file=0")
    assert answer.content == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    assert answer["Content-Type"] == "text/calendar"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''session%20%C3%A9.ics"


@pytest.mark.parametrize(
    "address",
    [
        *("notes.eml/", "secret.eml/", "..%2Fsecret.eml/", "%2e%2e/secret.eml/", "01764000000000000000-ffffffff.eml/"),
        *(
            f"{FIRST}/?file=1",
            f"{FIRST}/?file=-1",
            f"{FIRST}/?file=x",
            f"{FIRST}/?file=²",
            f"{FIRST}%0a/",
            f"{FIRST}/?file=",
        ),
    ],
)
def test_nothing_else_can_be_reached(folder: Path, client: Client, address: str) -> None:
    assert client.get(f"/demo/mailbox/{address}").status_code == 404


def test_the_pages_only_show(folder: Path, client: Client) -> None:
    assert client.post("/demo/mailbox/").status_code == 405
    assert client.post(f"/demo/mailbox/{FIRST}/").status_code == 405
    assert len(list(folder.iterdir())) == 3


def test_there_is_no_page_when_mail_goes_to_a_real_server(settings: Any, client: Client) -> None:
    settings.MAILBOX_DIR = ""
    assert client.get("/demo/mailbox/").status_code == 404


def test_an_empty_mailbox_says_what_to_do(settings: Any, client: Client, tmp_path: Path) -> None:
    settings.MAILBOX_DIR = str(tmp_path / "none yet")
    assert "No mail yet" in client.get("/demo/mailbox/").content.decode()
