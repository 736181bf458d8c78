"""Whoever is named to answer hears of a concern once, without a word of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from tests.factories import PersonFactory
from youdesign.notices.kinds import all_kinds
from youdesign.notices.models import Notice
from youdesign.notices.tasks import send_due_notices
from youdesign.people.actions import move_concern, raise_concern
from youdesign.people.models import Concern

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def real_kinds(kinds: None, settings: Any) -> Iterator[None]:
    """The kinds of the site, instead of those of the other tests here."""
    settings.NOTICE_KINDS = ["youdesign.notices.notice_kinds"]
    all_kinds.cache_clear()
    yield
    all_kinds.cache_clear()


@pytest.fixture
def concern() -> Concern:
    """Somebody told us something, and Priya is to answer."""
    responder = PersonFactory(name="Priya Nair", email="priya@cast.test", is_superuser=True, is_staff=True)
    return raise_concern(by=None, contact="0117", what="He shouted at me.", page="/", responder=responder)


def test_the_responder_is_told_once_and_reads_none_of_it(concern: Concern) -> None:
    for _ in range(2):
        send_due_notices()
    (told,) = mail.outbox
    assert told.to == ["priya@cast.test"]
    assert "shouted" not in told.body + told.subject


def test_what_is_seen_already_is_not_announced(concern: Concern) -> None:
    move_concern(concern=concern, state="seen", by=concern.responder)
    send_due_notices()
    assert mail.outbox == []
    assert not Notice.objects.filter(due_at__lte=timezone.now()).exists()
