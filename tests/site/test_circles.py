"""How near two people stand: each circle from the facts that make it, and none for those who stand outside."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cohorts.models import Cohort, LearningGroup, Membership, Programme
from mentoring.models import Match
from tests import factories
from youdesign.circles import circle_between
from youdesign.people.models import PARTS, Audience, Person, Profile


def test_each_stands_nearest_to_herself(leader: Person) -> None:
    assert circle_between(leader, leader) is Audience.ONLY_ME


def test_a_mentor_asked_or_accepted_is_near_and_asking_opens_nothing_of_hers(
    leader: Person, mentor: Person, match: Match
) -> None:
    for state in ("chosen", "accepted", "active"):
        Match.objects.filter(pk=match.pk).update(state=state)
        assert circle_between(mentor, leader) is Audience.MENTOR
        assert circle_between(leader, mentor) is Audience.PROGRAMME
    for state in ("suggested", "not_accepted", "ended_early"):
        Match.objects.filter(pk=match.pk).update(state=state)
        assert circle_between(mentor, leader) is Audience.PROGRAMME


def test_a_group_is_a_circle_while_both_are_in_it(leader: Person, mentor: Person, group: LearningGroup) -> None:
    other = factories.MembershipFactory(cohort=group.cohort).person
    assert circle_between(other, leader) is Audience.PROGRAMME
    place = group.group_memberships.create(person=other)
    assert circle_between(other, leader) is Audience.GROUP
    assert circle_between(mentor, leader) is Audience.GROUP
    place.left_at = timezone.now()
    place.save()
    assert circle_between(other, leader) is Audience.PROGRAMME
    LearningGroup.objects.update(state="ended")
    assert circle_between(mentor, leader) is None


def test_those_who_run_her_programme_are_in_its_circle_and_those_of_another_in_none(
    leader: Person, coordinator: Person
) -> None:
    assert circle_between(coordinator, leader) is Audience.PROGRAMME
    assert circle_between(factories.ProgrammeFactory().coordinator, leader) is None
    assert circle_between(leader, coordinator) is None


def test_a_leader_of_another_programme_is_a_colleague_and_a_host_is_nobody(
    leader: Person, stranger: Person, host_contact: Person
) -> None:
    assert circle_between(stranger, leader) is Audience.COLLEAGUES
    for nobody in (host_contact, AnonymousUser(), factories.PersonFactory()):
        assert circle_between(nobody, leader) is None
    factories.RoleGrantFactory(person=host_contact, programme=Programme.objects.first(), role="host_contact")
    assert circle_between(host_contact, leader) is None
    assert circle_between(leader, host_contact) is None


def test_who_withdrew_or_was_switched_off_stands_outside(leader: Person, stranger: Person, cohort: Cohort) -> None:
    Membership.objects.filter(person=stranger).update(state="withdrawn")
    assert circle_between(stranger, leader) is None
    factories.MembershipFactory(person=stranger, cohort=cohort)
    stranger.is_active = False
    assert circle_between(stranger, leader) is None


@pytest.mark.parametrize("part", PARTS)
def test_a_part_shows_to_its_circle_and_the_nearer_ones_only(part: str) -> None:
    profile = Profile(**{f"{part}_for": Audience.GROUP})
    assert [circle for circle in Audience if profile.shows(part, circle)] == [
        Audience.ONLY_ME,
        Audience.MENTOR,
        Audience.GROUP,
    ]
    assert not profile.shows(part, None)


def test_a_circle_costs_the_same_however_many_programmes_there_are(
    leader: Person, stranger: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        with django_assert_num_queries(6):
            assert circle_between(stranger, leader) is Audience.COLLEAGUES
        for _ in range(3):
            factories.MembershipFactory(person=leader)
