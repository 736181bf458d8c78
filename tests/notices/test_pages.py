"""The ledger, its switches, and the link in a mail that switches a kind off."""

import datetime
import html
import re
import urllib.request

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.notices.test_rules import NOW, owe
from youdesign.notices import actions
from youdesign.notices.drain import drain
from youdesign.notices.kinds import all_kinds
from youdesign.notices.links import off_link
from youdesign.notices.models import Notice, NoticePreference

LEDGER = reverse("notice-list")


@pytest.fixture
def off_path(leader):
    """The address in the header of a reminder to Maureen."""
    return off_link(owe(leader), all_kinds()["reminder"]).removeprefix("http://localhost:8000")


def wishes() -> list[tuple[str, str, str]]:
    """Return every wish there is."""
    return list(NoticePreference.objects.values_list("person__name", "kind", "frequency"))


def texts(page: str, tag: str = "h3") -> list[str]:
    """Return what each heading of a page says."""
    return [html.unescape(text) for text in re.findall(rf"<{tag}>(.*?)</{tag}>", page)]


def test_the_ledger_shows_what_was_and_will_be_sent_and_why(client, leader, stranger):
    owe(leader)
    owe(leader, "cancelled")
    owe(leader, "8", occurrence="later", due_at=NOW + datetime.timedelta(days=2))
    owe(stranger, "not hers")
    drain(now=NOW)
    Notice.objects.create(
        kind="letter", person=leader, object_id="1", due_at=NOW, next_try_at=NOW, state="parked", reason="550"
    )
    client.force_login(leader)
    page = client.get(LEDGER).content.decode()
    for words in ("Your session Bcc: somebody@else.test 7", "Sent 2", "Not sent, 2", "The session was cancelled."):
        assert words in page
    for words in (
        "We send it on 26 November 2026, noon.",
        "You are in a learning group.",
        "Our staff are looking into it.",
    ):
        assert words in page
    assert "not hers" not in page
    assert "550" not in page


def test_what_comes_stands_soonest_first_and_what_was_sent_latest_first(client, leader):
    for days in (5, 2, 9):
        owe(leader, f"in {days}", due_at=NOW + datetime.timedelta(days=days))
    for days in (3, 1, 7):
        at = NOW - datetime.timedelta(days=days)
        Notice.objects.create(
            kind="reminder",
            person=leader,
            object_id=f"ago {days}",
            due_at=at,
            next_try_at=at,
            state="sent",
            sent_at=at,
            subject=f"{days} days ago",
        )
    client.force_login(leader)
    page = client.get(LEDGER).content.decode()
    coming, sent = page.split('id="sent"')
    assert re.findall(r"We send it on (\d+ \w+)", coming) == ["26 November", "29 November", "3 December"]
    assert texts(sent) == ["1 days ago", "3 days ago", "7 days ago"]


def test_several_reminders_of_one_session_are_one_line(client, leader):
    for occurrence, hours in (("2d", 24), ("2h", 70)):
        owe(leader, "7", occurrence=occurrence, due_at=NOW + datetime.timedelta(hours=hours))
    owe(leader, "8", due_at=NOW + datetime.timedelta(hours=30))
    client.force_login(leader)
    page = client.get(LEDGER).content.decode()
    assert len(texts(page)) == 2
    first = page.split("<h3>")[1]
    assert first.count("We send it on") == 2


def test_many_things_to_come_are_folded(client, leader):
    for number in range(11):
        owe(leader, str(number), due_at=NOW + datetime.timedelta(days=number + 1))
    client.force_login(leader)
    assert "3 more after that" in client.get(LEDGER).content.decode()


def test_what_waits_says_until_when(client, leader):
    actions.set_times(by=leader, quiet_from=None, quiet_until=None, rest_until=datetime.date(2026, 12, 9))
    owe(leader)
    drain(now=NOW)
    client.force_login(leader)
    with time_machine.travel(NOW):
        page = client.get(LEDGER).content.decode()
    assert "We send it on 9 December 2026, 8am." in page
    assert "you asked us to write nothing until 9 December 2026" in page
    assert "Everything is paused until 9 December 2026." in page


def test_the_ledger_costs_the_same_for_few_and_for_many(client, leader, django_assert_num_queries):
    client.force_login(leader)
    for count in (1, 60):
        for state, sent_at in (("waiting", None), ("sent", NOW)):
            Notice.objects.bulk_create(
                Notice(
                    kind="reminder",
                    person=leader,
                    object_id=f"{state}-{count}-{n}",
                    due_at=NOW,
                    next_try_at=NOW,
                    state=state,
                    sent_at=sent_at,
                )
                for n in range(count)
            )
        with django_assert_num_queries(9):  # session, person, count, page, wishes, coming, times, pause, whom to phone
            client.get(LEDGER)


