"""The words of a reflection: sealed with the author's key, opened only for those who may read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied

from cohorts.models import Reflection, ReflectionComment, ReflectionVersion
from cohorts.policies import can_read_reflection, can_read_version
from youdesign.people.models import Person
from youdesign.people.private_text import CannotOpen, opener, openers, seal, unseal

TABLE = Reflection._meta.db_table
VERSIONS = ReflectionVersion._meta.db_table
COMMENTS = ReflectionComment._meta.db_table
# What can be ticked beside the words: by name, the question and its answers.
MARKS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "say": ("Did we have a real say?", (("yes", "Yes"), ("a_little", "A little"), ("no", "No"))),
    "rated": ("How did they do?", (("well", "Well"), ("mixed", "Mixed"), ("badly", "Badly"))),
    "mood": (
        "How does it leave you?",
        (("lifted", "Lifted"), ("steady", "Steady"), ("mixed", "Mixed"), ("heavy", "Heavy")),
    ),
    "energy": ("How much energy have you now?", (("plenty", "Plenty"), ("some", "Some"), ("little", "Very little"))),
}


@dataclass(frozen=True)
class Words:
    """What is sealed: the answer to each question, in order, and what the author ticked about the day."""

    parts: tuple[tuple[str, str], ...]  # the question, or nothing; and what was written to it
    marks: dict[str, str] = field(default_factory=dict)  # of MARKS

    @property
    def text(self) -> str:
        """All of it as plain text, each answer under its question."""
        return "\n\n".join(f"{name}\n{text}" if name else text for name, text in self.parts if text)

    def marked(self) -> list[tuple[str, str]]:
        """What was ticked, in words: each question and its answer."""
        known = ((ask, dict(choices).get(self.marks.get(name, ""))) for name, (ask, choices) in MARKS.items())
        return [(ask, answer) for ask, answer in known if answer]

    def sealed_form(self) -> str:
        """As it is sealed: the same words always the same text."""
        return json.dumps({"parts": self.parts, "marks": self.marks}, ensure_ascii=False, sort_keys=True)


def plain(text: str) -> Words:
    """Return words that answer no question."""
    return Words((("", text),))


def from_sealed(form: str) -> Words:
    """Return what was sealed."""
    held = json.loads(form)
    return Words(tuple((name, text) for name, text in held["parts"]), held["marks"])


def seal_words(reflection: Reflection, words: Words) -> bytes:
    """Return the words sealed for this row and its author."""
    return seal(words.sealed_form(), owner=reflection.author, table=TABLE, row=str(reflection.pk))


def words_of(reflection: Reflection) -> Words:
    """Return what is kept, whoever asks: for actions, which have asked who that is."""
    return from_sealed(unseal(bytes(reflection.body), owner=reflection.author, table=TABLE, row=str(reflection.pk)))


def read(reflection: Reflection, by: Person) -> Words:
    """Return the words for somebody who may read them; raises CannotOpen when the key is missing or wrong."""
    if not can_read_reflection(by, reflection):
        raise PermissionDenied
    return words_of(reflection)


def read_own(reflections: Iterable[Reflection], by: Person) -> Iterator[tuple[Reflection, Words]]:
    """Give each of somebody's own reflections with its words; their key is asked for once. Raises CannotOpen."""
    rows = list(reflections)
    if not rows:
        return  # nothing was ever sealed, so there may be no key
    unlock = opener(by)
    for reflection in rows:
        if reflection.author_id != by.pk:
            raise PermissionDenied
        yield reflection, from_sealed(unlock(bytes(reflection.body), table=TABLE, row=str(reflection.pk)).decode())


def seal_version(version: ReflectionVersion, words: Words) -> bytes:
    """Return older words sealed for their own row."""
    owner = version.reflection.author
    return seal(words.sealed_form(), owner=owner, table=VERSIONS, row=str(version.pk))


def read_versions(versions: Iterable[ReflectionVersion], by: Person) -> Iterator[tuple[ReflectionVersion, Words]]:
    """Give older words to their author. Raises CannotOpen."""
    rows = list(versions)
    if not rows:
        return
    unlock = opener(by)
    for version in rows:
        if not can_read_version(by, version):
            raise PermissionDenied
        yield version, from_sealed(unlock(bytes(version.body), table=VERSIONS, row=str(version.pk)).decode())


def seal_comment(comment: ReflectionComment, text: str) -> bytes:
    """Return a comment sealed with its author's key."""
    return seal(text, owner=comment.author, table=COMMENTS, row=str(comment.pk))


def read_comments(reflection: Reflection, by: Person) -> Iterator[tuple[ReflectionComment, str]]:
    """Give what was said about a reflection, to whoever may read it; what cannot be opened says so."""
    found = ReflectionComment.objects.visible_to(by).filter(reflection=reflection)
    comments = list(found.select_related("author"))
    unlock = openers({comment.author for comment in comments}) if comments else {}
    for comment in comments:
        try:
            sealed = unlock[comment.author_id](bytes(comment.body), table=COMMENTS, row=str(comment.pk))
            yield comment, sealed.decode()
        except (KeyError, CannotOpen):
            yield comment, "We cannot open this just now. It is still there."


def words_of_comment(comment: ReflectionComment) -> str:
    """Return a comment, whoever asks: for its author's own download, also when it is no longer shared with them."""
    return unseal(bytes(comment.body), owner=comment.author, table=COMMENTS, row=str(comment.pk))
