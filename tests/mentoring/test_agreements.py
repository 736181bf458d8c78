"""What two people agree: worded together, signed by both, nothing lost, and read by nobody else."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring import actions
from mentoring.agreements import Agreement
from mentoring.models import ClauseWording, Match
from mentoring.problems import AgreementReworded
from tests.staff.seen import may
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Code, Person

pytestmark = pytest.mark.usefixtures("clauses")
WORDS = "To speak at the board without my voice going."
NOW = timezone.now


def word(match: Match, by: Person, text: str, clause: str = "purpose", mark: str | None = None) -> ClauseWording:
    """Put a clause into these words, as somebody who has just read it."""
    shown = next(each for each in Agreement(match).clauses if each.clause == clause)
    return actions.word_clause(match=match, clause=clause, by=by, text=text, mark=mark or shown.mark, now=NOW())


def sign(match: Match, by: Person, mark: str | None = None) -> None:
    """Sign what stands now."""
    actions.sign_agreement(match=match, by=by, mark=mark or Agreement(match).mark, now=NOW())


def page(client: Client, person: Person, name: str, *args: Any, status: int = 200) -> str:
    """What this person reads there."""
    client.force_login(person)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return answer.content.decode()


# --- Wording and signing ---


def test_it_begins_with_the_words_of_the_list_and_nothing_is_stored(match: Match) -> None:
    agreement = Agreement(match)
    assert [clause.text for clause in agreement.clauses] == [
        "Our goals, in my own words.",
        "For example 6 talks.",
        "At any time.",
    ]
    assert not agreement.is_begun
    assert not ClauseWording.objects.exists()


def test_a_changed_clause_keeps_what_it_was_and_the_others(match: Match, leader: Person, mentor: Person) -> None:
    word(match, leader, WORDS)
    word(match, mentor, "Every third Tuesday.", "how_often")
    word(match, mentor, "To speak up.")
    agreement = Agreement(match)
    assert [clause.text for clause in agreement.clauses] == ["To speak up.", "Every third Tuesday.", "At any time."]
    assert [(each.wording.text, each.before and each.before.text) for each in agreement.changes] == [
        ("To speak up.", WORDS),
        ("Every third Tuesday.", "For example 6 talks."),
        (WORDS, "Our goals, in my own words."),
    ]
    assert [clause.clause for clause in agreement.own_words_missing] == ["stop"]


def test_what_staff_reword_later_does_not_change_what_was_signed(match: Match, leader: Person) -> None:
    sign(match, leader)
    Code.objects.filter(listing="mentoring_agreement").update(hint="Other words.")
    Code.objects.filter(slug="stop").update(is_on=False)
    assert Agreement(match).clauses[2].text == "At any time."


def test_words_the_other_changed_meanwhile_are_not_written_over(match: Match, leader: Person, mentor: Person) -> None:
    mark = Agreement(match).clauses[0].mark
    word(match, mentor, "To speak up.", mark=mark)
    with pytest.raises(AgreementReworded):
        word(match, leader, WORDS, mark=mark)
    word(match, leader, "Every third Tuesday.", "how_often")  # another clause is nobody's hindrance
    word(match, mentor, "To speak up.", mark=mark)  # pressed twice
    assert [each.wording.number for each in Agreement(match).changes] == [3, 2]


def test_nobody_signs_what_they_did_not_see(match: Match, leader: Person, mentor: Person) -> None:
    mark = Agreement(match).mark
    word(match, mentor, "To speak up.")
    with pytest.raises(AgreementReworded):
        sign(match, leader, mark)
    assert not match.signatures.exists()


def test_a_changed_clause_needs_both_again(match: Match, leader: Person, mentor: Person) -> None:
    for person in (leader, mentor, mentor):
        sign(match, person)
    assert Agreement(match).is_signed
    word(match, leader, WORDS)
    agreement = Agreement(match)
    assert [agreement.has_signed(person) for person in (leader, mentor)] == [False, False]
    assert not agreement.is_signed
    assert [change.wording.text for change in agreement.changes_since_signed_by(mentor)] == [WORDS]
    sign(match, mentor)
    assert not Agreement(match).is_signed
    sign(match, leader)
    assert Agreement(match).is_signed
    assert match.signatures.count() == 4  # the earlier ones are kept


def test_they_agree_once_they_have_met_and_both_have_signed(match: Match, leader: Person, mentor: Person) -> None:
    for person in (leader, mentor):
        sign(match, person)
    match.refresh_from_db()
    assert match.state == "accepted"  # nobody has met yet
    Match.objects.filter(pk=match.pk).update(state="met")
    word(match, leader, WORDS)
    sign(match, leader)
    match.refresh_from_db()
    assert match.state == "met"
    sign(match, mentor)
    match.refresh_from_db()
    assert match.state == "agreed"
    assert AuditEntry.objects.get(verb="go_on").facts == {"before": "met", "after": "agreed"}


@pytest.mark.parametrize("act", [lambda match, by: word(match, by, WORDS), sign], ids=["word", "sign"])
def test_only_the_two_may_and_only_while_it_goes_on(
    act: Callable[..., Any], match: Match, leader: Person, stranger: Person, coordinator: Person
) -> None:
    for person in (stranger, coordinator):
        with pytest.raises(PermissionDenied):
            act(match, person)
    Match.objects.filter(pk=match.pk).update(state="ended_early")
    with pytest.raises(PermissionDenied):
        act(match, leader)


def test_the_record_holds_no_words(match: Match, leader: Person) -> None:
    word(match, leader, WORDS)
    sign(match, leader)
    entries = AuditEntry.objects.filter(by=leader)
    assert sorted(entries.values_list("verb", flat=True)) == ["sign", "word"]
    assert WORDS not in str(list(entries.values()))


# --- The message about it ---


def told(person: Person) -> list[tuple[str, str]]:
    """What became of the messages about the agreement."""
    drain(now=NOW() + datetime.timedelta(hours=1))
    return list(Notice.objects.filter(kind="match_agreement", person=person).values_list("state", "subject"))


def test_the_other_hears_of_changes_once_and_without_the_words(
    match: Match, leader: Person, mentor: Person, mailoutbox: list[Any]
) -> None:
    word(match, leader, WORDS)
    word(match, leader, "Every third Tuesday.", "how_often")
    sign(match, leader)
    states = told(mentor)
    assert sorted(states) == [("sent", "Your agreement with Maureen Webb waits for you"), ("withheld", "")]
    assert WORDS not in mailoutbox[0].body


def test_who_has_signed_meanwhile_hears_nothing(match: Match, leader: Person, mentor: Person) -> None:
    sign(match, leader)
    sign(match, mentor)
    assert told(mentor) == [("withheld", "")]
    assert told(leader) == []


# --- Pages ---


def test_both_read_it_word_it_and_sign_it(client: Client, match: Match, leader: Person, mentor: Person) -> None:
    assert "Begin our agreement" in page(client, leader, "match-detail", match.pk)
    answer = client.post(
        reverse("match-clause", args=[match.pk, "purpose"]),
        {"text": WORDS, "mark": Agreement(match).clauses[0].mark},
        follow=True,
    )
    assert WORDS in answer.content.decode()
    assert "It begins with" not in page(client, mentor, "match-clause", match.pk, "purpose")
    client.post(reverse("match-sign", args=[match.pk]), {"mark": Agreement(match).mark})
    assert "You have signed these words" in page(client, mentor, "match-agreement", match.pk)
    assert "Sign our agreement" in page(client, leader, "match-agreement", match.pk)
    client.post(reverse("match-sign", args=[match.pk]), {"mark": Agreement(match).mark})
    assert "You have both signed this" in page(client, leader, "match-agreement", match.pk)
    paper = page(client, leader, "match-paper", match.pk)
    assert WORDS in paper
    assert "Ruth Adeyemi, " in paper


def test_a_stale_edit_gets_both_versions_back(client: Client, match: Match, leader: Person, mentor: Person) -> None:
    mark = Agreement(match).clauses[0].mark
    word(match, mentor, "To speak up.")
    client.force_login(leader)
    answer = client.post(reverse("match-clause", args=[match.pk, "purpose"]), {"text": WORDS, "mark": mark})
    assert answer.status_code == 409
    read = answer.content.decode()
    assert WORDS in read
    assert "To speak up." in read
    form = answer.context["form"]
    client.post(answer.request["PATH_INFO"], {"text": WORDS, "mark": form["mark"].value()})
    assert Agreement(match).clauses[0].text == WORDS


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Keep a few words."), ("x" * 2001, "2,000 characters at most"), (" \n ", "Keep a few")]
)
def test_what_does_not_fit_comes_back_with_what_to_do(
    client: Client, match: Match, leader: Person, typed: str, said: str
) -> None:
    client.force_login(leader)
    read = client.post(reverse("match-clause", args=[match.pk, "purpose"]), {"text": typed}).content.decode()
    assert said in read
    assert not ClauseWording.objects.exists()


def test_no_such_clause(client: Client, match: Match, leader: Person) -> None:
    page(client, leader, "match-clause", match.pk, "none", status=404)


def test_once_it_has_ended_it_is_read_and_not_changed(client: Client, match: Match, leader: Person) -> None:
    word(match, leader, WORDS)
    Match.objects.filter(pk=match.pk).update(state="ended_early")
    read = page(client, leader, "match-agreement", match.pk)
    assert WORDS in read
    assert "Change this" not in read
    page(client, leader, "match-clause", match.pk, "purpose", status=403)


def test_what_changed_is_shown_until_it_is_signed(client: Client, match: Match, leader: Person, mentor: Person) -> None:
    for person in (leader, mentor):
        sign(match, person)
    word(match, leader, WORDS)
    assert "New since you signed" in page(client, mentor, "match-agreement", match.pk)
    assert "Our goals, in my own words." in page(client, mentor, "match-wordings", match.pk)


def test_the_page_costs_the_same_however_often_it_was_changed(
    client: Client, match: Match, leader: Person, mentor: Person, django_assert_max_num_queries: Any
) -> None:
    for turn in range(6):
        word(match, leader if turn % 2 else mentor, f"{WORDS} {turn}")
        sign(match, mentor)
    client.force_login(leader)
    with django_assert_max_num_queries(14):
        client.get(reverse("match-agreement", args=[match.pk]))


# --- Nobody else ---


def test_nobody_else_reads_a_word_of_it(
    client: Client, match: Match, leader: Person, mentor: Person, stranger: Person, coordinator: Person
) -> None:
    word(match, leader, WORDS)
    for name in ("match-agreement", "match-paper", "match-wordings"):
        assert WORDS in page(client, mentor, name, match.pk)
        for person in (stranger, coordinator):
            page(client, person, name, match.pk, status=404)
    assert not may("SELECT text FROM mentoring_clausewording")
    assert may("SELECT signed_at FROM mentoring_agreementsignature")


def test_before_the_mentor_said_yes_there_is_nothing_to_agree(client: Client, asked: Match, looking: Person) -> None:
    page(client, looking, "match-agreement", asked.pk, status=404)


def test_the_other_can_tell_someone_about_it(client: Client, match: Match, leader: Person, mentor: Person) -> None:
    wording = word(match, leader, WORDS)
    assert WORDS in page(client, mentor, "concern-about", "clause", wording.pk)
    page(client, leader, "concern-about", "clause", wording.pk, status=404)
