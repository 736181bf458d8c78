"""The pages of what is coming up: the list, a month, and the one for paper."""

import datetime
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.actions import cancel_session
from cohorts.models import LearningGroup
from tests import factories
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Person

LONDON = ZoneInfo("Europe/London")
HOUR = datetime.timedelta(hours=1)
LIST, PRINT = "/coming-up/", "/coming-up/print/"


@pytest.fixture
def hers(client: Client, leader: Person) -> Client:
    """Maureen's window."""
    client.force_login(leader)
    return client


def text_of(client: Client, path: str) -> str:
    """Return the main part of a page, without its tags."""
    answer = client.get(path)
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def session_at(group: LearningGroup, *wall: int, **facts: Any) -> Any:
    """Return a session of an hour at a time on London's walls."""
    at = datetime.datetime(*wall, tzinfo=LONDON)  # type: ignore[arg-type, misc]
    return factories.DebriefSessionFactory(group=group, starts_at=at, ends_at=at + HOUR, **facts)


@pytest.mark.parametrize("path", [LIST, PRINT])
def test_sessions_and_own_dates_stand_together_soonest_first(
    hers: Client, leader: Person, group: LearningGroup, path: str
) -> None:
    session = factories.DebriefSessionFactory(group=group)
    facts = {"title": "The board", "where": "Town hall", "state": InvolvementEvent.State.COMING_UP}
    factories.InvolvementEventFactory(involvement__leader=leader, starts_at=session.ends_at + HOUR, **facts)
    factories.InvolvementEventFactory(involvement__leader=leader, title="Long ago")
    text = text_of(hers, path)
    assert text.index(group.name) < text.index("The board") < text.index("Town hall")
    assert "Long ago" not in text
    assert f'href="/sessions/{session.pk}/"' in hers.get(path).content.decode()


@pytest.mark.parametrize("path", [LIST, PRINT, "/coming-up/?month=2030-03"])
def test_what_is_called_off_says_so(hers: Client, mentor: Person, group: LearningGroup, path: str) -> None:
    cancel_session(session=session_at(group, 2030, 3, 5, 18), by=mentor)
    assert "Cancelled" in text_of(hers, path)


@pytest.mark.parametrize("path", [LIST, PRINT, "/coming-up/?month=2030-03"])
def test_others_dates_are_not_there(client: Client, stranger: Person, group: LearningGroup, path: str) -> None:
    session_at(group, 2030, 3, 5, 18)
    client.force_login(stranger)
    assert group.name not in text_of(client, path)


def test_a_month_is_a_table_with_a_heading_for_each_weekday(hers: Client, group: LearningGroup) -> None:
    session = session_at(group, 2030, 3, 5, 18)
    html = hers.get("/coming-up/?month=2030-03").content.decode()
    assert re.findall(r'<th scope="col">(\w+)</th>', html)[0::6] == ["Monday", "Sunday"]
    [table] = re.findall(r'<table class="month.*?</table>', html, re.DOTALL)
    assert table.count("<time") == 31
    [cell] = [each for each in table.split("<td")[1:] if "<a" in each]
    assert '<time datetime="2030-03-05">5</time>' in cell
    assert f'6pm <a href="/sessions/{session.pk}/">{group.name}</a>' in " ".join(cell.split())
    assert "Tuesday 5 March" in html


def test_the_months_beside_it_are_a_link_away(hers: Client) -> None:
    html = hers.get("/coming-up/?month=2030-12").content.decode()
    assert 'href="/coming-up/?month=2030-11" rel="prev">Month before: November 2030</a>' in html
    assert 'href="/coming-up/?month=2031-01" rel="next">Month after: January 2031</a>' in html


@pytest.mark.parametrize(("month", "gone"), [("2000-01", 'rel="prev"'), ("2100-12", 'rel="next"')])
def test_at_the_edge_of_what_we_show_there_is_no_further(hers: Client, month: str, gone: str) -> None:
    answer = hers.get("/coming-up/", {"month": month})
    assert answer.status_code == 200
    assert gone not in answer.content.decode()


