"""What the two look back at when they end well: their own words from the start, their talks, what each says."""

from functools import cached_property

from mentoring.agreements import PURPOSE
from mentoring.models import ClauseWording, Match, NextStep, ThankYou
from youdesign.people.models import Person


class LookingBack:
    """One match at its end, as one of the two sees it."""

    def __init__(self, match: Match, person: Person) -> None:
        self.match, self.person = match, person

    @cached_property
    def first_words(self) -> ClauseWording | None:
        """What they first wrote that they wanted from this; the words that agreements begin with are nobody's."""
        worded = ClauseWording.objects.visible_to(self.person).filter(match=self.match, clause=PURPOSE)
        own = worded.filter(number__gt=ClauseWording.BEGINS_WITH)
        return own.select_related("written_by").order_by("number").first()

    @cached_property
    def talks(self) -> int:
        """How often they talked."""
        return self.match.talks.held().count()

    @cached_property
    def done(self) -> list[NextStep]:
        """The next steps that were done."""
        return list(self.match.next_steps.filter(state=NextStep.State.DONE).select_related("whose").order_by("pk"))

    @cached_property
    def thanks(self) -> dict[int, ThankYou]:
        """What each has said, by who said it."""
        said = ThankYou.objects.visible_to(self.person).filter(match=self.match)
        return {each.author_id: each for each in said.select_related("author")}

    @property
    def mine(self) -> ThankYou | None:
        """What this person said."""
        return self.thanks.get(self.person.pk)

    @property
    def theirs(self) -> ThankYou | None:
        """What the other said."""
        return self.thanks.get(self.match.other_than(self.person).pk)
