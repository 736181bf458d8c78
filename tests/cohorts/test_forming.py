"""Forming the groups of a cohort: who is seated, what is private, what publishing does."""

import pytest
from django.core.exceptions import PermissionDenied

from cohorts.actions import (
    arrange_groups,
    fit_groups,
    join_group,
    propose_groups,
    publish_groups,
    rather_not_be_with,
    stop_rather_not,
    throw_draft_away,
)
from cohorts.models import Cohort, GroupsDraft, LearningGroup, Membership, RatherNot
from cohorts.problems import BeingFormed, DraftChanged, DraftPublished, NotReadyToPublish, TooFewToForm
from cohorts.seekers import best_times, facts_about, seekers
from tests import factories
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person
from youdesign.people.models import AuditEntry, Person, Profile


@pytest.fixture
def people(cohort: Cohort) -> list[Person]:
    """Sixteen people of the cohort who wait for a seat, in the order of their names."""
    made = [factories.PersonFactory(name=f"Leader {at:02}") for at in range(16)]
    for person in made:
        factories.MembershipFactory(person=person, cohort=cohort, state=Membership.State.JOINED)
    return made


@pytest.fixture
def draft(cohort: Cohort, people: list[Person], joan: Person, coordinator: Person) -> GroupsDraft:
    """What is proposed for them; Joan is the one facilitator."""
    return propose_groups(cohort=cohort, by=coordinator)


def tables(draft: GroupsDraft) -> list[set[int]]:
    """Return the keys of those at each table."""
    return [set(table.seats.values_list("person", flat=True)) for table in draft.tables.all()]


def arrange(draft: GroupsDraft, by: Person, groups: list[list[Person]], **changes: object) -> None:
    """Seat these people at the tables of the draft, in order."""
    draft.refresh_from_db()
    rows = list(draft.tables.all())
    seats = {person.pk: row.pk for row, there in zip(rows, groups, strict=True) for person in there}
    facts = {"names": {}, "facilitators": {row.pk: row.facilitator for row in rows}, "turn": draft.turn} | changes
    arrange_groups(draft=draft, by=by, seats=seats, **facts)
    draft.refresh_from_db()


def publish(draft: GroupsDraft, by: Person) -> bool:
    """Publish the draft as it stands now."""
    draft.refresh_from_db()
    return publish_groups(draft=draft, by=by, turn=draft.turn)


def test_those_who_wait_for_a_seat_are_seated_and_no_others(
    cohort: Cohort, people: list[Person], coordinator: Person, group: LearningGroup
) -> None:
    paused, left, seated, off = people[:4]
    Membership.objects.filter(person=paused).update(state="paused")
    Membership.objects.filter(person=left).update(state="withdrawn")
    Person.objects.filter(pk=off.pk).update(is_active=False)
    join_group(group=group, person=seated, by=coordinator)
    assert list(seekers(cohort)) == people[4:]
    draft = propose_groups(cohort=cohort, by=coordinator)
    assert set.union(*tables(draft)) == {person.pk for person in people[4:]}


def test_a_proposal_is_for_coordinators_and_there_is_one_at_a_time(
    draft: GroupsDraft, cohort: Cohort, coordinator: Person, people: list[Person]
) -> None:
    with pytest.raises(BeingFormed):
        propose_groups(cohort=cohort, by=coordinator)
    with pytest.raises(PermissionDenied):
        propose_groups(cohort=cohort, by=people[0])
    with pytest.raises(PermissionDenied):
        publish_groups(draft=draft, by=people[0], turn=draft.turn)


def test_fewer_than_three_make_no_group(cohort: Cohort, coordinator: Person) -> None:
    factories.MembershipFactory.create_batch(2, cohort=cohort)
    with pytest.raises(TooFewToForm):
        propose_groups(cohort=cohort, by=coordinator)


def test_nobody_hears_of_a_draft(draft: GroupsDraft) -> None:
    assert not Notice.objects.filter(kind="group_placed").exists()
    assert not LearningGroup.objects.exists()


def test_what_is_private_counts_and_only_as_far_as_it_is_shared(people: list[Person], joan: Person) -> None:
    evening = factories.CodeFactory(listing="easy_time", slug="monday_evening", position=2)
    factories.CodeFactory(listing="easy_time", slug="monday_morning", position=0)
    one, two, three = people[:3]
    Profile.objects.create(person=one, is_new=True).times.add(evening)
    need = factories.CodeFactory(listing="access_need", slug="breaks")
    one.access_needs.create(need=need)
    two.access_needs.create(need=need, shared_at=two.joined_at)
    block_person(person=one, by=two)
    rather_not_be_with(person=joan, by=three)
    facts = facts_about([person.pk for person in people], [joan.pk])
    assert (facts[one.pk].times, facts[one.pk].has_needs, facts[one.pk].is_new) == (0b10, False, True)
    assert facts[two.pk].has_needs
    assert facts[one.pk].apart == {two.pk}
    assert facts[three.pk].apart == {joan.pk}


