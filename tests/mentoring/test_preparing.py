"""Getting ready to mentor, and a good start for leaders: cases, checks, supervision."""

import datetime
import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring import actions, starter
from mentoring.models import Case, CaseSeen, CheckDone, MentorOffer, RequiredCheck, Supervision
from mentoring.preparing import missing
from mentoring.problems import NotReadyYet
from tests import factories
from tests.at_once import at_once
from tests.mentoring.test_pages import page, send
from youdesign.notices.kinds import Mail, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Code, Person

pytestmark = pytest.mark.django_db
CONTENT = Path(starter.__file__).parents[1] / "youdesign" / "starter"


@pytest.fixture
def cases(db: None) -> list[Case]:
    """One case for mentors, one for leaders, one for both."""
    return [factories.CaseFactory(side=side, slug=side, title=f"For {side}") for side in ("mentor", "leader", "both")]


@pytest.fixture
def prepares(offer: MentorOffer) -> MentorOffer:
    """Ruth prepares, with nothing in place yet."""
    MentorOffer.objects.update(state="preparing")
    offer.refresh_from_db()
    return offer


@pytest.fixture
def desk(client: Client, coordinator: Person) -> Client:
    """Priya at her desk."""
    coordinator.user_permissions.set(Permission.objects.filter(content_type__app_label="mentoring"))
    client.force_login(coordinator)
    return client


def booked(offer: MentorOffer, days: int = 3) -> Supervision:
    """A supervision date for this mentor."""
    at = timezone.now() + datetime.timedelta(days=days)
    coordinator = offer.programme.coordinator
    date = Supervision.objects.create(programme=offer.programme, supervisor=coordinator, starts_at=at)
    date.mentors.add(offer)
    return date


# --- Cases ---


def test_the_starter_cases_take_mentors_twenty_minutes_and_each_has_ways(db: None) -> None:
    starter.load(CONTENT)
    Case.objects.filter(slug="the_fix").update(title="Reworded", is_on=False)
    assert starter.load(CONTENT) == 0
    assert Case.objects.get(slug="the_fix").title == "Reworded"
    assert Case.objects.on_side("mentor").count() == 6
    assert Case.objects.on_side("leader").count() == 5
    assert all(len(case.ways) == 3 and all(way and what for way, what in case.ways) for case in Case.objects.all())
    assert Code.objects.filter(listing="supervision_theme").count() == 8


def test_a_mentor_goes_through_the_cases_and_can_stop_and_carry_on(
    client: Client, prepares: MentorOffer, cases: list[Case], mentor: Person
) -> None:
    read = page(client, mentor, reverse("preparation", args=["mentor"]))
    assert "0 of 2 done. The rest takes about 6 minutes." in read
    assert "For leader" not in read
    read = page(client, mentor, reverse("preparation-case", args=["mentor", "mentor"]))
    for words in (
        "They cancel on the day.",
        "Send two new times",
        "It keeps the door open.",
        "I have thought about it",
    ):
        assert words in read
    assert "For both" in send(client, mentor, "preparation-case", "mentor", "mentor")
    assert "1 of 2 done" in page(client, mentor, reverse("preparation", args=["mentor"]))
    assert "That was the last one." in send(client, mentor, "preparation-case", "mentor", "both")
    send(client, mentor, "preparation-case", "mentor", "both")
    assert CaseSeen.objects.filter(person=mentor).count() == 2


