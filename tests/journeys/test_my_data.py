"""Everything about me, taken and read; and being erased, walked in a real browser against real servers."""

import datetime
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.models import LearningGroup
from mentoring.models import MentorOffer
from tests import factories, pages
from tests.factories import PASSWORD
from tests.my_data.planting import address, plant, text_fields, word_for
from tests.my_data.searching import everything
from tests.my_data.test_erasing import KEPT
from tests.servers import Mailbox, text_of, wait_until
from youdesign.people.models import ErasureRequest, Person

OpenWindow = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 320, "height": 700}}
ABOUT_ME = "Twenty years of kidneys and committees."
DEBRIEF = "I said the hard thing, and my voice held."
WORD_IN_A_ROOM, HALF_A_DEBRIEF = "planted-by-hand-in-a-room", "planted-by-hand-in-a-debrief"


def link_in(mailbox: Mailbox, to: str, subject: str, containing: str) -> str:
    """Wait for the mail with this subject; return its link."""
    found: list[str] = []

    def has_come() -> bool:
        mails = [text_of(mail) for mail in mailbox.to(to) if str(mail["Subject"]).startswith(subject)]
        found.extend(re.findall(rf"https?://\S*{containing}\S*", mails[-1]) if mails else [])
        return bool(found)

    wait_until(has_come, f"the mail “{subject}”", 40)
    return found[0]


