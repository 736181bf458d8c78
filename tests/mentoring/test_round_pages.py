"""Staff begin a round, look at it, change it, read the letters and publish."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Programme
from mentoring import tasks
from mentoring.actions.working_out import that_may_be_shown, work_out
from mentoring.models import Match, MatchingRound, MentorOffer
from tests import factories
from tests.mentoring.test_matching import says
from tests.mentoring.test_rounds import WEIGHTS, begun, matched, mentors, people, ready
from youdesign.people.models import AuditEntry, Person

__all__ = ("begun", "mentors", "people", "ready")
pytestmark = pytest.mark.django_db
LIST = "admin:mentoring_matchinground_changelist"


@pytest.fixture
def staff(client: Client, coordinator: Person) -> Client:
    """A browser in which Priya is signed in, with the rights of coordinators."""
    call_command("load_starter_content", verbosity=0)
    coordinator.groups.add(*coordinator.groups.model.objects.filter(name="Coordinators"))
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    return client


def page_of(found: MatchingRound, way: str = "change") -> str:
    """Where something of a round is."""
    return reverse(f"admin:mentoring_matchinground_{way}", args=[found.pk])


def shown(client: Client, where: str) -> str:
    """A page's words."""
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_round_is_begun_worked_out_and_published_from_the_staff_pages(
    staff: Client, programme: Programme, people: list[Person], mentors: list[MentorOffer]
) -> None:
    typed = {"programme": programme.pk, "raise_lowest": "on", **WEIGHTS}
    beginning = shown(staff, reverse("admin:mentoring_matchinground_add"))
    assert "nobody is told before you publish" in beginning
    assert "The others lose hardly anything by it." in beginning
    answer = staff.post(reverse("admin:mentoring_matchinground_add"), typed, follow=True)
    found = MatchingRound.objects.get()
    assert answer.redirect_chain[-1][0] == page_of(found)
    assert "Being worked out" in answer.content.decode()
    assert found.weights == WEIGHTS
    tasks.work_out_round(found.pk)
    page = shown(staff, page_of(found))
    assert "4 of 6 leaders have somebody. Mentors have 6 free places." in page
    assert "2 have nobody; for 2, all who fit are full." in page
    assert "No other way matches more people" in page
    assert "<caption>How well the matches fit</caption>" in page
    letters = shown(staff, page_of(found, "publish"))
    for subject in (
        "Mentors for you to choose from",
        "Somebody may ask you for a hello",
        "Nobody to suggest you to yet",
    ):
        assert subject in letters
    assert not Match.objects.exists()
    found.refresh_from_db()
    typed = {"why": "Agreed with the mentors.", "turn": found.turn}
    staff.post(page_of(found, "publish"), typed)
    assert Match.objects.filter(state="suggested").exists()
    assert AuditEntry.objects.get(verb="publish_round").why == "Agreed with the mentors."
    page = shown(staff, page_of(found))
    assert "Published on" in page
    assert "Leaders and who was suggested to them" in page


def test_the_letter_to_whoever_is_left_over_names_who_knows_and_the_date(
    staff: Client, ready: MatchingRound, people: list[Person]
) -> None:
    ready.leaders.filter(leader=people[0]).update(shown=[], offer=None)
    letters = shown(staff, page_of(ready, "publish"))
    assert "No mentor for you yet" in letters
    assert "Priya Nair knows that you are waiting, and answers by" in letters


@pytest.mark.parametrize(
    "typed", [{"goals": -1}, {"goals": "NaN"}, {"goals": 101}, {"goals": ""}, dict.fromkeys(WEIGHTS, 0)]
)
def test_strange_weights_come_back_with_what_to_do(
    staff: Client, programme: Programme, ready: MatchingRound, typed: dict[str, Any]
) -> None:
    answer = staff.post(page_of(ready, "rework"), {**WEIGHTS, **typed})
    assert answer.status_code == 200
    words = answer.content.decode()
    assert "Enter a whole number from 0 to 100." in words or "Enter whole numbers from 0 to 100" in words
    ready.refresh_from_db()
    assert ready.weights == WEIGHTS


def test_nobody_to_match_and_a_second_round_say_so(staff: Client, programme: Programme, coordinator: Person) -> None:
    typed = {"programme": programme.pk, **WEIGHTS}
    assert (
        "There is nobody to match" in staff.post(reverse("admin:mentoring_matchinground_add"), typed).content.decode()
    )
    MatchingRound.objects.create(programme=programme, version=1)
    again = staff.post(reverse("admin:mentoring_matchinground_add"), typed).content.decode()
    assert "has a round that is not published yet" in again


