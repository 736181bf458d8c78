"""A debrief straight after an event: begun by anybody round the table, now, with nothing planned before it."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.actions.live import act_in_debrief
from cohorts.debrief_problems import NoStepsToGoBy
from cohorts.live import goes_on_in, template_straight_after
from cohorts.models import DebriefSession, LearningGroup
from cohorts.policies import can_debrief_straight_after
from youdesign.notices.actions import Promise, owe_notices
from youdesign.people.audit import record
from youdesign.people.models import Person

TITLE = "Straight after an event"


@transaction.atomic
def debrief_straight_after(*, group: LearningGroup, by: Person, now: datetime.datetime) -> DebriefSession:
    """Open a room that whoever presses leads, with them in it; where a debrief goes on already, they come in there."""
    group = LearningGroup.objects.select_for_update().get(pk=group.pk)  # two who press at once have one debrief
    if not can_debrief_straight_after(by, group):
        raise PermissionDenied
    session = goes_on_in(group, now) or begin_now(group, by=by, now=now)
    act_in_debrief(session=session, by=by, name="here", moves=0, now=now)
    return session


def begin_now(group: LearningGroup, *, by: Person, now: datetime.datetime) -> DebriefSession:
    """Make the session, and owe everybody else round the table the news while it is of use."""
    template = template_straight_after()
    if template is None:
        raise NoStepsToGoBy
    session = DebriefSession.objects.create(
        group=group,
        starts_at=now,
        ends_at=now + datetime.timedelta(minutes=template.minutes),
        time_zone=by.time_zone,
        title=TITLE,
        template=template,
        is_straight_after=True,
    )
    record("debrief_straight_after", session, by=by, group=group.pk)
    others = group.people().exclude(pk=by.pk)
    owe_notices([Promise("debrief_now", person, str(session.pk), "once", now, session.ends_at) for person in others])
    return session
