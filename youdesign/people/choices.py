"""What a person answered to each purpose, as the page shows it."""

from dataclasses import dataclass

from youdesign.people.models import ConsentEvent, Person
from youdesign.people.purposes import PURPOSES, Purpose


@dataclass(frozen=True)
class Choice:
    """One purpose, the answer of today, and every answer before it with its words."""

    purpose: Purpose
    answers: list[tuple[ConsentEvent, str]]

    @property
    def is_given(self) -> bool:
        """Whether the last answer was yes, to the words of today."""
        return bool(self.answers) and self.answers[0][0].is_given and not self.has_new_words

    @property
    def has_new_words(self) -> bool:
        """Whether the last yes was to earlier words."""
        last = self.answers[0][0] if self.answers else None
        return last is not None and last.is_given and last.version != self.purpose.version


def choices_of(events: list[ConsentEvent]) -> list[Choice]:
    """Return every purpose with this person's answers, the newest first."""
    return [
        Choice(purpose, [(event, purpose.words_of(event.version)) for event in events if event.purpose == purpose.code])
        for purpose in PURPOSES.values()
    ]


def says_yes(person: Person, purpose: Purpose) -> bool:
    """Whether somebody's last answer to this purpose is yes, to the words of today."""
    return Choice(purpose, [(event, "") for event in person.consents.filter(purpose=purpose.code)[:1]]).is_given
