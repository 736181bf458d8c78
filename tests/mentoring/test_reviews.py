"""How it is for each of the two: answered alone, read by nobody else unless ticked, and nobody stuck unseen."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring import actions
from mentoring.models import Match, PairTask, Review, Talk
from mentoring.reviews import asks_about_fit, questions_after_talk, questions_halfway, side_by_side
from mentoring.tasks import look_for_quiet_pairs
from tests import factories
from tests.mentoring.test_agreements import page, sign
from tests.staff.seen import may
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Block, Person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NOW = timezone.now()
FLAG = "I think she is unwell and does not say so."


@pytest.fixture(autouse=True)
def questions(db: None) -> None:
    """The questions that a new site starts with."""
    call_command("load_starter_content", verbosity=0)


def talked(match: Match, days_ago: int = 1, *, was_held: bool = True) -> Talk:
    """Let a talk have been, some days ago, and say what came of it."""
    at = timezone.now() - days_ago * DAY
    talk = factories.TalkFactory(match=match, starts_at=at)
    return actions.say_what_came_of_it(talk=talk, by=match.leader, was_held=was_held, now=timezone.now())


def answers(match: Match, person: Person, **said: int) -> dict[int, int | None]:
    """Answers to what this one of the two is asked after a talk, by the name of the statement."""
    return {item.pk: said.get(item.slug) for item in questions_after_talk(match, person)}


def review(talk: Talk, by: Person, words: str = "", choice: str = "", **said: int) -> Review:
    """Say how a talk was."""
    facts = {"answers": answers(talk.match, by, **said), "choice": choice, "words": words}
    return actions.review_talk(talk=talk, by=by, now=timezone.now(), **facts)


def halfway(match: Match, by: Person, *, is_shared: bool = False, value: int = 2) -> Review:
    """Say how it is halfway."""
    said: dict[int, int | None] = {item.pk: value for item in questions_halfway(match, by)}
    return actions.review_halfway(
        match=match, by=by, answers=said, choice="carry_on", is_shared=is_shared, now=timezone.now()
    )


def tasks(**which: Any) -> list[tuple[str, str]]:
    """What stands on the list of staff now."""
    found = PairTask.objects.waiting().filter(**which).select_related("about")
    return [(task.why, task.about.get_short_name()) for task in found]


# --- After a talk ---


def test_each_is_asked_what_is_theirs(match: Match, leader: Person, mentor: Person) -> None:
    assert [item.slug for item in questions_after_talk(match, leader)] == ["useful", "understood", "next"]
    assert [item.slug for item in questions_after_talk(match, mentor)] == ["enough", "clear", "load"]
    leaders, mentors = questions_halfway(match, leader), questions_halfway(match, mentor)
    assert [item.slug for item in leaders] == [item.slug for item in mentors]


def test_both_are_asked_whether_it_fits_after_the_first_talk_only(match: Match) -> None:
    first, second = talked(match, 9), talked(match, 2)
    assert (asks_about_fit(first), asks_about_fit(second)) == (True, False)


def test_only_a_talk_that_took_place_is_reviewed(match: Match, leader: Person, stranger: Person) -> None:
    with pytest.raises(PermissionDenied):
        review(factories.TalkFactory(match=match), leader)
    with pytest.raises(PermissionDenied):
        review(talked(match), stranger)


def test_answering_again_replaces_it(match: Match, leader: Person) -> None:
    talk = talked(match)
    review(talk, leader, useful=5, next=4)
    review(talk, leader, useful=2)
    said = Review.objects.get().answers.values_list("item__slug", "value")
    assert list(said) == [("useful", 2)]


@pytest.mark.parametrize(
    ("who", "said", "asked"),
    [
        ("leader", {"understood": 2}, [("fit", "Maureen")]),
        ("leader", {"understood": 3, "useful": 1, "next": 1}, []),
        ("mentor", {"load": 1}, [("load", "Ruth")]),
        ("mentor", {"load": 3, "enough": 1}, []),
    ],
)
def test_a_low_answer_asks_a_person_to_get_in_touch_and_says_no_number(
    match: Match, leader: Person, mentor: Person, who: str, said: dict[str, int], asked: list[tuple[str, str]]
) -> None:
    talk, person = talked(match), {"leader": leader, "mentor": mentor}[who]
    for _ in range(2):
        review(talk, person, **said)
    assert tasks() == asked
    assert not Notice.objects.filter(person__in=[leader, mentor], kind__startswith="pair").exists()
    assert "value" not in str(list(AuditEntry.objects.filter(noun="mentoring.pairtask").values_list("facts")))


def test_words_for_the_coordinator_reach_her_and_not_the_other(
    client: Client, match: Match, leader: Person, mentor: Person, coordinator: Person
) -> None:
    talk = talked(match)
    for words in ("Ring me.", FLAG, FLAG):
        review(talk, leader, words=words)
    assert list(PairTask.objects.values_list("words", flat=True)) == [
        "Ring me.",
        FLAG,
    ]  # nothing unread is written over
    for name, key in (("talk-detail", talk.pk), ("talk-review", talk.pk), ("match-detail", match.pk)):
        assert FLAG not in page(client, mentor, name, key)
    coordinator.is_superuser = coordinator.is_staff = True
    coordinator.save()
    client.force_login(coordinator)
    task = PairTask.objects.get(words=FLAG)
    assert FLAG in client.get(f"/admin/mentoring/pairtask/{task.pk}/change/").content.decode()


def test_nobody_else_reads_an_answer(
    client: Client, match: Match, leader: Person, mentor: Person, coordinator: Person
) -> None:
    talk = talked(match)
    review(talk, leader, understood=1)
    for person in (mentor, coordinator):
        assert not Review.objects.visible_to(person).exists()
    assert 'value="1" checked' not in " ".join(page(client, mentor, "talk-review", talk.pk).split())
    for table in ("review", "reviewanswer"):
        assert not may(f"SELECT * FROM mentoring_{table}")


def test_what_they_choose_leads_where_it_helps(client: Client, match: Match, leader: Person) -> None:
    talk = talked(match)
    client.force_login(leader)
    for choice, name in (("change", "match-agreement"), ("switch", "match-end"), ("carry_on", "match-detail")):
        answer = client.post(reverse("talk-review", args=[talk.pk]), {"choice": choice})
        assert answer["Location"] == reverse(name, args=[match.pk])
    assert Review.objects.get().choice == "carry_on"


def test_both_get_one_message_about_a_talk_and_none_once_they_have_answered(
    match: Match, leader: Person, mentor: Person, mailoutbox: list[Any]
) -> None:
    talk = talked(match)
    review(talk, leader, useful=5)
    drain(now=timezone.now() + DAY)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([mentor.email], "How was your talk?")]
    assert "It was your first" in mailoutbox[0].body


def test_words_for_the_coordinator_arrive_although_it_has_ended_or_one_keeps_away(
    client: Client, match: Match, leader: Person, mentor: Person
) -> None:
    talk = talked(match)
    Block.objects.create(blocker=leader, blocked=mentor)
    review(talk, leader, words="I keep away now.")
    actions.end_match(match=match, by=mentor)
    client.force_login(leader)
    client.post(reverse("talk-review", args=[talk.pk]), {"words": FLAG})
    assert list(PairTask.objects.values_list("words", flat=True)) == ["I keep away now.", FLAG]


# --- Halfway ---


@pytest.fixture
def thrice(match: Match) -> Match:
    """They have talked three times."""
    for days_ago in (30, 20, 10):
        talked(match, days_ago)
    return match


def test_halfway_comes_after_three_talks(client: Client, match: Match, leader: Person) -> None:
    talked(match, 9)
    page(client, leader, "match-halfway", match.pk, status=403)
    with pytest.raises(PermissionDenied):
        halfway(match, leader)
    talked(match, 8)
    talked(match, 7)
    assert "is this working" in page(client, leader, "match-halfway", match.pk)
    assert Notice.objects.filter(kind="match_halfway", state="waiting").count() == 2


def test_a_view_stays_private_until_it_is_ticked_and_both_have_answered(
    thrice: Match, leader: Person, mentor: Person
) -> None:
    halfway(thrice, leader)
    halfway(thrice, mentor, is_shared=True, value=5)
    assert side_by_side(thrice, mentor) == []  # hers is private
    line = side_by_side(thrice, leader)[0]
    assert (line.mine, line.theirs) == ("Disagree", "Strongly agree")
    halfway(thrice, leader, is_shared=True)
    assert side_by_side(thrice, mentor)[0].theirs == "Disagree"
    halfway(thrice, leader)  # and back
    assert side_by_side(thrice, mentor) == []


def test_who_has_not_answered_reads_nothing(thrice: Match, leader: Person, mentor: Person) -> None:
    halfway(thrice, leader, is_shared=True)
    assert side_by_side(thrice, mentor) == []
    assert not Review.objects.visible_to(mentor).filter(about="halfway").exists()


def test_the_page_shows_both_sides(client: Client, thrice: Match, leader: Person, mentor: Person) -> None:
    halfway(thrice, mentor, is_shared=True, value=5)
    client.force_login(leader)
    item = questions_halfway(thrice, leader)[0]
    client.post(reverse("match-halfway", args=[thrice.pk]), {f"item_{item.pk}": "2"})
    read = page(client, leader, "match-halfway", thrice.pk)
    assert "Side by side" in read
    assert "Left open" in read
    assert not Review.objects.get(person=leader).is_shared


# --- Nobody stuck unseen ---


def test_two_missed_in_a_row_and_a_talk_that_takes_it_back(match: Match) -> None:
    talked(match, 9, was_held=False)
    assert tasks() == []
    talked(match, 8, was_held=False)
    assert tasks() == [("missed", "Maureen")]
    talked(match, 1)
    assert tasks() == []


def quiet(match: Match, state: str, days: int) -> None:
    """Let nothing have happened for so many days."""
    Match.objects.filter(pk=match.pk).update(state=state, answered_at=timezone.now() - days * DAY)
    look_for_quiet_pairs()


@pytest.mark.parametrize(
    ("state", "days", "asked"),
    [
        ("agreed", 20, []),
        ("agreed", 22, [("quiet", "Maureen")]),
        ("accepted", 22, [("quiet", "Maureen")]),
        ("active", 41, []),
        ("active", 43, [("quiet", "Maureen")]),
        ("paused", 99, []),
        ("ended_early", 99, []),
    ],
)
def test_a_pair_that_has_gone_quiet(match: Match, state: str, days: int, asked: list[tuple[str, str]]) -> None:
    quiet(match, state, days)
    look_for_quiet_pairs()
    assert tasks() == asked
    assert not Notice.objects.exists()


def test_the_days_are_counted_from_the_agreement(match: Match, leader: Person, mentor: Person) -> None:
    for person in (leader, mentor):
        sign(match, person)
    quiet(match, "agreed", 60)
    assert tasks() == []
    match.signatures.update(signed_at=timezone.now() - 22 * DAY)
    look_for_quiet_pairs()
    assert tasks() == [("quiet", "Maureen")]


@pytest.mark.parametrize("state", ["booked", "offered"])
def test_who_has_a_talk_planned_is_not_quiet(match: Match, state: str) -> None:
    factories.TalkFactory(match=match, state=state)
    quiet(match, "agreed", 99)
    assert tasks() == []


def test_who_takes_a_pause_is_left_in_peace(match: Match, leader: Person) -> None:
    leader.memberships.update(state="paused")
    quiet(match, "agreed", 99)
    assert tasks() == []


def test_somebody_says_that_they_got_in_touch(
    match: Match, leader: Person, stranger: Person, coordinator: Person
) -> None:
    quiet(match, "agreed", 99)
    task = PairTask.objects.get()
    with pytest.raises(PermissionDenied):
        actions.say_looked_after(task=task, by=stranger, now=timezone.now())
    for _ in range(2):
        actions.say_looked_after(task=task, by=coordinator, now=timezone.now())
    look_for_quiet_pairs()  # not again at once
    assert tasks() == []
    assert AuditEntry.objects.filter(verb="look_after", about=leader).count() == 1
