"""Why a round proposes a mentor for a leader, as the leader will read it; and why not somebody else, in one sentence.

Who keeps away from whom, who said no to whom, and what a mentor must be for somebody, are one and the same sentence.
"""

from typing import Any

from django import forms

from mentoring.actions.working_out import someone
from mentoring.admin.round_forms import PARTS
from mentoring.forms.why_not import CHOOSE, Mentors
from mentoring.matching.everybody import kept_apart
from mentoring.matching.fit import Fit
from mentoring.matching.frozen import Frozen, fit, question
from mentoring.matching.pairs import NO_PAIR, Pairs
from mentoring.models import MatchingRound, MentorOffer, RoundLeader, RoundMentor
from mentoring.reasons import spoken_to_staff
from youdesign.people.models import Code


class WhyNotHereForm(forms.Form):
    """One leader of the round, and one mentor."""

    leader = forms.ModelChoiceField(queryset=RoundLeader.objects.none(), error_messages={"required": CHOOSE})

    def __init__(self, data: Any, *, found: MatchingRound) -> None:
        """Offer who is in this round."""
        super().__init__(data)
        leaders: Any = self.fields["leader"]
        leaders.queryset = found.leaders.select_related("leader", "offer__mentor", "kept__mentor", "round")
        self.fields["offer"] = Mentors(
            queryset=MentorOffer.objects.filter(pk__in=found.mentors.values("offer")).select_related("mentor"),
            label="Mentor",
            required=False,
            error_messages={"invalid_choice": CHOOSE},
        )


def why_of(line: RoundLeader) -> list[dict[str, Any]]:
    """Return whom a leader would see, best first, with the reasons as they would read them, but what is between two."""
    mentors = line.round.mentors.filter(offer__in=line.shown).select_related("offer__mentor")
    by_offer = {mentor.offer_id: mentor for mentor in mentors}
    codes = Code.objects.in_bulk()
    shown = [by_offer[pk] for pk in line.shown if pk in by_offer and pk not in line.left_out]
    return [
        {"mentor": each.offer.mentor, "reasons": spoken_to_staff(fit_of(line, each, codes).reasons)} for each in shown
    ]


def fit_of(line: RoundLeader, mentor: RoundMentor, codes: dict[int, Code]) -> Fit:
    """Return how well two of a round fit, from what was frozen."""
    name = mentor.offer.mentor.get_short_name()
    return fit(line.said["parts"], mentor.offered["parts"], name, line.round.weights, codes)


def why_not_here(line: RoundLeader, offer: MentorOffer) -> str:
    """Return the one sentence."""
    mentor = line.round.mentors.select_related("offer__mentor").get(offer=offer)
    leader, name = line.leader, offer.mentor
    if line.round.worked_out_at is None:
        return "This round is not worked out yet."
    if offer.pk in line.left_out:
        return f"What {leader} asked for or {name} offers had changed when this round was published."
    if line.offer_id == offer.pk:
        return f"{name} is proposed for {leader}."
    if offer.pk in line.apart:
        return f"You keep {leader} and {name} apart in this round."
    if line.kept is not None:
        return f"You keep {leader} together with {line.kept.mentor}."
    theirs = fit_of(line, mentor, Code.objects.in_bulk())
    if not theirs.points:
        return f"Nothing that {leader} asked for and {name} offers is the same."
    if not may_be(line, mentor):
        return f"What one of the two asked for stands against {leader} and {name}."
    return because_of_fit(line, theirs)


def may_be(line: RoundLeader, mentor: RoundMentor) -> bool:
    """Return whether nothing stands between two of a round."""
    ours = Frozen(
        leaders=[someone(line.leader_id, line.said, places=1)],
        mentors=[someone(mentor.offer_id, mentor.offered, places=mentor.places)],
        barred=[],
    )
    apart = kept_apart([line.leader_id], [mentor.offer_id])
    worth = Pairs(question(ours, line.round.weights, barred=apart)).worth(slice(0, 1), slice(0, 1))
    return bool(worth[0, 0] > NO_PAIR)


def because_of_fit(line: RoundLeader, theirs: Fit) -> str:
    """Return who fits better, or needs the place more: that is what the prices of places prove."""
    name = theirs.name
    if line.offer is None or line.points < theirs.points:
        would = "would fit better" if line.offer else "would fit"
        return f"{name} {would}, but every place with {name} is proposed for somebody who would lose more without it."
    proposed = line.round.mentors.select_related("offer__mentor").get(offer=line.offer_id)
    mine = fit_of(line, proposed, Code.objects.in_bulk())
    ahead = {part: points_of(mine, part) - points_of(theirs, part) for part in PARTS if mine.said.get(part)}
    in_all, _ = sum(ahead.values()), ahead.pop("shared_experience", 0)  # which part that is, only the two may know
    part = max(ahead, key=lambda each: ahead[each], default="")
    if in_all > 0 and ahead.get(part, 0) <= 0:
        return f"{mine.name} fits {line.leader} better in all that counts."
    if ahead.get(part, 0) <= 0:
        return f"{mine.name} fits {line.leader} as well as {name} does."
    return f"{mine.name} fits {line.leader} better on this: {PARTS[part].lower()}."


def points_of(each: Fit, part: str) -> int:
    """Return what one part of a fit is worth."""
    return each.part_points(part, len(each.shared[part]))
