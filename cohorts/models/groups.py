"""Learning groups, and who is in them."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import get_text_list

from cohorts.models.programmes import Cohort, Programme, RoleGrant
from youdesign.conversations.models import Room
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class LearningGroupQuerySet(models.QuerySet["LearningGroup"]):
    """Finds learning groups."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Groups this person is in or runs, and those of programmes they coordinate: names and dates only."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            Q(pk__in=GroupMembership.objects.present().filter(person_id=person.pk).values("group"))
            | who_runs(person)
            | Q(cohort__programme__in=Programme.objects.coordinated_by(person))
        )

    def run_by(self, person: Person) -> Self:
        """Groups this person facilitates, or helps to; see `LearningGroup.is_run_by`."""
        return self.filter(who_runs(person))

    def with_part_of(self, person: Person) -> Self:
        """Each with `my_part`: what this person does in it, in words; nothing where they have a seat."""
        helps = Q(pk__in=CoFacilitation.objects.current().filter(person_id=person.pk).values("group"))
        part = models.Case(
            models.When(facilitator_id=person.pk, then=models.Value("You facilitate this group.")),
            models.When(helps, then=models.Value("You help to run this group.")),
            default=models.Value(""),
        )
        return self.annotate(my_part=part)

    def runners(self, among: Collection[int]) -> models.QuerySet[Any, Any]:
        """The keys of those among these people who facilitate one of these groups, or help to."""
        helpers = CoFacilitation.objects.current().filter(group__in=self.order_by().values("pk"), person__in=among)
        named = self.order_by().filter(facilitator__in=among).values_list("facilitator")
        return named.union(helpers.order_by().values_list("person"))

    def of(self, person: Person) -> Self:
        """Groups this person is a member of now."""
        return self.filter(pk__in=GroupMembership.objects.present().filter(person=person).values("group"))

    def without_facilitator(self) -> Self:
        """Groups that go on, and whose facilitator cannot sign in or does not hold the role any more."""
        roles = RoleGrant.objects.current().filter(
            role=RoleGrant.Role.FACILITATOR,
            person=models.OuterRef("facilitator"),
            programme=models.OuterRef("cohort__programme"),
        )
        there = Q(models.Exists(roles), facilitator__is_active=True)
        return self.exclude(state="ended").exclude(there)

    def without_date(self, now: datetime.datetime) -> Self:
        """Groups that go on, and have no session to come."""
        coming = models.Q(sessions__ends_at__gte=now) & ~models.Q(sessions__state="cancelled")
        return self.exclude(state="ended").exclude(pk__in=LearningGroup.objects.filter(coming).values("pk"))

    def round_the_table_of(self, person: Person) -> Self:
        """Groups this person is in or runs now; coordinating gives no seat."""
        return self.filter(
            Q(pk__in=GroupMembership.objects.present().filter(person=person).values("group")) | who_runs(person)
        ).exclude(state="ended")


def who_runs(person: Person) -> Q:
    """Return the one condition on a group that this person runs it: its facilitator, or one who helps to."""
    helps = CoFacilitation.objects.current().filter(person_id=person.pk)
    return Q(facilitator_id=person.pk) | Q(pk__in=helps.values("group"))


