"""Words planted in a debrief that a group has, looked for beneath the pages; `tests/site` looks on the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import DebriefSession, LearningGroup
from tests.my_data.searching import everything
from youdesign.notices.drain import drain
from youdesign.people.models import Person

WORDS = {f"planted-{where}" for where in ("quiet", "taken", "mine", "unshown", "if", "then")}


def words_in(text: str) -> set[str]:
    """Return which of the planted words stand in a text."""
    return {word for word in WORDS if word in text}


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
    assert [found for word in WORDS if (found := everything(word))] == []
    assert words_in("\n".join(each.as_string() for each in mailbox.to(leader.email))) == set()
