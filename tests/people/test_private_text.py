"""Private writing opens for its own row and owner, with the right keys, and for nothing else."""

import itertools
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings, strategies

from tests.factories import PersonFactory
from youdesign.people.models import Person, PersonKey
from youdesign.people.private_text import CannotOpen, seal, unseal

OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32
PLACE = {"table": "cohorts_reflection", "row": "1"}
WORDS = "They asked me last, and I said it anyway."


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    """Start with one key in the environment."""
    settings.FIELD_KEYS = {"2026a": OLD}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=strategies.text(max_size=400))
def test_any_text_comes_back_as_it_was(leader: Person, text: str) -> None:
    text = text.encode(errors="ignore").decode()
    assert unseal(seal(text, owner=leader, **PLACE), owner=leader, **PLACE) == text


def test_the_same_words_never_look_the_same(leader: Person) -> None:
    sealed = [seal(WORDS, owner=leader, **PLACE) for _ in range(20)]
    assert len({one[1:13] for one in sealed}) == 20
    assert all(WORDS.encode() not in one for one in sealed)


@pytest.mark.parametrize("change", [{"table": "talk_note"}, {"row": "2"}])
def test_a_sealed_text_moved_elsewhere_does_not_open(leader: Person, change: dict[str, str]) -> None:
    sealed = seal(WORDS, owner=leader, **PLACE)
    with pytest.raises(CannotOpen, match="changed or moved"):
        unseal(sealed, owner=leader, **{**PLACE, **change})


def test_parts_of_a_place_cannot_run_into_each_other(leader: Person) -> None:
    sealed = seal(WORDS, owner=leader, table="a", row="b1")
    with pytest.raises(CannotOpen):
        unseal(sealed, owner=leader, table="ab", row="1")


def test_another_persons_key_does_not_open_it(leader: Person, mentor: Person) -> None:
    sealed = seal(WORDS, owner=leader, **PLACE)
    seal("mine", owner=mentor, **PLACE)
    with pytest.raises(CannotOpen, match="changed or moved"):
        unseal(sealed, owner=mentor, **PLACE)


def test_one_changed_bit_anywhere_is_noticed(leader: Person) -> None:
    sealed = seal("ab", owner=leader, **PLACE)
    for place, bit in itertools.product(range(len(sealed)), range(8)):
        broken = bytearray(sealed)
        broken[place] ^= 1 << bit
        with pytest.raises(CannotOpen):
            unseal(bytes(broken), owner=leader, **PLACE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"0" * 27, b"\x02" + b"0" * 60])
def test_what_is_no_sealed_text_gives_a_clear_message(leader: Person, sealed: bytes) -> None:
    seal(WORDS, owner=leader, **PLACE)
    with pytest.raises(CannotOpen, match="form that this version does not know"):
        unseal(sealed, owner=leader, **PLACE)


def test_memoryviews_from_the_database_open(leader: Person) -> None:
    assert unseal(memoryview(seal(WORDS, owner=leader, **PLACE)), owner=leader, **PLACE) == WORDS  # type: ignore[arg-type]


def test_erasing_a_person_ends_what_they_wrote(leader: Person) -> None:
    sealed = seal(WORDS, owner=leader, **PLACE)
    PersonKey.objects.filter(person=leader).delete()
    with pytest.raises(CannotOpen, match="key to this writing is gone"):
        unseal(sealed, owner=leader, **PLACE)
    seal("new words, new key", owner=leader, **PLACE)
    with pytest.raises(CannotOpen):
        unseal(sealed, owner=leader, **PLACE)


@pytest.mark.parametrize(
    ("ring", "message"),
    [
        ({"2027a": OTHER}, '"2026a" is missing from FIELD_KEYS'),
        ({"2026a": OTHER}, '"2026a" in FIELD_KEYS is not the one'),
    ],
)
def test_a_wrong_or_missing_environment_key_says_so_and_overwrites_nothing(
    leader: Person, settings: Any, ring: dict[str, bytes], message: str
) -> None:
    sealed = seal(WORDS, owner=leader, **PLACE)
    before = PersonKey.objects.values().get()
    settings.FIELD_KEYS = ring
    with pytest.raises(CannotOpen, match=message):
        unseal(sealed, owner=leader, **PLACE)
    with pytest.raises(CannotOpen, match=message):
        seal("more", owner=leader, **PLACE)
    assert PersonKey.objects.values().get() == before
    settings.FIELD_KEYS = {"2026a": OLD}
    assert unseal(sealed, owner=leader, **PLACE) == WORDS


def test_no_message_holds_what_was_written(leader: Person) -> None:
    sealed = seal(WORDS, owner=leader, **PLACE)
    with pytest.raises(CannotOpen) as raised:
        unseal(sealed[:-1] + b"?", owner=leader, **PLACE)
    assert WORDS not in str(raised.value)


def test_keys_rotate_without_touching_the_writing(leader: Person, mentor: Person, settings: Any, capsys: Any) -> None:
    mine, theirs = seal(WORDS, owner=leader, **PLACE), seal("theirs", owner=mentor, **PLACE)
    settings.FIELD_KEYS = {"2027a": NEW, "2026a": OLD}
    assert unseal(mine, owner=leader, **PLACE) == WORDS
    call_command("rewrap_keys")
    assert "2 keys and secrets are now sealed" in capsys.readouterr().out
    call_command("rewrap_keys")
    assert "0 keys and secrets are now sealed" in capsys.readouterr().out
    settings.FIELD_KEYS = {"2027a": NEW}
    assert (unseal(mine, owner=leader, **PLACE), unseal(theirs, owner=mentor, **PLACE)) == (WORDS, "theirs")


def test_rotation_leaves_a_key_it_cannot_open(leader: Person, settings: Any) -> None:
    seal(WORDS, owner=leader, **PLACE)
    before = PersonKey.objects.values().get()
    settings.FIELD_KEYS = {"2027a": NEW, "2026a": OTHER}
    with pytest.raises(CommandError, match="1 could not be opened"):
        call_command("rewrap_keys")
    assert PersonKey.objects.values().get() == before


def test_a_wrapped_key_copied_to_another_person_does_not_open(leader: Person) -> None:
    sealed = seal(WORDS, owner=leader, **PLACE)
    thief = PersonFactory()
    PersonKey.objects.filter(person=leader).update(person=thief)
    with pytest.raises(CannotOpen, match="not the one"):
        unseal(sealed, owner=thief, **PLACE)
