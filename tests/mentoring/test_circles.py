"""The mentors' own circle: a learning group that their page leads to, with its next date."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cohorts.models import LearningGroup
from mentoring.models import MentorOffer, MentorsCircle
from tests import factories
from tests.mentoring.test_pages import page
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(offer: MentorOffer) -> MentorsCircle:
    """The mentors of the programme have a circle, which meets in three days."""
    group = factories.LearningGroupFactory(cohort__programme=offer.programme, name="Mentors together")
    factories.DebriefSessionFactory(group=group)
    return MentorsCircle.objects.create(programme=offer.programme, group=group)


def test_a_mentor_in_it_is_led_there_and_reads_when_it_meets(
    client: Client, circle: MentorsCircle, mentor: Person
) -> None:
    factories.GroupMembershipFactory(group=circle.group, person=mentor)
    read = page(client, mentor)
    assert f'<a href="/groups/{circle.group.pk}/">Mentors together, your own circle</a>' in read
    at = timezone.localtime(circle.group.sessions.get().starts_at)
    assert f"It meets next on {at:%A} {at.day} {at:%B %Y}" in read
    assert "for a seat" not in read


@pytest.mark.parametrize("state", ["preparing", "available"])
def test_whoever_has_no_seat_yet_reads_what_they_get_and_whom_to_ask(
    client: Client, circle: MentorsCircle, mentor: Person, state: str
) -> None:
    MentorOffer.objects.update(state=state)
    circle.group.sessions.all().delete()
    read = page(client, mentor)
    assert "Mentors together is the mentors" in read
    assert "Its next date is not set yet. Ask Priya Nair for a seat." in read
    assert f"/groups/{circle.group.pk}/" not in read


def test_a_circle_that_has_ended_is_not_shown(client: Client, circle: MentorsCircle, mentor: Person) -> None:
    LearningGroup.objects.update(state="ended")
    assert "Mentors together" not in page(client, mentor)


def test_somebody_who_only_would_like_to_mentor_is_not_led_there(
    client: Client, circle: MentorsCircle, mentor: Person
) -> None:
    MentorOffer.objects.update(state="interested")
    assert "Mentors together" not in page(client, mentor)


def test_a_past_session_is_not_the_next(client: Client, circle: MentorsCircle, mentor: Person) -> None:
    ago = timezone.now() - datetime.timedelta(days=3)
    circle.group.sessions.update(starts_at=ago, ends_at=ago + datetime.timedelta(hours=1))
    assert "Its next date is not set yet." in page(client, mentor)


def test_a_circle_is_a_group_of_its_own_programme(circle: MentorsCircle) -> None:
    circle.full_clean()
    circle.group = factories.LearningGroupFactory()
    with pytest.raises(ValidationError, match="Choose a group of this programme"):
        circle.full_clean()
