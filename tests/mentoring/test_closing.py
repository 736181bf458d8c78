"""Ending well: the last talk, one's own words from the start, thank you, and a certificate that names nobody else."""

import datetime
import re
import zlib
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring import actions
from mentoring.certificates import cannot_print, certificate_for, lines_for, printable
from mentoring.models import Match, ThankYou
from mentoring.problems import AlreadyAnswered, NothingToEndYet
from tests import factories
from tests.mentoring.test_agreements import page, word
from tests.staff.seen import may
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Code, Person

pytestmark = pytest.mark.django_db
THANKS = "You never once told me what to do."
NOW = timezone.now


@pytest.fixture
def pair(match: Match) -> Match:
    """Maureen and Ruth have talked for a while."""
    Match.objects.filter(pk=match.pk).update(state="active")
    match.refresh_from_db()
    for day in (1, 8):
        at = datetime.datetime(2026, 9, day, 10, tzinfo=datetime.UTC)
        factories.TalkFactory(match=match, state="held", starts_at=at)
    return match


def plan(match: Match, by: Person) -> str:
    """Say that the next talk is the last."""
    return actions.plan_ending(match=match, by=by, now=NOW()).state


def finish(match: Match, by: Person) -> str:
    """Say that they have finished."""
    return actions.finish_match(match=match, by=by, now=NOW()).state


def thank(match: Match, by: Person, words: str = THANKS) -> ThankYou | None:
    """Say thank you."""
    return actions.say_thank_you(match=match, by=by, words=words, now=NOW())


# --- The end ---


def test_either_plans_the_end_and_either_says_that_it_is_done(pair: Match, leader: Person, mentor: Person) -> None:
    booked = factories.TalkFactory(match=pair)
    assert [plan(pair, mentor), plan(pair, leader)] == ["ending", "ending"]
    assert [finish(pair, leader), finish(pair, mentor)] == ["ended_well", "ended_well"]
    booked.refresh_from_db()
    assert booked.state == "cancelled"
    owed = Notice.objects.filter(kind__in=["match_ending", "match_finished"]).values_list("kind", "person")
    assert sorted(owed) == [("match_ending", leader.pk), ("match_finished", mentor.pk)]


def test_it_does_not_end_well_before_it_has_begun(match: Match, leader: Person, pair: Match) -> None:
    Match.objects.filter(pk=match.pk).update(state="accepted")
    with pytest.raises(NothingToEndYet):
        plan(match, leader)
    with pytest.raises(AlreadyAnswered):
        finish(match, leader)
    with pytest.raises(PermissionDenied):
        thank(match, leader)


def test_only_the_two_may(pair: Match, stranger: Person, coordinator: Person) -> None:
    Match.objects.filter(pk=pair.pk).update(state="ending")
    for person in (stranger, coordinator):
        for act in (plan, finish, thank):
            with pytest.raises(PermissionDenied):
                act(pair, person)


def test_their_own_words_from_the_start_are_quoted_back(
    client: Client, pair: Match, leader: Person, mentor: Person, clauses: list[Code]
) -> None:
    word(pair, leader, "To speak without my voice going.")
    word(pair, mentor, "To speak, and to be heard.")
    plan(pair, leader)
    read = page(client, mentor, "match-close", pair.pk)
    assert "To speak without my voice going." in read
    assert "You talked two times." in read


def test_a_thank_you_is_read_by_the_other_and_by_nobody_else(
    client: Client, pair: Match, leader: Person, mentor: Person, coordinator: Person
) -> None:
    plan(pair, leader)
    client.force_login(leader)
    client.post(reverse("match-close", args=[pair.pk]), {"words": THANKS})
    assert THANKS in page(client, mentor, "match-close", pair.pk)
    page(client, coordinator, "match-close", pair.pk, status=404)
    assert not may("SELECT words FROM mentoring_thankyou")
    assert THANKS not in str(list(AuditEntry.objects.values()))
    assert THANKS in page(client, mentor, "concern-about", "thanks", ThankYou.objects.get().pk)
    thank(pair, leader, "")
    assert not ThankYou.objects.exists()


# --- The certificate ---


