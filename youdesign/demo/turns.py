"""The turns of the demo: two that were had, some that are offered, and one that the group has picked."""

import datetime

from cohorts import actions as cohorts
from cohorts.models import DebriefSession, LearningGroup
from youdesign.demo import story
from youdesign.people.models import Person

DAY = datetime.timedelta(days=1)


def offer_turns(group: LearningGroup, now: datetime.datetime) -> None:
    """Offer some for the next session, a day apart, and let the group pick the first."""
    session = DebriefSession.objects.filter(group=group).upcoming(now).first()
    if session is None:
        return
    for days, (email, topic) in enumerate(story.TURNS):
        by = Person.objects.get(email=email)
        about = by.involvements.first()
        event = about.events.order_by("starts_at").first() if about else None
        at = now - DAY * (len(story.TURNS) - days)
        turn = cohorts.offer_turn(session=session, by=by, topic=topic, event=event, now=at)
        if not days:
            cohorts.pick_turn(turn=turn, session=session, by=group.facilitator, now=now)
