"""Everything about me: asked for once, made, sent by a link that works once, and read to the end."""

import datetime
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts.models import LearningGroup
from mentoring.models import MentorOffer
from tests import factories
from tests.my_data.planting import PHOTO, SENT, plant, reauthenticated, text_fields, word_for
from tests.servers import Mailbox
from youdesign.conversations.actions import post_message
from youdesign.my_data import downloads
from youdesign.my_data.openers import OPENERS
from youdesign.my_data.tasks import do_what_people_asked
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.actions import ask_for_my_data
from youdesign.people.models import AuditEntry, DataExport, Person
from youdesign.people.my_data.gathering import sealed_fields


@pytest.fixture
def export(leader: Person) -> DataExport:
    """What Maureen asked for."""
    return ask_for_my_data(person=leader, by=leader, now=timezone.now())


class Headings(HTMLParser):
    """Collects the headings of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.found = "", []  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open = tag

    def handle_data(self, data: str) -> None:
        if self.open in ("h1", "h2") and data.strip():
            self.found.append(data.strip())


def opened(content: bytes) -> tuple[str, dict]:
    """Return the page and the JSON of a download."""
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        assert folder.testzip() is None
        pages = ["everything-about-me.html", "everything-about-me.json"]
        files = {
            "files/people.photo-1-photo.jpg": PHOTO.large,
            f"files/conversations.attachment-1-{SENT.name}": SENT.content,
        }
        assert [name for name in sorted(folder.namelist()) if name not in files] == pages
        assert all(folder.read(name) == files[name] for name in folder.namelist() if name in files)
        return folder.read("everything-about-me.html").decode(), json.loads(folder.read("everything-about-me.json"))


def test_a_download_holds_every_word_of_hers_and_none_of_others(
    leader: Person, mentor: Person, group: LearningGroup, offer: MentorOffer
) -> None:
    lead = factories.PersonFactory(name="Amina Yusuf")
    plant(leader, group, offer, lead)
    post_message(room=group.room, by=mentor, text="words-of-ruth", client_id=uuid4())
    leader.refresh_from_db()
    page, held = opened(downloads.zip_of(leader, timezone.now()))
    others = {
        "people.concern.said",
        *(f"notices.pushdevice.{name}" for name in ("endpoint", "p256dh", "auth")),
    }  # what somebody told us about her is not hers to have
    sealed = (
        "cohorts.reflection.body",
        "cohorts.learningnote.body",
        "cohorts.nextstep.body",
        "involvement.preparation.body",
        "people.draft.sealed",
    )
    fields = {*text_fields(), *sealed} - others
    mine = {word_for(field) for field in fields if not field.endswith(".email")}
    assert {word for word in mine if word not in page} == set()
    assert {word for word in mine if word not in json.dumps(held)} == set()
    assert "words-of-ruth" not in page
    assert "photo.jpg" in page
    assert leader.password not in page + json.dumps(held)


def test_the_page_has_headings_dates_in_words_and_why(leader: Person, export: DataExport) -> None:
    page, held = opened(downloads.zip_of(leader, datetime.datetime(2026, 8, 21, 16, 30, tzinfo=datetime.UTC)))
    found = Headings()
    found.feed(page)
    assert found.found[:2] == ["Everything about me", "My account"]
    assert "21 August 2026, 5:30pm" in page
    assert "to sign in and to write to you" in page
    assert {part["kind"] for part in held["parts"]} >= {"people.person", "cohorts.membership", "account.emailaddress"}


def test_asking_twice_gives_one_download(leader: Person, export: DataExport) -> None:
    assert ask_for_my_data(person=leader, by=leader, now=timezone.now()) == export
    assert AuditEntry.objects.filter(verb="ask for my data").count() == 1


def test_nobody_asks_for_somebody_else(leader: Person, coordinator: Person) -> None:
    with pytest.raises(PermissionDenied):
        ask_for_my_data(person=leader, by=coordinator, now=timezone.now())


def test_making_it_twice_makes_it_once(export: DataExport) -> None:
    assert downloads.make_download(export.pk, now=timezone.now())
    assert not downloads.make_download(export.pk, now=timezone.now())
    assert Notice.objects.count() == 1


def link_to(mailbox: Mailbox, address: str) -> str:
    """Return the path of the link in the last mail."""
    found = re.search(
        r"https?://[^/\s]+(/my-data/download/\S+)", mailbox.to(address)[-1].get_body(("plain",)).get_content()
    )
    assert found is not None
    return found[1]


@pytest.mark.django_db(transaction=True)
def test_the_link_in_the_mail_works_once_for_her_alone(
    leader: Person, stranger: Person, export: DataExport, mailbox: Mailbox
) -> None:
    downloads.make_download(export.pk, now=timezone.now())
    drain(now=timezone.now())
    path = link_to(mailbox, leader.email)
    export.refresh_from_db()
    assert path.split("/")[-2] not in export.token_hash
    hers, others, unattended = reauthenticated(leader), Client(), Client()
    others.force_login(stranger)
    unattended.force_login(leader)
    assert Client().get(path).status_code == 302
    assert others.get(path).status_code == others.post(path).status_code == 404
    for answer in (unattended.get(path), unattended.post(path)):
        assert answer["Location"].startswith("/account/reauthenticate/")
    assert "Download it" in hers.get(path).content.decode()
    assert "Download it" in hers.get(path).content.decode()  # looking does not use it up
    taken = hers.post(path)
    assert taken["Content-Type"] == "application/zip"
    page, _ = opened(taken.content)
    assert "Maureen Webb" in page
    assert hers.post(path).status_code == 410
    assert "This link is used up" in hers.get(path).content.decode()
    export.refresh_from_db()
    assert bytes(export.sealed) == b""


def test_after_seven_days_the_link_is_over_and_the_row_is_empty(leader: Person, export: DataExport) -> None:
    week_ago = timezone.now() - DataExport.LASTS
    downloads.make_download(export.pk, now=week_ago)
    token = downloads.new_token(export)
    assert reauthenticated(leader).post(f"/my-data/download/{token}/").status_code == 410
    assert downloads.empty_old_downloads(now=timezone.now()) == 1


def test_it_is_sealed_with_her_own_key(leader: Person, export: DataExport) -> None:
    downloads.make_download(export.pk, now=timezone.now())
    export.refresh_from_db()
    assert b"everything-about-me" not in bytes(export.sealed)


def test_every_sealed_field_has_somebody_who_opens_it() -> None:
    assert sealed_fields() == set(OPENERS)


def test_beat_finds_what_was_asked(export: DataExport, settings: object) -> None:
    do_what_people_asked.apply(throw=True)
    export.refresh_from_db()
    assert export.made_at is None  # the task starts one task for each, and holds no rule of its own
