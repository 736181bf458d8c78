"""Forming the groups of a cohort: propose, move by hand, fit again, publish or throw away."""

from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cohorts.actions.groups import join_group, move_group, start_group
from cohorts.balancing import MOST, RUNS_WITH, fit, propose
from cohorts.models import Cohort, DraftGroup, DraftSeat, GroupsDraft, LearningGroup
from cohorts.policies import can_start_group
from cohorts.problems import BeingFormed, DraftChanged, DraftPublished, NotReadyToPublish, TooFewToForm
from cohorts.seekers import facts_about, hosts, seekers
from youdesign.notices.actions import owe_notice
from youdesign.people.audit import because, record
from youdesign.people.models import Person


@transaction.atomic
def propose_groups(*, cohort: Cohort, by: Person) -> GroupsDraft:
    """Propose groups for everybody in the cohort who waits for a seat, as a draft that only staff see."""
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("programme").get(pk=cohort.pk)
    if not can_start_group(by, cohort):
        raise PermissionDenied
    if cohort.group_drafts.open().exists():
        raise BeingFormed
    people, can_host = keys(seekers(cohort)), keys(hosts(cohort.programme))
    if len(people) < RUNS_WITH:
        raise TooFewToForm
    draft = GroupsDraft.objects.create(cohort=cohort)
    tables = propose(facts_about(people, can_host), can_host)
    for number, table in enumerate(tables, start=1 + cohort.groups.count()):
        row = draft.tables.create(name=f"Group {number}", facilitator_id=table.host or None)
        seat_all(draft, row, table.people)
    record("propose_groups", draft, by=by, people=len(people), groups=len(tables))
    return draft


def keys(people: Collection[Person]) -> list[int]:
    """Return the keys of these people, in their order."""
    return [person.pk for person in people]


def seat_all(draft: GroupsDraft, row: DraftGroup, people: Collection[int]) -> None:
    """Seat these people at one table of the draft."""
    DraftSeat.objects.bulk_create(DraftSeat(draft=draft, table=row, person_id=pk) for pk in sorted(people))


def take_draft(draft: GroupsDraft, by: Person, turn: int) -> GroupsDraft:
    """Return the locked draft, a turn further; raises when it is not theirs, not open, or was changed meanwhile."""
    found = GroupsDraft.objects.select_for_update(of=("self",)).select_related("cohort__programme").get(pk=draft.pk)
    if not can_start_group(by, found.cohort):
        raise PermissionDenied
    if found.published_at:
        raise DraftPublished
    if found.turn != turn:
        raise DraftChanged
    GroupsDraft.objects.filter(pk=found.pk).update(turn=F("turn") + 1)
    return found


@transaction.atomic
def arrange_groups(
    *,
    draft: GroupsDraft,
    by: Person,
    turn: int,
    seats: Mapping[int, int | None],
    names: Mapping[int, str],
    facilitators: Mapping[int, Person | None],
) -> None:
    """Keep what was moved by hand: where each person sits, what each group is called and who is to facilitate it."""
    draft = take_draft(draft, by, turn)
    tables = {table.pk: table for table in draft.tables.all()}
    people = set(keys(seekers(draft.cohort))) & set(seats)
    before = dict(draft.seats.values_list("person", "table"))
    for pk, table in tables.items():
        table.name, table.facilitator = names.get(pk) or table.name, facilitators.get(pk)
        table.save(update_fields=["name", "facilitator"])
    draft.seats.all().delete()
    for pk, table in tables.items():
        seat_all(draft, table, [person for person in people if seats[person] == pk])
    moved = sum(before.get(person) != seats[person] for person in people)
    record("arrange_groups", draft, by=by, moved=moved)


@transaction.atomic
def fit_groups(*, draft: GroupsDraft, by: Person, turn: int) -> int:
    """Fit the groups again, from how they stand, with everybody who waits; return how many moved."""
    draft = take_draft(draft, by, turn)
    moved = Fitting(draft, keys(seekers(draft.cohort))).keep()
    record("fit_groups", draft, by=by, moved=moved)
    return moved


