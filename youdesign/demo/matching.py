"""A round of matching in the demo: worked out, changed by hand, and not published, so that it can be tried."""

from django.conf import settings
from django.utils import timezone

from cohorts.models import Programme
from mentoring.actions import rounds, working_out
from mentoring.matching.frozen import PARTS
from mentoring.models import MatchingRound
from youdesign.demo import story
from youdesign.people.models import Person


def propose_round(programme: Programme, by: Person) -> None:
    """Match everybody who looks, then keep one leader together with a mentor whom the round had not found for them."""
    weights = {part: settings.MATCHING_WEIGHTS[part] for part in PARTS}
    found = rounds.begin_round(programme=programme, by=by, weights=weights, raise_lowest=True, even_groups=False)
    work_out(found)
    line = found.leaders.filter(leader__email=story.KEPT[0]).first()
    mentor = found.mentors.filter(offer__mentor__email=story.KEPT[1]).select_related("offer").first()
    if line and mentor:
        rounds.keep_together(line=line, offer=mentor.offer, by=by)
        work_out(found)


def work_out(found: MatchingRound) -> None:
    """Work it out here, as a worker would."""
    working_out.work_out(found.pk, now=timezone.now())