def test_other_weights_mark_who_moves(staff: Client, ready: MatchingRound) -> None:
    before = matched(ready)
    staff.post(page_of(ready, "rework"), {**WEIGHTS, "goals": 0})
    work_out(ready.pk, now=timezone.now())
    page = shown(staff, page_of(ready))
    assert page.count("Was Ruth Adeyemi") + page.count("Was Sam Okoro") == len(before)
    assert f"{len(before)} people have moved" in page


def test_a_leader_is_kept_with_a_mentor_let_go_and_kept_apart(
    staff: Client, ready: MatchingRound, mentors: list[MentorOffer]
) -> None:
    line = ready.leaders.filter(offer=None).first()
    assert line is not None
    where, ids = page_of(ready, "leader"), {"line": line.pk, "offer": mentors[0].pk}
    assert f'<option value="{line.pk}" selected>' in shown(staff, f"{where}?leader={line.pk}")
    assert "Choose a mentor." in staff.post(where, {"line": line.pk, "what": "together"}).content.decode()
    staff.post(where, {**ids, "what": "together"})
    work_out(ready.pk, now=timezone.now())
    assert matched(ready)[line.leader_id] == mentors[0].pk
    assert "Kept together with Ruth Adeyemi" in shown(staff, page_of(ready))
    staff.post(where, {**ids, "what": "let_go"})
    line.refresh_from_db()
    assert line.kept is None
    staff.post(where, {**ids, "what": "apart"})
    work_out(ready.pk, now=timezone.now())
    assert matched(ready).get(line.leader_id) != mentors[0].pk


def test_a_round_is_stopped_and_thrown_away_with_a_reason(staff: Client, begun: MatchingRound) -> None:
    staff.post(page_of(begun, "stop"))
    assert "Stopped" in shown(staff, page_of(begun))
    staff.post(page_of(begun, "throw_away"), {"why": ""})
    assert MatchingRound.objects.exists()
    staff.post(page_of(begun, "throw_away"), {"why": "Too early."})
    assert not MatchingRound.objects.exists()


def test_a_stale_page_publishes_nothing(staff: Client, ready: MatchingRound) -> None:
    for turn in ("7", "x", ""):
        answer = staff.post(page_of(ready, "publish"), {"why": "Go.", "turn": turn}, follow=True)
        assert "This round has changed since you opened the page" in answer.content.decode()
    assert not Match.objects.exists()


def test_looking_changes_nothing(staff: Client, ready: MatchingRound) -> None:
    for way in ("rework", "stop", "publish", "throw_away"):
        staff.get(page_of(ready, way))
    assert MatchingRound.objects.get().turn == ready.turn
    assert not Match.objects.exists()


def test_another_programmes_coordinator_finds_no_round(
    client: Client, ready: MatchingRound, coordinator: Person
) -> None:
    other = factories.ProgrammeFactory().coordinator
    other.is_staff = True
    other.save(update_fields=["is_staff"])
    client.force_login(other)
    for where in (page_of(ready, "publish"), page_of(ready, "throw_away"), page_of(ready, "leader")):
        assert client.get(where).status_code == 404


def test_how_cohorts_fared_is_shown_of_those_that_are_large_enough_and_taking_away_tells_nothing(
    staff: Client, ready: MatchingRound, cohort: Cohort
) -> None:
    assert f'<th scope="row">{cohort.name}</th><td>6</td><td>4</td>' in shown(staff, page_of(ready))
    assert that_may_be_shown([[1, 6, 4], [2, 5, 5]]) == [[1, 6, 4], [2, 5, 5]]
    assert that_may_be_shown([[1, 6, 4], [2, 7, 5], [3, 2, 1]]) == [[2, 7, 5]]
    assert that_may_be_shown([[1, 6, 4], [2, 4, 3], [3, 2, 1]]) == [[1, 6, 4]]
    assert that_may_be_shown([[1, 4, 4]]) == []


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_of_a_round_asks_as_much_for_many_as_for_few(
    staff: Client, ready: MatchingRound, cohort: Cohort, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        person = factories.MembershipFactory(cohort=cohort).person
        says(person, goals=["hard_talk"])
        offer = factories.MentorOfferFactory(programme=ready.programme)
        ready.leaders.create(
            leader=person, said=ready.leaders.first().said, offer=offer, before=offer, shown=[offer.pk]
        )
    with django_assert_max_num_queries(24):
        shown(staff, page_of(ready))