class Fitting:
    """A draft, fitted again from how it stands: most people stay where they are."""

    def __init__(self, draft: GroupsDraft, people: list[int]) -> None:
        self.draft, self.rows = draft, list(draft.tables.all())
        known = set(people)
        seats = draft.seats.values_list("person", "table")
        self.before = {person: table for person, table in seats if person in known}
        there = [(row.facilitator_id or 0, [pk for pk, at in self.before.items() if at == row.pk]) for row in self.rows]
        facts = facts_about(people, [host for host, _ in there if host])
        self.tables, self.met, self.meets = fit(facts, there)

    @property
    def keeps_apart(self) -> bool:
        """Whether somebody is kept apart who was not."""
        return self.meets < self.met

    def keep(self) -> int:
        """Seat everybody so, and return how many moved."""
        self.draft.seats.all().delete()
        moved = 0
        for at, table in enumerate(self.tables):
            row = self.rows[at] if at < len(self.rows) else self.draft.tables.create(name=f"Group {at + 1}")
            seat_all(self.draft, row, table.people)
            moved += sum(self.before.get(person) != row.pk for person in table.people)
        return moved


@transaction.atomic
def throw_draft_away(*, draft: GroupsDraft, by: Person, turn: int) -> None:
    """Remove a draft; nobody had heard of it."""
    draft = take_draft(draft, by, turn)
    record("throw_draft_away", draft, by=by, cohort=draft.cohort_id)
    draft.delete()


@transaction.atomic
def publish_groups(*, draft: GroupsDraft, by: Person, turn: int) -> bool:
    """Start the groups of a draft, give everybody their seat and tell them.

    Where it can keep people apart who would rather not be together, it fits the groups again in place of publishing,
    and returns False. So nobody learns by trying who that is: to try is to publish.
    """
    draft = take_draft(draft, by, turn)
    groups = groups_of(draft)
    for row, people in groups.items():
        check_ready(row, people)
    fitting = Fitting(draft, [person.pk for people in groups.values() for person in people])
    if fitting.keeps_apart:
        record("fit_groups", draft, by=by, moved=fitting.keep())
        return False
    draft.published_at = timezone.now()
    draft.save(update_fields=["published_at"])
    record("publish_groups", draft, by=by, groups=len(groups))
    with because("The groups of the cohort were published."):
        for row, people in groups.items():
            publish_one(row, people, by=by)
    return True


def groups_of(draft: GroupsDraft) -> dict[DraftGroup, list[Person]]:
    """Return the groups of a draft that somebody sits in, with those who still wait for a seat."""
    people = {person.pk: person for person in seekers(draft.cohort)}
    found: dict[DraftGroup, list[Person]] = {}
    for row in draft.tables.select_related("facilitator", "draft__cohort").prefetch_related("seats"):
        there = [people[seat.person_id] for seat in row.seats.all() if seat.person_id in people]
        if there:
            found[row] = sorted(there, key=lambda person: (person.name, person.pk))
    return found


def check_ready(row: DraftGroup, people: list[Person]) -> None:
    """Raise NotReadyToPublish unless this group can run as it is."""
    if len(people) < RUNS_WITH:
        raise NotReadyToPublish(f"“{row}” has fewer than three people, and would not run. Seat them elsewhere.")
    if len(people) > MOST:
        raise NotReadyToPublish(f"“{row}” has {len(people)} people. Eight is the most: seat somebody elsewhere.")
    if row.facilitator is None or not row.facilitator.is_active:
        raise NotReadyToPublish(f"“{row}” has no facilitator yet. Choose somebody.")
    if row.facilitator in people:
        raise NotReadyToPublish(f"{row.facilitator} facilitates “{row}” and has a seat in it. Change one of the two.")


def publish_one(row: DraftGroup, people: list[Person], *, by: Person) -> None:
    """Start one group, open to new people, and tell everybody in it."""
    facilitator = row.facilitator
    if facilitator is None:
        raise NotReadyToPublish(f"“{row}” has no facilitator yet. Choose somebody.")
    group = start_group(by=by, cohort=row.draft.cohort, name=row.name, facilitator=facilitator)
    row.group = group
    row.save(update_fields=["group"])
    move_group(group=group, to=LearningGroup.State.OPEN, by=by)
    for person in people:
        join_group(group=group, person=person, by=by)
        owe_notice("group_placed", object_id=str(group.pk), due_at=timezone.now(), person=person)
    owe_notice("group_handed_over", object_id=str(group.pk), due_at=timezone.now(), person=facilitator)
