"""A time of day is said in one way everywhere: 2pm, 2:30pm, noon."""

import datetime
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.utils.formats import localize

from tests.staff.changes import page, the
from youdesign.people.clock import clock
from youdesign.people.models import AuditEntry, Concern

LOCALE = Path(settings.LOCALE_PATHS[0]) / "en_GB" / "LC_MESSAGES"
AT = datetime.datetime(2026, 11, 26, 13, 56, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("at", "said"),
    [("14:00", "2pm"), ("14:30", "2:30pm"), ("09:05", "9:05am"), ("12:00", "noon"), ("00:00", "midnight")],
)
def test_a_time_is_said_as_people_say_it(at: str, said: str) -> None:
    assert clock(datetime.time.fromisoformat(at)) == said


def test_a_template_says_a_moment_in_the_zone_of_its_page() -> None:
    shown = engines["django"].from_string('{% load tz %}{% timezone "Asia/Kolkata" %}{{ at|clock }}{% endtimezone %}')
    assert shown.render({"at": AT}) == "7:26pm"


def test_no_template_says_a_time_in_a_way_of_its_own() -> None:
    own_way = re.compile(r'\|time(:|\s|\|)|\|date:"(?!DATETIME_FORMAT)[^"\\]*[aAPfgGhH]')
    found = {path for path in Path("templates").rglob("*.*") if own_way.search(path.read_text())}
    assert found == set()


def test_lists_of_staff_say_it_too(chief: Client) -> None:
    Concern.objects.update(answer_by=AT, raised_at=AT + datetime.timedelta(hours=1, minutes=4))
    shown = chief.get(page(Concern, "change", the(Concern).pk)).content.decode()
    assert "26 November 2026, 1:56pm" in shown
    assert "26 November 2026, 3pm" in shown
    assert localize(datetime.time(17)) == "5pm"
    assert "p.m." not in chief.get(page(AuditEntry, "changelist")).content.decode()


def test_our_words_are_compiled_as_they_are_written() -> None:
    written = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"', (LOCALE / "django.po").read_text(), re.MULTILINE))
    with (LOCALE / "django.mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert written == {"a.m.": "am", "p.m.": "pm"}
    assert {word: words.gettext(word) for word in written} == written
