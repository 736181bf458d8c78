"""Groups that members of the demo would like to start: one that is ready to open, and one that others can join."""

from cohorts import actions as cohorts
from cohorts.models import Cohort
from youdesign.demo import story
from youdesign.people.models import Person


def propose_groups(cohort: Cohort, people: list[Person], host: Person) -> None:
    """Let the first of these people propose one that two join and the host will facilitate, and the last another."""
    first, *others, last = people
    ready = cohorts.propose_group(cohort=cohort, by=first, facilitator=host, **story.PROPOSED_READY)
    for person in others:
        cohorts.answer_proposal(proposal=ready, by=person, answer="in")
    cohorts.say_who_facilitates(proposal=ready, by=host, is_yes=True)
    cohorts.propose_group(cohort=cohort, by=last, facilitator=None, **story.PROPOSED)