def test_times_are_counted_for_five_or_more() -> None:
    hours = {pk: {0, 1} if pk < 5 else {1} for pk in range(1, 8)}
    assert best_times(range(1, 8), hours, ["Monday mornings", "Monday evenings"]) == [
        "7 of 7 can make Monday evenings",
        "4 of 7 can make Monday mornings",
    ]
    assert best_times(range(1, 5), hours, ["Monday mornings", "Monday evenings"]) == []


def test_moving_by_hand_is_kept_and_a_second_window_is_told(
    draft: GroupsDraft, coordinator: Person, people: list[Person]
) -> None:
    seen = draft.turn
    arrange(draft, coordinator, [people[:5], people[5:]])
    assert [len(table) for table in tables(draft)] == [5, 11]
    with pytest.raises(DraftChanged):
        arrange(draft, coordinator, [people, []], turn=seen)


def test_fitting_again_keeps_groups_small_enough(draft: GroupsDraft, coordinator: Person, people: list[Person]) -> None:
    arrange(draft, coordinator, [people[:5], people[5:]])
    assert fit_groups(draft=draft, by=coordinator, turn=draft.turn) == 3
    assert [len(table) for table in tables(draft)] == [8, 8]


def test_publishing_starts_groups_seats_people_and_tells_them_once(
    draft: GroupsDraft, coordinator: Person, people: list[Person], joan: Person
) -> None:
    assert publish(draft, coordinator)
    groups = list(LearningGroup.objects.all())
    assert [(group.name, group.state, group.facilitator) for group in groups] == [
        ("Group 1", "open", joan),
        ("Group 2", "open", joan),
    ]
    assert [set(group.members().values_list("pk", flat=True)) for group in groups] == tables(draft)
    assert Notice.objects.filter(kind="group_placed").count() == 16
    assert set(Membership.objects.filter(person__in=people).values_list("state", flat=True)) == {"settling_in"}
    with pytest.raises(DraftPublished):
        publish(draft, coordinator)


def test_groups_that_cannot_run_are_not_published(
    draft: GroupsDraft, coordinator: Person, people: list[Person], joan: Person
) -> None:
    first, second = draft.tables.all()
    for groups, changes, words in (
        ([people[:2], people[2:10]], {}, "fewer than three"),
        ([people[:7], people[7:]], {}, "9 people"),
        ([people[:8], people[8:]], {"facilitators": {first.pk: joan}}, "no facilitator"),
        ([people[:8], people[8:]], {"facilitators": {first.pk: people[0], second.pk: joan}}, "has a seat in it"),
    ):
        arrange(draft, coordinator, groups, **changes)
        with pytest.raises(NotReadyToPublish, match=words):
            publish(draft, coordinator)
    assert not LearningGroup.objects.exists()


def test_whoever_left_or_was_seated_meanwhile_is_left_out(
    draft: GroupsDraft, coordinator: Person, people: list[Person]
) -> None:
    Membership.objects.filter(person=people[0]).update(state="withdrawn")
    assert publish(draft, coordinator)
    assert not people[0].group_memberships.exists()
    assert Notice.objects.filter(kind="group_placed").count() == 15


def test_those_who_would_rather_not_be_together_are_fitted_again_and_nothing_is_published(
    draft: GroupsDraft, coordinator: Person, people: list[Person]
) -> None:
    rather_not_be_with(person=people[1], by=people[0])
    arrange(draft, coordinator, [people[:8], people[8:]])
    assert not publish(draft, coordinator)
    assert not LearningGroup.objects.exists()
    assert not any({people[0].pk, people[1].pk} <= table for table in tables(draft))
    assert publish(draft, coordinator)


def test_where_they_cannot_be_kept_apart_publishing_goes_on(cohort: Cohort, coordinator: Person, joan: Person) -> None:
    people = [factories.MembershipFactory(cohort=cohort).person for _ in range(3)]
    rather_not_be_with(person=people[1], by=people[0])
    assert publish(propose_groups(cohort=cohort, by=coordinator), coordinator)


def test_a_draft_can_be_thrown_away_and_begun_anew(draft: GroupsDraft, cohort: Cohort, coordinator: Person) -> None:
    throw_draft_away(draft=draft, by=coordinator, turn=draft.turn)
    assert not GroupsDraft.objects.exists()
    assert propose_groups(cohort=cohort, by=coordinator)


def test_what_i_would_rather_not_is_mine_alone(leader: Person, mentor: Person, coordinator: Person) -> None:
    said = rather_not_be_with(person=mentor, by=leader)
    assert rather_not_be_with(person=mentor, by=leader) == said
    assert list(RatherNot.objects.visible_to(leader)) == [said]
    for other in (mentor, coordinator):
        assert not RatherNot.objects.visible_to(other).exists()
        with pytest.raises(PermissionDenied):
            stop_rather_not(said=said, by=other)
    with pytest.raises(PermissionDenied):
        rather_not_be_with(person=leader, by=leader)
    stop_rather_not(said=said, by=leader)
    assert not RatherNot.objects.exists()
    assert not AuditEntry.objects.filter(about=mentor).exists()
