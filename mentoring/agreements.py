"""The agreement of two people as their page shows it: the words, who signed them, and what is new since."""

import datetime
import hashlib
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from mentoring.models import AgreementSignature, ClauseWording, Match
from youdesign.people.models import Code, Person

LISTING = "mentoring_agreement"
PURPOSE = "purpose"


@dataclass(frozen=True)
class Change:
    """One clause got new words: which came in, and which went out."""

    wording: ClauseWording
    before: ClauseWording | None


class Agreement:
    """What the two of a match agree now, for those whom its page has let in."""

    def __init__(self, match: Match) -> None:
        self.match = match

    @cached_property
    def clauses(self) -> list[ClauseWording]:
        """The words as they stand: the pair's own, or the first ones, not stored, until it has some."""
        return ClauseWording.objects.now_of(self.match) or first_words(self.match)

    @property
    def is_begun(self) -> bool:
        """Whether one of the two changed or signed something."""
        return self.clauses[0].pk is not None if self.clauses else False

    @property
    def number(self) -> int:
        """Which change of the agreement the words came with."""
        return max((clause.number for clause in self.clauses), default=0)

    @property
    def mark(self) -> str:
        """What tells these very words from any others, so that nobody signs what they did not see."""
        words = "\n".join(clause.mark for clause in self.clauses)
        return hashlib.sha256(words.encode()).hexdigest()[:20]

    @cached_property
    def signatures(self) -> list[AgreementSignature]:
        """Every signature, the newest first."""
        return list(self.match.signatures.select_related("person").order_by("-number", "-signed_at"))

    @property
    def standing(self) -> list[AgreementSignature]:
        """The signatures under the words as they stand."""
        return [signature for signature in self.signatures if signature.number == self.number]

    @property
    def is_signed(self) -> bool:
        """Whether both have signed the words as they stand."""
        return len(self.standing) == 2

    @property
    def signed_by_both_at(self) -> datetime.datetime | None:
        """Since when they had an agreement that both had signed, whatever was changed later."""
        by_number: dict[int, list[datetime.datetime]] = {}
        for signature in self.signatures:
            by_number.setdefault(signature.number, []).append(signature.signed_at)
        return min((max(times) for times in by_number.values() if len(times) == 2), default=None)

    @property
    def own_words_missing(self) -> list[ClauseWording]:
        """The clauses that still have the words agreements begin with."""
        return [clause for clause in self.clauses if not clause.is_own]

    def has_signed(self, person: Person) -> bool:
        """Whether this one of the two has signed the words as they stand."""
        return any(signature.person_id == person.pk for signature in self.standing)

    def changes_since_signed_by(self, person: Person) -> list[Change]:
        """Return what is new since this one of the two signed last; nothing before they ever did."""
        signed = next((signature.number for signature in self.signatures if signature.person_id == person.pk), None)
        return [] if signed is None else [change for change in self.changes if change.wording.number > signed]

    @cached_property
    def changes(self) -> list[Change]:
        """Every change, the newest first, each with the words that it replaced."""
        found = ClauseWording.objects.filter(match=self.match).select_related("written_by").order_by("clause", "number")
        changes = []
        for _, wordings in groupby(found, attrgetter("clause")):
            before = None
            for wording in wordings:
                changes.append(Change(wording, before))
                before = wording
        return sorted((each for each in changes if each.before), key=lambda each: -each.wording.number)


def first_words(match: Match) -> list[ClauseWording]:
    """Return the clauses that every agreement begins with, as staff word them now."""
    codes = Code.objects.filter(listing=LISTING, is_on=True).order_by("position", "pk")
    return [
        ClauseWording(
            match=match,
            clause=code.slug,
            position=code.position,
            title=code.label,
            text=code.hint,
            number=ClauseWording.BEGINS_WITH,
        )
        for code in codes
    ]