def test_each_side_has_its_own(
    client: Client, offer: MentorOffer, cases: list[Case], mentor: Person, leader: Person
) -> None:
    assert "For leader" in page(client, leader, reverse("preparation", args=["leader"]))
    for person, side in ((leader, "mentor"), (mentor, "leader"), (mentor, "neither")):
        client.force_login(person)
        assert client.get(reverse("preparation", args=[side])).status_code == 404
        assert client.post(reverse("preparation-case", args=[side, "both"])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.think_through(case=cases[0], by=leader)
    assert not CaseSeen.objects.exists()


# --- Ready ---


def test_ready_is_cases_and_checks_and_a_date(
    prepares: MentorOffer, cases: list[Case], mentor: Person, coordinator: Person
) -> None:
    check = RequiredCheck.objects.create(programme=prepares.programme, label="Two references")
    RequiredCheck.objects.create(programme=factories.ProgrammeFactory(), label="Elsewhere")
    left = ["2 cases to think through", "to be checked: Two references", "a date for supervision"]
    assert missing(prepares) == left
    with pytest.raises(NotReadyYet, match="Still to do: 2 cases to think through; to be checked: Two references"):
        actions.move_offer(offer=prepares, to="ready", by=coordinator)
    booked(prepares, days=-1)
    booked(prepares)
    actions.tick_checks(offer=prepares, checks=[check], by=coordinator)
    for case in (cases[0], cases[2]):
        prepares.refresh_from_db()
        assert prepares.state == "preparing"
        actions.think_through(case=case, by=mentor)
    prepares.refresh_from_db()
    assert (prepares.state, missing(prepares)) == ("ready", [])
    assert AuditEntry.objects.get(verb="become_ready").about == mentor


def test_a_date_in_the_past_is_no_date(prepares: MentorOffer) -> None:
    booked(prepares, days=-1)
    assert missing(prepares) == ["a date for supervision"]


def test_a_mentor_reads_what_is_missing(
    client: Client, prepares: MentorOffer, cases: list[Case], mentor: Person
) -> None:
    read = page(client, mentor)
    assert "2 cases to think through" in read
    assert "A date for supervision" in read
    assert reverse("preparation", args=["mentor"]) in read
    booked(prepares)
    assert "Your next supervision:" in page(client, mentor)


def test_a_check_is_ticked_by_staff_with_the_day_and_never_by_the_mentor(
    desk: Client, prepares: MentorOffer, mentor: Person, coordinator: Person
) -> None:
    check = RequiredCheck.objects.create(programme=prepares.programme, label="Two references")
    where = reverse("admin:mentoring_mentoroffer_change", args=[prepares.pk])
    read = desk.get(where).content.decode()
    assert "Two references" in read
    assert "To be checked: Two references; a date for supervision" in read
    desk.post(where, {"places": 2, "checks": [check.pk]})
    done = CheckDone.objects.get()
    assert (done.done_by, done.offer) == (coordinator, prepares)
    assert AuditEntry.objects.get(verb="tick").about == mentor
    desk.post(where, {"places": 2})
    assert not CheckDone.objects.exists()
    assert AuditEntry.objects.get(verb="untick").about == mentor
    with pytest.raises(PermissionDenied):
        actions.tick_checks(offer=prepares, checks=[check], by=mentor)


# --- What staff keep ---


def test_supervision_keeps_who_came_and_themes(desk: Client, prepares: MentorOffer, coordinator: Person) -> None:
    theme = factories.CodeFactory(listing="supervision_theme", label="Kind limits")
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    said: dict[str, Any] = {
        "programme": prepares.programme_id,
        "supervisor": coordinator.pk,
        "starts_at_0": f"{tomorrow:%Y-%m-%d}",
        "starts_at_1": "10:00",
        "mentors": [prepares.pk],
    }
    desk.post(reverse("admin:mentoring_supervision_add"), said)
    date = Supervision.objects.get()
    prepares.refresh_from_db()
    assert prepares.state == "ready"
    where = reverse("admin:mentoring_supervision_change", args=[date.pk])
    assert "Ruth Adeyemi" in desk.get(where).content.decode()
    desk.post(where, said | {"came": [prepares.pk], "themes": [theme.pk]})
    assert (list(date.came.all()), list(date.themes.all())) == ([prepares], [theme])


@pytest.mark.parametrize("choices", ["Wait", "Wait\nIt is quiet.", "Wait\nIt is quiet.\n\nAsk"])
def test_a_case_without_two_whole_ways_says_how_to_write_them(desk: Client, choices: str) -> None:
    said = {"title": "A case", "slug": "a", "side": "both", "moment": "They cancel.", "position": 1}
    answer = desk.post(reverse("admin:mentoring_case_add"), said | {"choices": choices})
    assert "Write at least two paragraphs" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_mentor_whom_the_desk_makes_ready_is_told_once(
    prepares: MentorOffer, coordinator: Person, mentor: Person
) -> None:
    check = RequiredCheck.objects.create(programme=prepares.programme, label="Two references")
    booked(prepares)
    for _ in range(2):
        actions.tick_checks(offer=prepares, checks=[check], by=coordinator)
    told = Notice.objects.get(kind="offer_moved", person=mentor)
    mail = all_kinds()["offer_moved"].compose(told)
    assert isinstance(mail, Mail)
    assert mail.subject == "You are ready to mentor"


@pytest.mark.django_db(transaction=True)
def test_whoever_steps_down_while_becoming_ready_has_stepped_down(prepares: MentorOffer, mentor: Person) -> None:
    booked(prepares)
    case, has_begun = factories.CaseFactory(side="mentor"), threading.Event()

    def step_down() -> None:
        with transaction.atomic():
            actions.move_offer(offer=prepares, to="stepped_down", by=mentor)
            has_begun.set()
            with connection.cursor() as cursor:
                for _ in range(50):
                    cursor.execute("SELECT pg_sleep(0.1), count(*) FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone()[1]:
                        return

    def think() -> None:
        has_begun.wait(10)
        actions.think_through(case=case, by=mentor)

    assert at_once(step_down, think) == ["won", "won"]
    prepares.refresh_from_db()
    assert prepares.state == "stepped_down"
