"""Learning groups, and who is in them."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.programmes import Cohort, Programme, RoleGrant
from youdesign.conversations.models import Room
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class LearningGroupQuerySet(models.QuerySet["LearningGroup"]):
    """Finds learning groups."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Groups this person is in or facilitates, and those of programmes they coordinate: names and dates only."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            Q(pk__in=GroupMembership.objects.present().filter(person_id=person.pk).values("group"))
            | Q(facilitator_id=person.pk)
            | Q(cohort__programme__in=Programme.objects.coordinated_by(person))
        )

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
        """Groups this person is in or facilitates now; coordinating gives no seat."""
        return self.filter(
            Q(pk__in=GroupMembership.objects.present().filter(person=person).values("group")) | Q(facilitator=person)
        ).exclude(state="ended")


class LearningGroup(models.Model):
    """Five to eight people who debrief together, with a facilitator and a room."""

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
        """Return those in the group now and its facilitator."""
        present = self.group_memberships.present().values("person")
        return Person.objects.filter(Q(pk=self.facilitator_id) | Q(pk__in=present)).order_by("name", "pk")

    def members(self) -> models.QuerySet[Person]:
        """Return those in the group now, the facilitator left out."""
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
