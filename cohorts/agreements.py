"""What a group agrees now, who has said yes to it, and whether it is time to look at it again."""

import datetime
from dataclasses import dataclass

from cohorts.models import AgreementVersion, AgreementVoice, LearningGroup
from youdesign.people.models import Person

LOOK_AGAIN_AT = 3  # the session at which a group looks at its agreement again: content/debriefs.json
A_WEEK_BEFORE = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Agreement:
    """The words, and where the people round the table stand."""

    version: AgreementVersion
    people: list[Person]
    yes: list[Person]
    is_again: bool
    is_mine: bool

    @property
    def not_yet(self) -> list[Person]:
        """Those who have not said yes to these words."""
        return [person for person in self.people if person not in self.yes]


def words_of(group: LearningGroup) -> AgreementVersion:
    """Return what the group agrees now, for those whom its page has let in."""
    return AgreementVersion.objects.now_of(group)


def agreement_of(group: LearningGroup, person: Person, now: datetime.datetime) -> Agreement:
    """Return the agreement as this person's page shows it."""
    version = words_of(group)
    since = looked_at_again_since(group, now)
    said = set(AgreementVoice.objects.holding(version, since).values_list("person", flat=True)) if version.pk else set()
    people = list(group.people())
    return Agreement(
        version=version,
        people=people,
        yes=[each for each in people if each.pk in said],
        is_again=since is not None,
        is_mine=person.pk in said,
    )


def looked_at_again_since(group: LearningGroup, now: datetime.datetime) -> datetime.datetime | None:
    """Return since when the group looks at its agreement again, a week before its third session; None before that."""
    held = group.sessions.exclude(state="cancelled").order_by("starts_at", "pk")
    third = held[LOOK_AGAIN_AT - 1 : LOOK_AGAIN_AT].first()
    since = third.starts_at - A_WEEK_BEFORE if third else None
    return since if since and since <= now else None
