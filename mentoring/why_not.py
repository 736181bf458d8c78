"""Says in one sentence why a mentor is not among those whom a leader sees: true, and nothing that is somebody else's.

A mentor whom a block stands against is nobody the leader can ask about. Who asked whom, and what a mentor must not be,
is in no sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from cohorts.models import Membership
from mentoring import matching
from mentoring.matching.fit import Fit
from mentoring.matching.for_one import offering, read_for
from mentoring.models import Match, MentorOffer
from youdesign.people.models import Block, Listing, Person

State = MentorOffer.State
PARTS = {
    "goals": "what you want help with",
    "experience": "the kind of work you do",
    "ways_of_working": "how you like to work",
    "shared_experience": "lived experience that you both listed",
    "easy_times": "when you are free",
}

NOT_OURS_TO_SAY = (
    "You have told us what your mentor must be. Whether {name} is any of it is theirs to say, so we cannot say more."
)


def may_be_asked_about(leader: Person) -> QuerySet[MentorOffer]:
    """Return the mentors of the leader's programmes who let people there find them, whether or not they have room."""
    places = Membership.objects.taking_part().filter(person=leader)
    offers = MentorOffer.objects.filter(
        programme__in=places.values("cohort__programme"),
        state__in=[State.AVAILABLE, State.FULL, State.RESTING],
        mentor__is_active=True,
        mentor__listing__reach__gte=Listing.Reach.PROGRAMME,
    )
    apart = Block.objects.keep_apart(leader)
    return offers.exclude(mentor=leader).exclude(mentor__in=apart).select_related("mentor").with_taken()


@dataclass
class WhyNot:
    """One leader asks about one mentor, while they see others."""

    leader: Person
    offer: MentorOffer

    @cached_property
    def wishes(self) -> matching.Wishes:
        """What the leader has said."""
        return matching.wishes_of(self.leader)

    @cached_property
    def between(self) -> list[Match]:
        """What there is or was between the two, the newest first."""
        return list(Match.objects.visible_to(self.leader).filter(leader=self.leader, offer=self.offer))

    @cached_property
    def seen(self) -> list[Fit]:
        """How well those fit whom the leader sees now."""
        shown = Match.objects.visible_to(self.leader).filter(leader=self.leader, state=Match.State.SUGGESTED)
        offers = MentorOffer.objects.visible_to(self.leader).filter(pk__in=shown.values("offer"))
        found = offers.select_related("mentor").prefetch_related(*read_for(self.wishes))
        return [matching.Suggestion(self.wishes, offer).fit for offer in found]

    @property
    def sentence(self) -> str:
        """The answer."""
        return self.of_the_two() or self.of_room() or self.of_must_haves() or self.of_gates() or self.of_fit()

    def of_the_two(self) -> str:
        """What the two have to do with one another already."""
        name, states = self.offer.mentor.get_short_name(), {match.state for match in self.between}
        if any(match.is_decided and match.is_current for match in self.between):
            return f"{name} is your mentor."
        if states & set(Match.HOLDING):
            return f"You have said hello to {name}, and that is still open."
        if Match.State.SUGGESTED in states:
            return f"{name} is among the people whom you can choose from now."
        if self.silent_until:
            return f"{name} had not answered you, so we do not show you {name} again {self.silent_until}."
        if Match.objects.barred().filter(pk__in=[match.pk for match in self.between]).exists():
            return f"You were shown {name} before and it did not lead on, so we do not suggest {name} again."
        return ""

    @property
    def silent_until(self) -> str:
        """Until when a mentor who had not answered is not shown; empty when something else bars them."""
        barred = Match.objects.barred().filter(pk__in=[match.pk for match in self.between])
        times = [match.shown_again_from for match in barred]
        known = [at for at in times if at is not None]
        if not known or len(known) < len(times):
            return ""
        if max(known) <= timezone.now():
            return "until they have been here again"
        return f"before {timezone.localtime(max(known)):%-d %B}, and then only once they have been here"

    def of_room(self) -> str:
        """Whether the mentor takes anybody."""
        name, has_room = self.offer.mentor.get_short_name(), self.offer.taken < self.offer.places
        if MentorOffer.objects.open().filter(pk=self.offer.pk).exists():
            return ""
        if self.offer.state == State.FULL or (self.offer.state == State.AVAILABLE and not has_room):
            return f"All places with {name} are taken just now."
        return f"{name} takes nobody new just now, whoever it is."

    def of_must_haves(self) -> str:
        """The same for every mentor once the leader has said what theirs must be: else asking would find out who is."""
        name = self.offer.mentor.get_short_name()
        return NOT_OURS_TO_SAY.format(name=name) if self.wishes.must_haves else ""

    def of_gates(self) -> str:
        """Whether the two can talk."""
        name = self.offer.mentor.get_short_name()
        talks = offering("channels", self.wishes.channels).filter(mentoroffer=self.offer)
        if self.wishes.channels and not talks.exists():
            return f"You and {name} have named no way of talking that suits you both."
        return ""

    def of_fit(self) -> str:
        """How well they fit, beside those whom the leader sees."""
        name, mine = self.offer.mentor.get_short_name(), matching.Suggestion(self.wishes, self.offer).fit
        if not mine.points:
            return (
                f"Nothing that you have told us about yourself and what {name} offers is the same, and we do not guess."
            )
        if not self.seen:
            return f"{name} is somebody whom we could show you, if you let us look now."
        if mine.points >= min(fit.points for fit in self.seen):
            return (
                f"{name} fits you about as well as the people you see: we show three at a time, and spread them so "
                "that everybody with a free place is seen by somebody."
            )
        part = better_on(mine, self.seen)
        if part == "easy_times" and not mine.shared[part]:
            return f"You and {name} are free at different times, and the people you see fit better there."
        return f"The people you see fit better on {PARTS[part]}."


def better_on(mine: Fit, seen: Sequence[Fit]) -> str:
    """Return the part on which those whom the leader sees are most ahead."""

    def ahead(part: str) -> int:
        return sum(points_of(fit, part) - points_of(mine, part) for fit in seen)

    return max((part for part in PARTS if mine.said[part]), key=ahead)


def points_of(fit: Fit, part: str) -> int:
    """Return what one part of a fit is worth."""
    return fit.part_points(part, len(fit.shared[part]))
