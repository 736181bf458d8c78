"""Words planted in all that people write in and after a debrief, looked for wherever they must not stand."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.actions import set_next_step, show_writing, write_note
from cohorts.models import DebriefSession, LearningGroup
from cohorts.next_steps import IfThen
from mentoring.models import Match
from tests import factories, world
from tests.my_data.searching import everything
from tests.site.test_access import TABLE
from youdesign.my_data.downloads import json_of
from youdesign.my_data.openers import OPENERS
from youdesign.notices.drain import drain
from youdesign.people.models import Person
from youdesign.people.my_data.gathering import gather

NOT_PAGES = {"feed-file", "my-data-take", "livez", "readyz"}  # they need no sign-in, or end what they show
OF_THE_TABLE = {"planted-quiet", "planted-taken", "planted-if", "planted-then"}
ONES_OWN = {"planted-mine", "planted-kept-if", "planted-unshown"}


@pytest.fixture
def planted(match: Match, group: LearningGroup, leader: Person, mentor: Person) -> dict[str, dict[str, Any]]:
    """Everything of a whole site, with words of Maureen's from a debrief; returns the arguments of its addresses."""
    call_command("load_starter_content", verbosity=0)
    arguments = world.build(group, match)
    session = DebriefSession.objects.get(pk=arguments["session-learning"]["pk"])
    about: dict[str, Any] = {"session": session, "by": leader, "now": timezone.now()}
    write_note(kind="writing", step=1, text="planted-quiet", **about)
    show_writing(step=1, **about)
    write_note(kind="writing", step=2, text="planted-unshown", **about)
    write_note(kind="learning", text="planted-taken", **about)
    write_note(kind="private", text="planted-mine", **about)
    set_next_step(words=IfThen("planted-if", "planted-then"), **about)
    set_next_step(words=IfThen("planted-kept-if", "x"), is_shared=False, **about)
    arguments["session-detail"] = {"pk": session.pk}
    return arguments


def words_in(text: str) -> set[str]:
    """Return which of the planted words stand in a text."""
    return {word for word in OF_THE_TABLE | ONES_OWN if word in text}


def read_everywhere(person: Person, arguments: dict[str, dict[str, Any]]) -> str:
    """Open every page of the site as this person, and return all that was answered."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    names = [name for name, row in TABLE.items() if row.startswith("GET") and name not in NOT_PAGES]
    answers = [client.get(reverse(name, kwargs=arguments.get(name))) for name in names]
    answers += [client.get(reverse(name), {"q": "planted"}) for name in ("reflection-list", "colleague-list")]
    return "\n".join(b"".join(each).decode(errors="replace") for each in answers)


def export_of(person: Person) -> str:
    """Return everything about this person as they download it."""
    return json.dumps(json.loads(json_of(person, gather(person, OPENERS), timezone.now())))


def test_their_author_reads_all_and_the_table_what_is_for_it(
    planted: dict[str, dict[str, Any]], leader: Person, mentor: Person
) -> None:
    assert words_in(read_everywhere(leader, planted)) == OF_THE_TABLE | ONES_OWN
    assert words_in(export_of(leader)) == OF_THE_TABLE | ONES_OWN
    assert words_in(read_everywhere(mentor, planted)) == OF_THE_TABLE
    assert words_in(export_of(mentor)) == set()


@pytest.mark.parametrize("role", ["stranger", "coordinator", "host_contact", "new"])
def test_nobody_else_reads_a_word_on_any_page_in_any_search_or_file(
    role: str, planted: dict[str, dict[str, Any]], group: LearningGroup, request: pytest.FixtureRequest
) -> None:
    new = factories.GroupMembershipFactory(group=group).person
    person = new if role == "new" else request.getfixturevalue(role)
    assert words_in(read_everywhere(person, planted) + export_of(person)) == set()


def test_staff_with_every_right_read_not_a_word(planted: dict[str, dict[str, Any]], chief: Person) -> None:
    client = Client()
    client.force_login(chief)
    read = ""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        read += client.get(reverse(f"{name}_changelist")).content.decode()
        for key in model._base_manager.values_list("pk", flat=True)[:20]:
            for page in ("change", "history"):
                read += client.get(reverse(f"{name}_{page}", args=[key])).content.decode()
    assert "Tuesday group" in read
    assert words_in(read) == set()


@pytest.mark.django_db(transaction=True)
def test_they_stand_in_no_column_no_key_no_session_no_log_and_no_mail(
    leader: Person, group: LearningGroup, met: Callable[..., DebriefSession], mailbox: Any
) -> None:
    session, client = met(), Client()
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    write = f"/sessions/{session.pk}/learning/write/"
    for kind, words in (("writing", "planted-quiet"), ("learning", "planted-taken"), ("private", "planted-mine")):
        assert client.post(write, {"kind": kind, "at_step": "1", "text": words}).status_code == 302
    refused = client.post(write, {"kind": "learning", "text": "planted-unshown" * 500})
    step = {"if_words": "planted-if", "then_words": "planted-then"}
    assert client.post(f"/sessions/{session.pk}/next-steps/new/", step).status_code == 302
    for path in (f"/sessions/{session.pk}/", f"/sessions/{session.pk}/learning/", "/next-steps/", "/learning/"):
        assert words_in(client.get(path).content.decode())
    drain(now=timezone.now())
    assert "planted-unshown" in refused.content.decode()
    assert [found for word in OF_THE_TABLE | ONES_OWN if (found := everything(word))] == []
    assert words_in("\n".join(each.as_string() for each in mailbox.to(leader.email))) == set()
