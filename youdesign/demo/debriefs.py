"""What the demo leader wrote for herself, freely and to questions, and what her mentor said about it."""

import datetime
from uuid import uuid4

from django.utils import timezone

from cohorts import actions as cohorts
from cohorts.models import DebriefTemplate, Reflection
from cohorts.reflections import Words, plain
from youdesign.demo import story
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Person


def write_debriefs(leader: Person, mentor: Person, meeting: InvolvementEvent) -> None:
    """Write two about a meeting, one of them shared, and one a year ago."""
    shared = cohorts.write_reflection(by=leader, event=meeting, words=plain(story.REFLECTION_SHARED))
    cohorts.share_reflection(reflection=shared, person=mentor, by=leader)
    cohorts.comment_on_reflection(reflection=shared, by=mentor, text=story.REFLECTION_COMMENT, client_id=uuid4())
    cohorts.write_reflection(by=leader, event=meeting, words=plain(story.REFLECTION_PRIVATE))
    after = meeting.starts_at + datetime.timedelta(hours=5)
    Reflection.objects.filter(author=leader).update(written_at=after, changed_at=after)
    to_questions = Words(story.REFLECTION_TO_QUESTIONS, {"energy": "some"})
    alone = DebriefTemplate.objects.get(slug="solo_10")
    first = cohorts.write_reflection(by=leader, event=None, words=to_questions, template=alone)
    a_year_ago = timezone.now() - datetime.timedelta(days=366)
    Reflection.objects.filter(pk=first.pk).update(written_at=a_year_ago, changed_at=a_year_ago)
