"""Words planted in everything that two people write about their mentoring, looked for on every page, file and list."""

import json
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.models import LearningGroup
from mentoring import actions
from mentoring.agreements import Agreement
from mentoring.models import Match
from mentoring.reviews import questions_halfway
from tests import factories, world
from tests.site.test_access import TABLE
from youdesign.my_data.downloads import json_of
from youdesign.my_data.openers import OPENERS
from youdesign.people.models import Person
from youdesign.people.my_data.gathering import gather

pytestmark = pytest.mark.django_db
OF_THE_TWO = ("planted-wording", "planted-where", "planted-if", "planted-then", "planted-thanks")
NOT_PAGES = {"feed-file", "my-data-take", "livez", "readyz"}  # they need no sign-in, or end what they show


def note_of(person: Person) -> str:
    """Return the words planted in somebody's own note."""
    return f"planted-note-{person.get_short_name()}"


@pytest.fixture
def planted(match: Match, group: LearningGroup, leader: Person, mentor: Person) -> dict[str, dict[str, Any]]:
    """Everything of a whole site, with planted words; returns the arguments of its addresses."""
    call_command("load_starter_content", verbosity=0)
    arguments = world.build(group, match)
    now = timezone.now()
    about: dict[str, Any] = {"match": match, "now": now}
    clause = Agreement(match).clauses[0]
    actions.word_clause(clause=clause.clause, by=leader, text="planted-wording", mark=clause.mark, **about)
    talk = match.talks.get()
    talk.where, talk.state = "planted-where", "held"
    talk.save()
    for person in (leader, mentor):
        actions.write_note(talk=talk, by=person, text=note_of(person), version=0, now=now)
    actions.set_step(by=mentor, whose=leader, if_words="planted-if", then_words="planted-then", **about)
    factories.TalkFactory.create_batch(2, match=match, state="held")
    Match.objects.filter(pk=match.pk).update(state="ending")
    answers: dict[int, int | None] = {item.pk: 1 for item in questions_halfway(match, leader)}
    actions.review_halfway(by=leader, answers=answers, choice="stop", is_shared=False, **about)
    actions.say_thank_you(by=leader, words="planted-thanks", **about)
    return arguments


def read_everywhere(person: Person, arguments: dict[str, dict[str, Any]]) -> str:
    """Open every page of the site as this person, and return all that was answered."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    names = [name for name, row in TABLE.items() if row.startswith("GET") and name not in NOT_PAGES]
    answers = (client.get(reverse(name, kwargs=arguments.get(name))) for name in names)
    return "\n".join(b"".join(each).decode(errors="replace") for each in answers)


def export_of(person: Person) -> str:
    """Return everything about this person as they download it."""
    return json.dumps(json.loads(json_of(person, gather(person, OPENERS), timezone.now())))


def test_the_two_read_what_is_theirs_and_neither_the_note_of_the_other(
    planted: dict[str, dict[str, Any]], leader: Person, mentor: Person
) -> None:
    for person, other in ((leader, mentor), (mentor, leader)):
        read = read_everywhere(person, planted)
        assert [word for word in OF_THE_TWO if word not in read] == []
        assert note_of(person) in read
        assert note_of(other) not in read
        assert note_of(person) in export_of(person)
        assert note_of(other) not in export_of(person)
    assert "Strongly disagree" not in export_of(mentor)


@pytest.mark.parametrize("role", ["stranger", "coordinator", "host_contact"])
def test_nobody_else_reads_a_word_on_any_page_or_in_any_file(
    role: str, planted: dict[str, dict[str, Any]], request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(role)
    assert "planted-" not in read_everywhere(person, planted) + export_of(person)


def test_staff_read_dates_and_states_and_not_a_word(
    planted: dict[str, dict[str, Any]],
) -> None:
    client = Client()
    client.force_login(factories.PersonFactory(is_staff=True, is_superuser=True))
    read = ""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        read += client.get(reverse(f"{name}_changelist")).content.decode()
        for key in model._base_manager.values_list("pk", flat=True)[:20]:
            for page in ("change", "history"):
                read += client.get(reverse(f"{name}_{page}", args=[key])).content.decode()
    assert "Maureen Webb and Ruth Adeyemi" in read
    assert "planted-" not in read
