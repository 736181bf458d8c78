"""Lets the demo programme take new people: its page, an open cohort, and three people who ask to join."""

import datetime

from cohorts import actions as cohorts
from cohorts.models import Cohort, Programme, ProgrammePage
from cohorts.times import today
from youdesign.demo import story
from youdesign.people.models import Person


def open_to_ask(programme: Programme, by: Person, people: list[Person]) -> None:
    """Write the page, open a cohort with one place, and let each ask; the second waits for it."""
    ProgrammePage.objects.create(programme=programme, **story.PAGE)
    starts_on = today() + datetime.timedelta(weeks=7)
    spring = Cohort.objects.create(
        programme=programme,
        name=f"{starts_on:%B %Y}",
        starts_on=starts_on,
        places=1,
        ask_until=today() + datetime.timedelta(weeks=4),
    )
    asked = [
        cohorts.ask_to_join(cohort=spring, by=person, answer=answer)
        for person, answer in zip(people, story.ASKED.values(), strict=True)
    ]
    cohorts.welcome(application=asked[0], by=by, words="Your question about the night staff is ours too.")
    cohorts.put_on_waiting_list(application=asked[1], by=by)
