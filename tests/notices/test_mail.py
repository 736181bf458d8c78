"""What arrives in a real mailbox, and what a mail server's answers do."""

import email.policy
import re

import pytest
from django.core import mail as django_mail
from icalendar import Calendar

from tests.notices.test_rules import NOW, fresh, owe
from tests.servers import text_of
from youdesign.notices import actions
from youdesign.notices.drain import drain


@pytest.fixture
def reminder(leader, mailbox):
    """A reminder as it arrived."""
    notice = owe(leader)
    drain(now=NOW)
    message = mailbox.wait_for("maureen@cast.test")
    message.notice = notice
    return message


def test_a_mail_says_the_same_in_text_and_html_and_why_it_came(reminder):
    text, html = text_of(reminder), reminder.get_body(("html",)).get_content()
    for words in ("Your session is on Tuesday at 6pm.", "Why you get this: You are in a learning group.", "phone 999"):
        assert words in text
        assert words in html
    assert "Hello & welcome." in text
    assert "Hello &amp; welcome." in html
    for address in ("http://localhost:8000/sessions/1/", "http://localhost:8000/notices/"):
        assert address in text
        assert f'href="{address}"' in html
    assert '<html lang="en-GB">' in html


def test_a_mail_has_the_headers_of_one_that_a_machine_sent_and_a_person_can_stop(reminder):
    assert reminder["From"] == reminder["Reply-To"] == "You Design <hello@youdesign.example>"
    assert reminder["Auto-Submitted"] == "auto-generated"
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://localhost:8000/notices/off/[\w:.=-]+/>", reminder["List-Unsubscribe"].strip())


def test_line_breaks_in_a_title_cannot_add_a_header(reminder):
    assert reminder["Bcc"] is None
    assert reminder["Subject"] == "Your session Bcc: somebody@else.test 7"


def test_the_message_id_depends_on_the_row_alone(reminder, mailbox):
    notice = fresh(reminder.notice)
    type(notice).objects.update(state="waiting", sent_at=None, tries=0, next_try_at=NOW)
    drain(now=NOW)
    again = mailbox.wait_for("maureen@cast.test", count=2)
    assert again["Message-ID"] == reminder["Message-ID"]
    assert re.fullmatch(rf"<notice-{notice.pk}-\d+@localhost>", again["Message-ID"])


def test_the_calendar_file_opens_and_its_part_says_what_it_is_for(reminder):
    (part,) = reminder.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() == "session.ics"
    (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Learning group"


def test_a_letter_that_cannot_be_off_offers_no_switch(leader, mailbox):
    actions.owe_notice("letter", object_id=1, due_at=NOW, person=leader)
    drain(now=NOW)
    letter = mailbox.wait_for("maureen@cast.test")
    assert letter["List-Unsubscribe"] is None
    assert "switch these off" not in text_of(letter)
    assert "http://localhost:8000/notices/" in text_of(letter)


def test_somebody_without_an_account_is_not_sent_to_a_page_that_needs_one(db, mailbox):
    owe(None, email="new@somewhere.test")
    drain(now=NOW)
    assert "/notices/" not in text_of(mailbox.wait_for("new@somewhere.test"))


def test_a_mail_is_plain_ascii_on_the_wire_whatever_the_name(leader):
    owe(leader, "Llŷr ❤")
    drain(now=NOW)
    raw = django_mail.outbox[0].message().as_bytes()
    assert email.message_from_bytes(raw, policy=email.policy.default)["Subject"].endswith("Llŷr ❤")
