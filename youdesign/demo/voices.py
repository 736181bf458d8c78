"""What the demo people said together: how their group is, and what came of what they asked for."""

import datetime

from cohorts import actions as cohorts
from cohorts.models import CohortDecision, LearningGroup
from cohorts.pulse import pulses, statements
from cohorts.times import today
from youdesign.demo import story


def let_them_say_how_it_is(group: LearningGroup, now: datetime.datetime) -> None:
    """Answer the last pulse on the day after its session, so that the group reads what it said."""
    asked = pulses(group, now)[0]
    items = [code.pk for code in statements()]
    for person, values in zip(group.members(), story.PULSE, strict=False):
        cohorts.answer_pulse(
            session=asked,
            by=person,
            answers=dict(zip(items, values, strict=False)),
            now=asked.ends_at + datetime.timedelta(days=1),
        )


def say_what_came_of_it(group: LearningGroup) -> None:
    """Write down what the coordinator did, and what she did not do and why."""
    for days, said, did, because in story.DECISIONS:
        CohortDecision.objects.create(
            cohort=group.cohort,
            said=said,
            did=did,
            because=because,
            decided_on=today() - datetime.timedelta(days=days),
        )
