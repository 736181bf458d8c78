"""What arrives in a real mailbox, and what a mail server's answers do."""

import datetime
import email.policy
import re

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core import mail as django_mail
from icalendar import Calendar

from tests.factories import PersonFactory
from tests.notices.test_rules import MINUTE, NOW, fresh, owe
from tests.servers import Mailbox, free_port, text_of
from youdesign.notices import actions
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice


class Grumpy(Mailbox):
    """A mail server that answers by the address: 450 to later@, 550 to nobody@; 554 to every text while told so."""

    no_text = False
    hangs_up = False

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        """Answer one address."""
        if address.startswith("later"):
            return "450 Busy, come back"
        if address.startswith("nobody"):
            return "550 There is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the text, refuse it, or drop the line."""
        if self.hangs_up:
            server.transport.close()
        return "554 No" if self.no_text else await super().handle_DATA(server, session, envelope)


@pytest.fixture
def grumpy(db, settings):
    """Send through a server that often says no."""
    box = Grumpy()
    box.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    yield box
    box.controller.stop()


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


def test_a_busy_server_is_tried_again_later_and_others_get_theirs(grumpy):
    late, good = owe(PersonFactory(email="later@cast.test")), owe(PersonFactory())
    drain(now=NOW)
    assert fresh(good).state == "sent"
    row = fresh(late)
    assert (row.state, row.tries, row.lease_until) == ("waiting", 1, None)
    assert NOW + MINUTE <= row.next_try_at < NOW + 2 * MINUTE
    assert row.reason == "The mail server did not take it (SMTPRecipientsRefused 450). We will try again."


def test_after_five_tries_ever_further_apart_a_notice_is_parked(grumpy):
    late = owe(PersonFactory(email="later@cast.test"))
    now, waits = NOW, []
    while fresh(late).state == "waiting":
        drain(now=now)
        waits.append(round((fresh(late).next_try_at - now) / MINUTE))
        now = fresh(late).next_try_at
    assert waits[:4] == [1, 5, 30, 120]
    assert (fresh(late).state, fresh(late).tries) == ("parked", 5)
    assert drain(now=now + datetime.timedelta(days=1)) == 0


def test_an_address_that_is_refused_for_good_is_parked_at_once(grumpy):
    wrong = owe(PersonFactory(email="nobody@cast.test"))
    drain(now=NOW)
    assert (fresh(wrong).state, fresh(wrong).tries) == ("parked", 1)
    assert fresh(wrong).reason == "The mail server did not take it (SMTPRecipientsRefused 550)."


def test_a_text_that_is_refused_for_good_is_parked_at_once(grumpy, leader):
    grumpy.no_text = True
    notice = owe(leader)
    drain(now=NOW)
    assert fresh(notice).state == "parked"
    assert fresh(notice).reason == "The mail server did not take it (SMTPDataError 554)."


def test_when_the_server_drops_the_line_only_the_notice_on_its_way_spends_a_try(grumpy):
    for _ in range(3):
        owe(PersonFactory())
    grumpy.hangs_up = True
    assert drain(now=NOW) == 1
    assert sorted(Notice.objects.values_list("tries", flat=True)) == [0, 0, 1]
    grumpy.hangs_up = False
    assert drain(now=NOW + MINUTE / 2) == 2
    assert drain(now=NOW + 2 * MINUTE) == 1
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_while_the_mail_server_is_shut_no_notice_spends_a_try(leader, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    notice = owe(leader)
    assert drain(now=NOW) == 0
    assert (fresh(notice).state, fresh(notice).tries) == ("waiting", 0)


def test_a_mail_is_plain_ascii_on_the_wire_whatever_the_name(leader):
    owe(leader, "Llŷr ❤")
    drain(now=NOW)
    raw = django_mail.outbox[0].message().as_bytes()
    assert email.message_from_bytes(raw, policy=email.policy.default)["Subject"].endswith("Llŷr ❤")