def show_that_it_is_you(page: Page) -> None:
    """Type the password once more."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


# --- Everything about me ---


def she_writes_something(page: Page) -> None:
    page.goto("/me/about/")
    page.get_by_label("A few words about you").fill(ABOUT_ME)
    page.get_by_role("main").get_by_role("button", name="Save").first.click()
    page.goto("/reflections/new/")
    page.locator("main textarea").fill(DEBRIEF)
    page.get_by_role("main").locator("form button.btn").first.click()
    expect(page.get_by_role("main")).to_contain_text(DEBRIEF)


def she_asks_for_everything(page: Page) -> None:
    page.goto("/my-data/")
    page.get_by_role("link", name="Download everything about me").click()
    show_that_it_is_you(page)
    page.get_by_role("button", name="Make my download").click()
    expect(page.get_by_text("We write to you when it is ready")).to_be_visible()
    assert pages.faults_of(page) == []


def on_another_device_she_takes_it_once(page: Page, link: str, folder: Path) -> Path:
    page.goto(link)
    show_that_it_is_you(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your download is ready")
    assert pages.faults_of(page) == []
    with page.expect_download() as taking:
        page.get_by_role("button", name="Download it").click()
    kept = folder / taking.value.suggested_filename
    taking.value.save_as(kept)
    assert status(page, link) == 410
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is used up")
    return kept


def she_reads_it(page: Page, kept: Path) -> None:
    with zipfile.ZipFile(kept) as folder:
        folder.extractall(kept.parent)
    page.goto((kept.parent / "everything-about-me.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything about me")
    for words in (ABOUT_ME, DEBRIEF, "Maureen Webb", "maureen@cast.test"):
        expect(page.get_by_text(words).first).to_be_visible()
    assert pages.faults_of(page) == []
    held = json.loads((kept.parent / "everything-about-me.json").read_text())
    rows = {part["kind"]: part["rows"] for part in held["parts"]}
    assert rows["people.profile"][0]["about_me"] == ABOUT_ME
    assert rows["cohorts.reflection"][0]["body"] == DEBRIEF
    assert "Words of Ruth" not in json.dumps(held)


def test_everything_about_me_is_asked_for_taken_once_and_read(
    starter_content: None,
    worker: list[Path],
    mailbox: Mailbox,
    signed_in: OpenWindow,
    leader: Person,
    group: LearningGroup,
    tmp_path: Path,
) -> None:
    phone, tablet = signed_in(leader, **PHONE).new_page(), signed_in(leader, accept_downloads=True).new_page()
    she_writes_something(phone)
    she_asks_for_everything(phone)
    link = link_in(mailbox, leader.email, "Everything about you is ready", "/my-data/download/")
    she_reads_it(tablet, on_another_device_she_takes_it_once(tablet, link, tmp_path))
    assert status(phone, link) == 410


# --- Erase me ---


@pytest.fixture
def lead(db: None) -> Person:
    """Amina, who answers what people tell us."""
    person = factories.PersonFactory(name="Amina Yusuf", email="amina@cast.test")
    person.groups.add(Group.objects.get_or_create(name="Safeguarding leads")[0])
    return person


def she_signs_in(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email address").fill(address())
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def she_says_something_and_leaves_something_half_written(page: Page, group: LearningGroup) -> None:
    page.goto(f"/rooms/{group.room_id}/")
    page.get_by_role("textbox").last.fill(WORD_IN_A_ROOM)
    page.locator("[data-send]").click()
    expect(page.get_by_text(WORD_IN_A_ROOM)).to_be_visible()
    page.goto("/reflections/new/")
    page.locator("main textarea").fill(HALF_A_DEBRIEF)


def she_asks_to_be_erased(page: Page, *, once_more: bool = False) -> None:
    page.goto("/my-data/")
    page.get_by_role("link", name="Erase me").click()
    if not once_more:
        show_that_it_is_you(page)
    page.get_by_role("button", name="Erase me in seven days").click()
    expect(page.get_by_text("Tick the box if you want us to erase everything about you").first).to_be_visible()
    page.get_by_label("Yes, erase everything about me").check()
    page.get_by_role("button", name="Erase me in seven days").click()
    day = timezone.localdate() + datetime.timedelta(days=7)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"We will erase you on {day:%-d %B %Y}")
    assert pages.faults_of(page) == []


def she_changes_her_mind(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    she_signs_in(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("We will erase you on")
    page.get_by_role("button", name="Keep my account").click()
    expect(page.get_by_text("Good that you stay. Nothing was erased.")).to_be_visible()


def seven_days_go_by() -> None:
    """Move what she wished for seven days back, as the clock would."""
    for wish in ErasureRequest.objects.open():
        wish.asked_at, wish.erase_at = wish.asked_at - ErasureRequest.WAITS, wish.erase_at - ErasureRequest.WAITS
        wish.save()


def she_reads_the_receipt(page: Page, receipt: str) -> None:
    page.goto("/my-data/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")  # she is signed out everywhere
    page.goto(receipt)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Erased on")
    expect(page.get_by_role("heading", name="Kept without your name, and why")).to_be_visible()
    assert pages.faults_of(page) == []


def nothing_of_hers_is_left(spoken: str) -> None:
    """Search the database, Redis, files and servers' logs, and what the site's own processes said, for each word."""
    by_hand = (address(), word_for("people.person.name"), WORD_IN_A_ROOM, HALF_A_DEBRIEF)
    left = {word: found for word in by_hand if (found := everything(word))}
    left |= {field: found for field in text_fields() - KEPT if (found := everything(word_for(field)))}
    assert left == {}
    assert all(everything(word_for(field)) for field in KEPT)  # and the receipt says so
    words = {*by_hand, *map(word_for, text_fields())}
    assert {word for word in words if word in spoken} == set()


def test_she_is_erased_after_seven_days_and_nothing_of_hers_is_left(
    worker: list[Path],
    mailbox: Mailbox,
    signed_in: OpenWindow,
    leader: Person,
    group: LearningGroup,
    offer: MentorOffer,
    lead: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    plant(leader, group, offer, lead)
    page = signed_in(None, **PHONE).new_page()
    she_signs_in(page)
    she_says_something_and_leaves_something_half_written(page, group)
    she_asks_to_be_erased(page)
    she_changes_her_mind(page)
    assert Person.objects.filter(pk=leader.pk).exists()
    she_asks_to_be_erased(page)
    seven_days_go_by()
    she_reads_the_receipt(page, link_in(mailbox, address(), "You are erased: your receipt", "/erased/"))
    wait_until(lambda: not everything(address()), "her address to go with the receipt", 20)
    nothing_of_hers_is_left(caplog.text + "".join(log.read_text() for log in worker))