def test_the_ledger_has_pages(client, leader):
    Notice.objects.bulk_create(
        Notice(kind="reminder", person=leader, object_id=str(n), due_at=NOW, next_try_at=NOW, state="sent", sent_at=NOW)
        for n in range(26)
    )
    client.force_login(leader)
    assert "Older messages" in client.get(LEDGER).content.decode()
    assert "Newer messages" in client.get(LEDGER, {"page": 2}).content.decode()


def test_an_empty_ledger_says_so(client, leader):
    client.force_login(leader)
    assert "No messages yet" in client.get(LEDGER).content.decode()


def test_a_switch_turns_a_kind_off_and_on(client, leader):
    owe(leader, due_at=NOW + datetime.timedelta(days=2))
    client.force_login(leader)
    for frequency, words in (("off", "Send these again"), ("now", "Do not send these")):
        answer = client.post(reverse("notice-preference"), {"kind": "reminder", "frequency": frequency}, follow=True)
        assert answer.redirect_chain == [(LEDGER, 302)]
        assert words in answer.content.decode()
        assert wishes() == [("Maureen Webb", "reminder", frequency)]


@pytest.mark.parametrize("sent", [{"kind": "letter", "frequency": "off"}, {"kind": "none", "frequency": "off"}, {}])
def test_a_switch_that_is_not_on_the_page_is_refused(client, leader, sent):
    client.force_login(leader)
    assert client.post(reverse("notice-preference"), sent).status_code == 403
    assert wishes() == []


def chosen(page: str) -> list[str]:
    """Return which choices are ticked."""
    return re.findall(r'type="radio" name="frequency" value="(\w+)"[^>]* checked', page)


def test_the_link_in_a_mail_shows_the_choice_and_records_nothing(client, off_path):
    page = client.get(off_path).content.decode()
    assert "Reminders of sessions" in page
    assert chosen(page) == ["off"]
    assert wishes() == []


@pytest.mark.parametrize("frequency", ["off", "now"])
def test_saving_the_choice_records_it_and_shows_it(client, off_path, frequency):
    answer = client.post(off_path, {"frequency": frequency}, follow=True)
    assert answer.redirect_chain == [(f"{off_path}?saved={frequency}", 302)]
    assert chosen(answer.content.decode()) == [frequency]
    assert wishes() == [("Maureen Webb", "reminder", frequency)]


def test_a_choice_that_is_missing_is_asked_for(client, off_path):
    assert "Choose whether we send these messages" in client.post(off_path, {}).content.decode()


def test_one_click_from_a_mail_program_needs_no_cookie_and_gets_no_redirect(off_path):
    mail_program = Client(enforce_csrf_checks=True)
    answer = mail_program.post(off_path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert wishes() == [("Maureen Webb", "reminder", "off")]


def test_a_changed_link_is_nowhere(client, off_path):
    assert client.get(off_path[:-3] + "xx/").status_code == 404
    assert client.post(off_path.replace("/off/", "/off/x"), {"frequency": "off"}).status_code == 404
    assert wishes() == []


def test_an_old_link_says_so_and_changes_nothing(client, off_path):
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=181)):
        answer = client.post(off_path, {"frequency": "off"})
    assert answer.status_code == 410
    assert "This link is too old" in answer.content.decode()
    assert wishes() == []


def test_the_link_dies_with_the_account(client, off_path, leader):
    leader.is_active = False
    leader.save()
    assert client.get(off_path).status_code == 404


def test_others_switches_need_a_csrf_token(leader):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(leader)
    assert browser.post(reverse("notice-preference"), {"kind": "reminder", "frequency": "off"}).status_code == 403


def test_what_is_off_is_shown_as_not_sent_with_its_reason(client, leader):
    actions.set_preference(by=leader, kind="reminder", frequency="off")
    owe(leader)
    drain(now=NOW)
    client.force_login(leader)
    assert "You switched these messages off." in client.get(LEDGER).content.decode()


def test_one_click_in_a_mail_program_works_by_the_headers_of_a_real_mail(site, mailbox, leader):
    owe(leader)
    drain(now=NOW)
    mail = mailbox.to(leader.email)[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip().strip("<>")
    assert address.startswith(site.url)
    post = urllib.request.Request(address, data=mail["List-Unsubscribe-Post"].encode(), method="POST")
    with urllib.request.urlopen(post, timeout=10) as answer:  # no cookie, no token, as RFC 8058 has it
        assert (answer.status, answer.url) == (200, address)
        assert "We will no longer send you these: Reminders of sessions." in answer.read().decode()
    assert wishes() == [("Maureen Webb", "reminder", "off")]
    owe(leader, "8")
    drain(now=NOW)
    assert len(mailbox.to(leader.email)) == 1
