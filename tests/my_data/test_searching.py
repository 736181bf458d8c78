"""The search that proves an erasure finds a word wherever one can lie."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from redis import Redis

from tests import factories
from tests.my_data.searching import everything
from youdesign.people.models import DataExport, Person

WORD = "Planted-Word-For-A-Search"


def test_it_finds_a_word_in_text_in_json_and_in_bytes(leader: Person) -> None:
    assert everything(WORD) == ""
    leader.name = f"so {WORD.lower()} so"
    leader.save()
    leader.authenticator_set.create(type="totp", data={"deep": [{"in": WORD}]})
    DataExport.objects.create(person=leader, made_at=timezone.now(), sealed=b"before" + WORD.encode())
    found = everything(WORD)
    assert all(table in found for table in ("people_person", "mfa_authenticator", "people_dataexport"))


def test_it_finds_a_word_in_a_session(db: None) -> None:
    store = SessionStore()
    store["held"] = {"half-way": WORD}
    store.save()
    assert "session" in everything(WORD)


@pytest.mark.parametrize(
    "keep",
    [
        lambda redis, key: redis.set(key, WORD * 50),
        lambda redis, key: redis.hset(key, WORD, "x"),
        lambda redis, key: redis.rpush(key, "x", WORD),
        lambda redis, key: redis.sadd(key, WORD),
        lambda redis, key: redis.zadd(key, {WORD: 1}),
        lambda redis, key: redis.set(f"{key}:{WORD}", "x"),
    ],
)
def test_it_finds_a_word_in_redis(db: None, keep: Any) -> None:
    with Redis.from_url(django_settings.REDIS_URL) as redis:
        keep(redis, f"{django_settings.CACHES['default']['KEY_PREFIX']}:searched")
    assert "searched" in everything(WORD)


def test_it_finds_a_word_in_a_file_and_in_a_log(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("files", "logs"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.txt").write_text(f"so {WORD} so")
    settings.MEDIA_ROOT = str(tmp_path / "files")
    monkeypatch.setenv("SERVER_LOGS", str(tmp_path / "logs"))
    assert "files.txt, logs.txt" in everything(WORD)


def test_postgresql_logs_no_word_of_what_it_refuses(leader: Person) -> None:
    for break_a_rule in (
        lambda: factories.PersonFactory(email=leader.email, name=WORD),
        lambda: Person.objects.filter(name=WORD).extra(where=["joined_at = %s"], params=[WORD]).count(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            break_a_rule()
    assert everything(WORD) == ""
    with connection.cursor() as cursor:  # where the server's log is not ours to read
        cursor.execute("SHOW log_min_messages")
        assert cursor.fetchone() == ("log",)
