"""The cast stands, the site answers, the mailbox receives."""

import urllib.request

from django.core.mail import send_mail

from tests.servers import Mailbox, Site, text_of


def test_the_site_answers_a_real_request(site: Site) -> None:
    with urllib.request.urlopen(f"{site.url}/livez") as answer:
        assert answer.status == 200


def test_mail_goes_through_a_real_server(mailbox: Mailbox) -> None:
    send_mail("Hello", "Round the table", None, ["maureen@cast.test"])
    assert "Round the table" in text_of(mailbox.wait_for("maureen@cast.test"))
