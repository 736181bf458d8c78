"""How far somebody is with preparing, and what is still missing before a mentor is ready."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from mentoring.models import Case, CaseSeen, CheckDone, MentorOffer, RequiredCheck
from youdesign.people.models import Person

MINUTES_EACH = 3


@dataclass(frozen=True)
class Preparing:
    """One person's way through the cases of one side."""

    person: Person
    side: str

    @cached_property
    def cases(self) -> list[Case]:
        """The cases of this side."""
        return list(Case.objects.on_side(self.side))

    @cached_property
    def seen(self) -> set[int]:
        """The cases this person has thought through."""
        return set(CaseSeen.objects.filter(person=self.person).values_list("case", flat=True))

    @property
    def left(self) -> list[Case]:
        """The cases that are still to come."""
        return [case for case in self.cases if case.pk not in self.seen]

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left."""
        return not self.left

    @property
    def in_words(self) -> str:
        """How far it is, and how long the rest takes."""
        done, of = len(self.cases) - len(self.left), len(self.cases)
        if not self.left:
            return "You have thought every case through. You can look again at any time."
        return f"{done} of {of} done. The rest takes about {len(self.left) * MINUTES_EACH} minutes."


def missing(offer: MentorOffer) -> list[str]:
    """Return what is still to be done before this mentor is ready, in words; nothing when all is in place."""
    left = len(Preparing(offer.mentor, Case.Side.MENTOR).left)
    done = CheckDone.objects.filter(offer=offer).values("check_required")
    checks = RequiredCheck.objects.filter(programme=offer.programme_id, is_on=True).exclude(pk__in=done)
    is_booked = offer.supervisions.filter(starts_at__gte=timezone.now()).exists()
    return [
        *([f"{left} case{'' if left == 1 else 's'} to think through"] if left else []),
        *(f"to be checked: {check.label}" for check in checks),
        *([] if is_booked else ["a date for supervision"]),
    ]