class LearningGroup(models.Model):
    """Five to eight people who debrief together, with a facilitator and a room."""

    my_part: str  # put there by with_part_of

    class State(models.TextChoices):
        """See domain.md section 4."""

        FORMING = "forming", "Forming"
        OPEN = "open", "Open"
        SETTLED = "settled", "Settled"
        ENDED = "ended", "Ended"

    MOVES: ClassVar[Moves] = moves("forming → open; open → settled; settled → open; settled → ended; open → ended")
    PLACES: ClassVar[int] = 8

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=120)
    facilitator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="groups_facilitated")
    room = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.FORMING)

    objects = LearningGroupQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "facilitator": Held(
            "who holds the time and the agreement",
            Erasure.KEEP,
            keep_because="a group always has a facilitator; they hand over first",
        ),
        **not_personal("id", "cohort", "name", "room", "state"),
    }

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def takes_people(self) -> bool:
        """Whether somebody new may take a seat, where one is free."""
        return self.state in (LearningGroup.State.FORMING, LearningGroup.State.OPEN)

    def people(self) -> models.QuerySet[Person]:
        """Return those in the group now and those who run it."""
        present = self.group_memberships.present().values("person")
        helpers = self.cofacilitations.current().values("person")
        return Person.objects.filter(
            Q(pk=self.facilitator_id) | Q(pk__in=helpers) | Q(pk__in=present),
        ).order_by("name", "pk")

    def who_run(self) -> list[Person]:
        """Return those who run the group: its facilitator, then those who help to, the longest there first."""
        helpers = self.cofacilitations.current().select_related("person__profile")
        return [self.facilitator, *(each.person for each in helpers)]

    def is_run_by(self, person: Person | AnonymousUser) -> bool:
        """Return whether this person facilitates the group, or helps to; both have the same rights in it."""
        if self.facilitator_id == person.pk:
            return True
        return person.is_authenticated and self.cofacilitations.current().filter(person_id=person.pk).exists()

    @property
    def run_in_words(self) -> str:
        """Say who runs the group: “Ruth and Joan”."""
        return get_text_list([str(person) for person in self.who_run()], "and")

    def members(self) -> models.QuerySet[Person]:
        """Return those in the group now, those who run it left out."""
        return Person.objects.filter(pk__in=self.group_memberships.present().values("person")).order_by("name", "pk")

    def has_member(self, person: Person | AnonymousUser) -> bool:
        """Return whether this person is in the group now."""
        return person.is_authenticated and self.group_memberships.present().filter(person_id=person.pk).exists()


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    """Finds who is in a group."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """People in the groups this person may see."""
        return self.filter(group__in=LearningGroup.objects.visible_to(person))

    def present(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)


class GroupMembership(models.Model):
    """One stay of one person in one learning group."""

    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, related_name="group_memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="group_memberships")
    joined_at = models.DateTimeField("since", default=timezone.now)
    left_at = models.DateTimeField("until", null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "group": Held("which group"),
        "person": Held("who is in it"),
        "joined_at": Held("since when"),
        "left_at": Held("until when"),
        **not_personal("id"),
    }

    class Meta:
        verbose_name = "seat in a group"
        verbose_name_plural = "seats in groups"
        ordering = ("joined_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "person"), condition=Q(left_at__isnull=True), name="group_member_is_there_once"
            ),
        )

    def __str__(self) -> str:
        return f"Group member {self.pk}"


class CoFacilitationQuerySet(models.QuerySet["CoFacilitation"]):
    """Finds who helps to run groups."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of the groups this person may see, and their own."""
        return self.filter(Q(group__in=LearningGroup.objects.visible_to(person)) | Q(person_id=person.pk))

    def current(self) -> Self:
        """Those who have not stopped."""
        return self.filter(ended_at__isnull=True)


class CoFacilitation(models.Model):
    """Somebody helps to run a learning group, beside its facilitator and with the same rights in it."""

    MOST: ClassVar[int] = 2  # at a time, in one group

    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, related_name="cofacilitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cofacilitations")
    started_at = models.DateTimeField("since", default=timezone.now)
    ended_at = models.DateTimeField("until", null=True, blank=True)

    objects = CoFacilitationQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "group": Held("which group"),
        "person": Held("who helps to run it"),
        "started_at": Held("since when"),
        "ended_at": Held("until when"),
        **not_personal("id"),
    }

    class Meta:
        verbose_name = "co-facilitator"
        verbose_name_plural = "co-facilitators"
        ordering = ("started_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "person"), condition=Q(ended_at__isnull=True), name="cofacilitator_is_there_once"
            ),
        )

    def __str__(self) -> str:
        return f"Co-facilitator {self.pk}"