def test_today_is_said_in_words_in_its_own_month_only(hers: Client) -> None:
    now = timezone.localtime(timezone=LONDON)
    assert "Today" in text_of(hers, f"/coming-up/?month={now:%Y-%m}")
    assert "oday" not in text_of(hers, f"/coming-up/?month={now.year + 1}-{now:%m}")


BAD = ["0000", "0000-01", "2027-13", "2027-00", "10000-01", "1999-12", "2101-01", "text", "", "2027-3", "-1", "٢٠٢٧-٠٣"]


@pytest.mark.parametrize("month", [*BAD, "2027-03\n", "2027-03-01", "9" * 5000, "\x00", "<b>"])
def test_a_month_that_there_is_not_gives_this_one_and_a_sentence(hers: Client, month: str) -> None:
    answer = hers.get(LIST, {"month": month})
    html = answer.content.decode()
    assert (answer.status_code, "We cannot show that month, so here is this one." in html) == (200, True)
    assert f"{timezone.localtime(timezone=LONDON):%B %Y}</h1>" in html


def test_days_are_by_the_persons_own_clock(hers: Client, leader: Person, group: LearningGroup) -> None:
    session_at(group, 2030, 3, 31, 23, 30)
    leader.time_zone = "Asia/Tokyo"
    leader.save()
    assert group.name not in text_of(hers, "/coming-up/?month=2030-03")
    assert f"Monday 1 April 7:30am {group.name}" in text_of(hers, "/coming-up/?month=2030-04")


@pytest.mark.parametrize("path", [LIST, PRINT, "/coming-up/?month=2030-03"])
def test_ten_times_the_dates_cost_the_same_queries(
    hers: Client, leader: Person, group: LearningGroup, path: str, django_assert_max_num_queries: Any
) -> None:
    counts = []
    at = datetime.datetime(2030, 3, 5, 18, tzinfo=LONDON)
    for times in (3, 27):
        factories.DebriefSessionFactory.create_batch(times, group=group, starts_at=at, ends_at=at + HOUR)
        factories.InvolvementEventFactory.create_batch(times, involvement__leader=leader, starts_at=at)
        with django_assert_max_num_queries(9) as asked:
            assert hers.get(path).content.decode().count(group.name) >= times
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", [LIST, PRINT])
def test_a_session_past_midnight_names_both_days(hers: Client, group: LearningGroup, path: str) -> None:
    at = datetime.datetime(2030, 3, 31, 23, tzinfo=LONDON)
    factories.DebriefSessionFactory(group=group, starts_at=at, ends_at=at + 2 * HOUR)
    assert "Sunday 31 March 2030, 11pm to Monday 1 April 2030, 1am" in text_of(hers, path)


@pytest.mark.parametrize(("hours", "is_there"), [(1, False), (2, True)])
def test_a_session_past_midnight_at_the_end_of_a_month_stands_in_both(
    hers: Client, group: LearningGroup, hours: int, is_there: bool
) -> None:
    at = datetime.datetime(2030, 4, 30, 23, tzinfo=LONDON)
    factories.DebriefSessionFactory(group=group, starts_at=at, ends_at=at + hours * HOUR)
    assert group.name in text_of(hers, "/coming-up/?month=2030-04")
    assert (group.name in text_of(hers, "/coming-up/?month=2030-05")) == is_there
    assert hers.get("/coming-up/?month=2030-05").context["is_empty"] != is_there


def test_a_session_past_midnight_says_its_beginning_once(hers: Client, group: LearningGroup) -> None:
    session = session_at(group, 2030, 3, 5, 23)
    type(session).objects.filter(pk=session.pk).update(ends_at=session.starts_at + 2 * HOUR)
    text = text_of(hers, "/coming-up/?month=2030-03")
    assert text.count(f"11pm {group.name}") == 2  # once in the table, once in the list for small screens
    assert text.count(f"Until 1am: {group.name}") == 2
