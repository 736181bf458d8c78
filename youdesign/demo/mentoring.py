"""Mentoring in the demo besides Maureen and Ruth: open hellos, somebody who prepares, somebody who would like to."""

import datetime

from django.utils import timezone

from cohorts import actions as cohorts
from cohorts.models import LearningGroup, Programme
from mentoring import actions
from mentoring.models import Case, MentorOffer, MentorsCircle, RequiredCheck, Supervision
from youdesign.demo import story
from youdesign.people.models import Code, Person


def say_hello(leader: Person) -> None:
    """Let a leader say hello to two people, of whom one has said yes."""
    first, *more = actions.suggest_mentors(leader=leader, by=leader)
    asked = actions.choose_mentor(match=first, by=leader, hello=story.SECOND_HELLO)
    actions.accept_match(match=asked, by=asked.offer.mentor)
    for match in more[:1]:
        actions.choose_mentor(match=match, by=leader, hello="")
    notes = {"criteria": story.WHAT_MATTERS, str(first.pk): story.HOW_IT_FELT}
    actions.write_choosing_notes(by=leader, words=notes, version=0, now=timezone.now())


def become_mentors(programme: Programme, by: Person, prepares: Person, would_like: Person) -> None:
    """Let one leader prepare to mentor, half-way through, and another say that they would like to."""
    checks = [RequiredCheck.objects.create(programme=programme, label=label) for label in story.CHECKS]
    offer = actions.offer_to_mentor(by=prepares)[0]
    actions.move_offer(offer=offer, to=MentorOffer.State.PREPARING, by=by)
    actions.tick_checks(offer=offer, checks=checks[:1], by=by)
    for case in Case.objects.on_side("mentor")[:2]:
        actions.think_through(case=case, by=prepares)
    actions.offer_to_mentor(by=would_like)


def have_a_circle(group: LearningGroup, by: Person, helps: Person, starts_at: datetime.datetime) -> None:
    """Let a group be the mentors' own circle, with a date."""
    MentorsCircle.objects.create(programme=group.cohort.programme, group=group)
    cohorts.add_cofacilitator(group=group, person=helps, by=by)
    ends_at = starts_at + datetime.timedelta(hours=1)
    cohorts.plan_session(by=by, group=group, starts_at=starts_at, ends_at=ends_at, phone_in="0117 496 0118")


def supervise(programme: Programme, by: Person) -> None:
    """Plan a date for the mentors, after one that has been."""
    mentors = MentorOffer.objects.filter(programme=programme, state=MentorOffer.State.AVAILABLE)
    for days in (-21, 9):
        at = (timezone.now() + datetime.timedelta(days=days)).replace(hour=16, minute=0, second=0, microsecond=0)
        date = Supervision.objects.create(programme=programme, supervisor=by, starts_at=at, where="By video")
        date.mentors.set(mentors)
        if days < 0:
            date.came.set(mentors)
            date.themes.set(Code.objects.filter(listing="supervision_theme", slug__in=["limits", "stories"]))
