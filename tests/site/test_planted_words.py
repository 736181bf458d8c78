"""Words planted in what people write about a debrief and about their mentoring, looked for on every page and file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cohorts.actions import set_next_step, show_writing, write_note
from cohorts.models import DebriefSession
from cohorts.next_steps import IfThen
from mentoring import actions
from mentoring.agreements import Agreement
from mentoring.models import Match
from mentoring.reviews import questions_halfway
from tests import factories, world
from tests.cast import Cast
from tests.site.test_access import TABLE, window_of
from tests.undone import shared
from youdesign.my_data.downloads import json_of
from youdesign.my_data.openers import OPENERS
from youdesign.people.models import Person
from youdesign.people.my_data.gathering import gather

NOT_PAGES = {"feed-file", "my-data-take", "livez", "readyz"}  # they need no sign-in, or end what they show
OF_THE_TABLE = {"planted-quiet", "planted-taken", "planted-if", "planted-then"}
OF_THE_TWO = {"planted-wording", "planted-where", "planted-pair-if", "planted-pair-then", "planted-thanks"}
MAUREENS_OWN = {"planted-mine", "planted-kept-if", "planted-unshown", "planted-note-Maureen"}
# All that each may read on the pages of the site.
FOR_MAUREEN = OF_THE_TABLE | OF_THE_TWO | MAUREENS_OWN
FOR_RUTH = OF_THE_TABLE | OF_THE_TWO | {"planted-note-Ruth"}
WORDS = FOR_MAUREEN | FOR_RUTH


@dataclass
class Planted:
    """The whole site, with the words in it."""

    cast: Cast
    arguments: dict[str, dict[str, Any]]

    def read_by(self, person: Person) -> str:
        """Open every page of the site as this person, and return all that was answered."""
        client = window_of(person)
        names = [name for name, row in TABLE.items() if row.startswith("GET") and name not in NOT_PAGES]
        answers = [client.get(reverse(name, kwargs=self.arguments.get(name))) for name in names]
        answers += [client.get(reverse(name), {"q": "planted"}) for name in ("reflection-list", "colleague-list")]
        return "\n".join(b"".join(each).decode(errors="replace") for each in answers)


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any) -> Iterator[Planted]:
    """Everything of a whole site, with planted words."""
    with shared(django_db_blocker):
        call_command("load_starter_content", verbosity=0)
        cast = Cast()
        arguments = world.build(cast.group, cast.match)
        session = DebriefSession.objects.get(pk=arguments["session-learning"]["pk"])
        plant_after_debrief(session, cast.leader)
        plant_between_two(cast.match)
        yield Planted(cast, arguments | {"session-detail": {"pk": session.pk}})


def plant_after_debrief(session: DebriefSession, leader: Person) -> None:
    """Let Maureen write in every box of a debrief and after it."""
    about: dict[str, Any] = {"session": session, "by": leader, "now": timezone.now()}
    write_note(kind="writing", step=1, text="planted-quiet", **about)
    show_writing(step=1, **about)
    write_note(kind="writing", step=2, text="planted-unshown", **about)
    write_note(kind="learning", text="planted-taken", **about)
    write_note(kind="private", text="planted-mine", **about)
    set_next_step(words=IfThen("planted-if", "planted-then"), **about)
    set_next_step(words=IfThen("planted-kept-if", "x"), is_shared=False, **about)


def plant_between_two(match: Match) -> None:
    """Let Maureen and Ruth write in every box of their mentoring."""
    leader, mentor, now = match.leader, match.offer.mentor, timezone.now()
    about: dict[str, Any] = {"match": match, "now": now}
    clause = Agreement(match).clauses[0]
    actions.word_clause(clause=clause.clause, by=leader, text="planted-wording", mark=clause.mark, **about)
    talk = match.talks.get()
    talk.where, talk.state = "planted-where", "held"
    talk.save()
    for person in (leader, mentor):
        words = f"planted-note-{person.get_short_name()}"
        actions.write_note(talk=talk, by=person, text=words, version=0, now=now)
    steps = {"if_words": "planted-pair-if", "then_words": "planted-pair-then"}
    actions.set_step(by=mentor, whose=leader, **steps, **about)
    factories.TalkFactory.create_batch(2, match=match, state="held")
    Match.objects.filter(pk=match.pk).update(state="ending")
    answers: dict[int, int | None] = {item.pk: 1 for item in questions_halfway(match, leader)}
    actions.review_halfway(by=leader, answers=answers, choice="stop", is_shared=False, **about)
    actions.say_thank_you(by=leader, words="planted-thanks", **about)


def words_in(text: str) -> set[str]:
    """Return which of the planted words stand in a text."""
    return {word for word in WORDS if word in text}


def export_of(person: Person) -> str:
    """Return everything about this person as they download it."""
    return json.dumps(json.loads(json_of(person, gather(person, OPENERS), timezone.now())))


def test_a_leader_reads_all_that_is_hers_and_not_the_note_of_the_other(planted: Planted) -> None:
    leader = planted.cast.leader
    assert words_in(planted.read_by(leader)) == FOR_MAUREEN
    assert words_in(export_of(leader)) >= OF_THE_TABLE | MAUREENS_OWN
    assert "planted-note-Ruth" not in export_of(leader)


def test_a_mentor_reads_what_is_for_the_table_and_for_the_two(planted: Planted) -> None:
    mentor = planted.cast.mentor
    exported = export_of(mentor)
    assert words_in(planted.read_by(mentor)) == FOR_RUTH
    assert "planted-note-Ruth" in exported
    assert not words_in(exported) & (OF_THE_TABLE | MAUREENS_OWN)
    assert "Strongly disagree" not in exported


@pytest.mark.parametrize("role", ["stranger", "coordinator", "host_contact", "new"])
def test_nobody_else_reads_a_word_on_any_page_in_any_search_or_file(role: str, planted: Planted) -> None:
    person = (
        factories.GroupMembershipFactory(group=planted.cast.group).person
        if role == "new"
        else getattr(planted.cast, role)
    )
    assert "planted-" not in planted.read_by(person) + export_of(person)


def test_staff_with_every_right_read_dates_and_states_and_not_a_word(planted: Planted) -> None:
    client = window_of(factories.PersonFactory(is_staff=True, is_superuser=True))
    read = ""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        read += client.get(reverse(f"{name}_changelist")).content.decode()
        for key in model._base_manager.values_list("pk", flat=True)[:20]:
            for page in ("change", "history"):
                read += client.get(reverse(f"{name}_{page}", args=[key])).content.decode()
    assert "Tuesday group" in read
    assert "Maureen Webb and Ruth Adeyemi" in read
    assert "planted-" not in read
