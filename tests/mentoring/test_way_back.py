"""The way back of a migration, with rows that only the new rules allow."""

import importlib

import pytest
from django.db import connection
from django.utils import timezone

from mentoring.models import Match, PairTask

pytestmark = pytest.mark.django_db
MIGRATION = importlib.import_module("mentoring.migrations.0013_words_each_of_their_own")
OLD_RULE = "CREATE UNIQUE INDEX was_once ON mentoring_pairtask (match_id, about_id, why) WHERE done_at IS NULL"


def test_several_open_words_become_one_and_none_is_lost(match: Match) -> None:
    for words in ("First.", "Second.", "x" * 999):
        PairTask.objects.create(match=match, about=match.leader, why="asked", words=words)
    PairTask.objects.create(match=match, about=match.offer.mentor, why="asked", words="Mine.")
    PairTask.objects.create(match=match, about=match.leader, why="load")
    PairTask.objects.create(match=match, about=match.leader, why="asked", words="Read.", done_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in (MIGRATION.ONE_HOLDS_ALL, MIGRATION.THE_OTHERS_ARE_DONE, OLD_RULE):
            cursor.execute(statement)
    still = {(task.about_id, task.why): task.words for task in PairTask.objects.open()}
    assert still.keys() == {(match.leader_id, "asked"), (match.offer.mentor_id, "asked"), (match.leader_id, "load")}
    assert still[match.leader_id, "asked"] == ("First.\n\nSecond.\n\n" + "x" * 999)[:1000]
    assert still[match.offer.mentor_id, "asked"] == "Mine."
    assert PairTask.objects.filter(words__in=["Second.", "x" * 999, "Read."], done_at__isnull=False).count() == 3