def text_of(pdf: bytes) -> bytes:
    """Return what the streams of a PDF hold, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = b""
    for stream in found:
        try:
            unpacked += zlib.decompress(stream)
        except zlib.error:
            unpacked += stream
    return unpacked


def test_each_has_a_certificate_once_they_have_ended_well(
    client: Client, pair: Match, leader: Person, mentor: Person, coordinator: Person
) -> None:
    page(client, leader, "match-certificate", pair.pk, status=403)
    plan(pair, leader)
    page(client, leader, "match-certificate", pair.pk, status=403)
    finish(pair, leader)
    for person in (leader, mentor):
        client.force_login(person)
        answer = client.get(reverse("match-certificate", args=[pair.pk]))
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    page(client, coordinator, "match-certificate", pair.pk, status=404)
    said = page(client, leader, "match-close", pair.pk)
    assert f"{leader} {' '.join(lines_for(pair, leader))}" in said


def test_the_page_of_two_who_have_finished_says_that_a_certificate_is_there(
    client: Client, pair: Match, leader: Person
) -> None:
    pair.talks.order_by("starts_at").first().delete()  # type: ignore[union-attr]
    plan(pair, leader)
    assert "You talked once." in page(client, leader, "match-close", pair.pk)
    assert "a certificate for each of you" not in page(client, leader, "match-detail", pair.pk)
    finish(pair, leader)
    assert "a certificate for each of you" in page(client, leader, "match-detail", pair.pk)


def test_the_page_of_two_who_have_stopped_asks_for_nothing_any_more(
    client: Client, pair: Match, leader: Person, clauses: list[Code]
) -> None:
    before = page(client, leader, "match-detail", pair.pk)
    assert "None yet." in before
    assert "Begin our agreement" in before
    actions.end_match(match=pair, by=leader)
    after = page(client, leader, "match-detail", pair.pk)
    assert "You two had not made one." in after
    assert "You two wrote none down." in after
    assert reverse("match-agreement", args=[pair.pk]) not in after


def test_it_says_what_when_and_how_often_and_never_with_whom(pair: Match, leader: Person, mentor: Person) -> None:
    said = " ".join(lines_for(pair, leader))
    assert "as a patient leader, in the programme Leading Together." in said
    assert "2 talks, from 1 September 2026 to 8 September 2026" in said
    assert mentor.name not in said
    assert "as a peer mentor" in " ".join(lines_for(pair, mentor))


def test_it_says_its_language_and_title_and_holds_its_letters(pair: Match, leader: Person) -> None:
    leader.name = "Łucja Gwŷr-Ó Ceallaigh " + "with a long name " * 4
    pdf = certificate_for(pair, leader)
    assert b"/Lang (en-GB)" in pdf
    assert b"/FontFile2" in pdf
    assert b"beginbfchar" in text_of(pdf)  # so that what is read out or copied is text
    assert pdf.count(b"/Type /Page\n") == 1
    assert len(pdf) < 60_000


# --- Switching ---


@pytest.mark.parametrize(
    ("state", "is_switch", "after"),
    [("agreed", True, "switched"), ("agreed", False, "ended_early"), ("met", True, "not_chosen")],
)
def test_a_leader_switches_without_fault(pair: Match, leader: Person, state: str, is_switch: bool, after: str) -> None:
    Match.objects.filter(pk=pair.pk).update(state=state)
    assert actions.end_match(match=pair, by=leader, is_switch=is_switch).state == after


@pytest.mark.parametrize(("again", "sent"), [(False, 1), (True, 0)])
def test_after_two_weeks_the_leader_is_asked_once_whether_to_look_again(
    pair: Match, leader: Person, mentor: Person, mailoutbox: list[Any], again: bool, sent: int
) -> None:
    actions.end_match(match=pair, by=mentor)
    if again:
        other = factories.MentorOfferFactory(programme=pair.offer.programme)
        Match.objects.create(leader=leader, offer=other, state="chosen", chosen_at=NOW())
    for days in (13, 15, 30):
        drain(now=NOW() + datetime.timedelta(days=days))
        asked = [mail for mail in mailoutbox if mail.subject == "Would you like to look for a mentor again?"]
        assert len(asked) == (sent if days > 14 else 0)


def test_nobody_is_said_to_read_a_thank_you_without_words(client: Client, pair: Match, leader: Person) -> None:
    plan(pair, leader)
    client.force_login(leader)
    path = reverse("match-close", args=[pair.pk])
    read = client.post(path, {"words": " ", "save": "1"}, follow=True).content.decode()
    assert "Nothing is said, and nothing is kept." in read
    assert not AuditEntry.objects.filter(verb="take_back_thanks").exists()
    client.post(path, {"words": THANKS})
    client.post(path, {"words": "", "save": "1"})
    assert AuditEntry.objects.filter(verb="take_back_thanks").count() == 1


@pytest.mark.parametrize("name", ["Zoë Łukasz", "নূর বেগম", "李明"])
def test_a_name_is_printed_or_has_a_line_to_be_written_on_and_the_page_says_which(
    client: Client, pair: Match, leader: Person, name: str
) -> None:
    Match.objects.update(state="ended_well")
    Person.objects.filter(pk=leader.pk).update(name=name)
    pair = Match.objects.select_related("leader", "offer__programme").get()
    missing = cannot_print(name)
    assert bool(missing) is (name != "Zoë Łukasz")
    assert printable(name) == ("_" * 24 if missing else name)
    known = text_of(certificate_for(pair, pair.leader)).upper()  # which letters it holds, by their numbers
    assert (b"<005F>" in known) is bool(missing)
    assert (f"<{ord(name[0]):04X}>".encode() in known) is not bool(missing)
    assert ("So there is a line for your name" in page(client, pair.leader, "match-close", pair.pk)) is bool(missing)
