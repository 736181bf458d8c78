"""Programmes, their cohorts, the roles in them, and each person's place."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Finds programmes."""

    def coordinated_by(self, person: Person | AnonymousUser) -> Self:
        """Programmes this person coordinates: as the named coordinator, or by a role that has not ended."""
        if not person.is_authenticated:
            return self.none()
        granted = RoleGrant.objects.current().filter(person_id=person.pk, role=RoleGrant.Role.COORDINATOR)
        return self.filter(Q(coordinator_id=person.pk) | Q(pk__in=granted.values("programme")))

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Programmes this person has a place or a role in, or coordinates."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            Q(coordinator_id=person.pk)
            | Q(pk__in=RoleGrant.objects.current().filter(person_id=person.pk).values("programme"))
            | Q(pk__in=Membership.objects.taking_part().filter(person_id=person.pk).values("cohort__programme"))
        )


class Programme(models.Model):
    """What a commissioner funds."""

    class State(models.TextChoices):
        """See domain.md."""

        DRAFT = "draft", "Draft"
        RECRUITING = "recruiting", "Recruiting"
        RUNNING = "running", "Running"
        CLOSING = "closing", "Closing"
        CLOSED = "closed", "Closed"
        FOLLOWING_UP = "following_up", "Following up"

    MOVES: ClassVar[Moves] = moves(
        "draft → recruiting; draft → running; recruiting → draft; recruiting → running; running → recruiting; "
        "running → closing; closing → running; closing → closed; closed → following_up; following_up → closed"
    )

    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    coordinator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="programmes_coordinated")
    messages_kept_months = models.PositiveSmallIntegerField(
        "months for which messages in rooms are kept",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="What is older is deleted for good, every hour. Leave it empty to keep everything.",
    )

    objects = ProgrammeQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "coordinator": Held(
            "whom people can phone",
            Erasure.KEEP,
            keep_because="a programme always has a named coordinator; staff hand over first",
        ),
        **not_personal("id", "name", "state", "messages_kept_months"),
    }

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(messages_kept_months=0), name="programme_keeps_messages_a_month"),
        )

    def __str__(self) -> str:
        return self.name


class NeedPlanQuerySet(models.QuerySet["NeedPlan"]):
    """Finds plans for needs that are still empty."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Plans of the programmes this person may see, the soonest first."""
        return self.filter(programme__in=Programme.objects.visible_to(person)).order_by("by_on", "pk")


class NeedPlan(models.Model):
    """Who is doing what, and by when, about one of the five needs that a programme cannot fill yet."""

    class Need(models.TextChoices):
        """The five needs, in the essays' order."""

        MENTOR = "mentor", "My mentor"
        PRACTICE = "practice", "Somewhere to try things out"
        SKILLS = "skills", "Skills"
        GROUP = "group", "My learning group"
        COLLEAGUES = "colleagues", "Colleagues"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="need_plans")
    need = models.CharField(max_length=10, choices=Need)
    what = models.CharField("what is being done", max_length=250)
    who = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by_on = models.DateField("by when")

    objects = NeedPlanQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "who": Held("who is on to it", Erasure.KEEP, keep_because="it names staff, who hand over first"),
        **not_personal("id", "programme", "need", "what", "by_on"),
    }

    class Meta:
        verbose_name = "plan for an empty seat"
        verbose_name_plural = "plans for empty seats"
        constraints = (models.UniqueConstraint(fields=("programme", "need"), name="need_plan_is_one_per_need"),)

    def __str__(self) -> str:
        return f"{self.get_need_display()}: {self.what}"


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Finds cohorts."""

    def open_to_ask(self, day: datetime.date) -> Self:
        """Cohorts that anybody may ask to join on this day: their programme has a page and takes people."""
        return self.filter(ask_until__gte=day, programme__state__in=Cohort.TAKING, programme__page__isnull=False)


class Cohort(models.Model):
    """People who start together."""

    TAKING: ClassVar[tuple[str, ...]] = (Programme.State.RECRUITING, Programme.State.RUNNING)

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    places = models.PositiveSmallIntegerField("how many places", null=True, blank=True)
    ask_until = models.DateField("people may ask to join until", null=True, blank=True)

    objects = CohortQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal("id", "programme", "name", "starts_on", "ends_on", "places", "ask_until")

    class Meta:
        ordering = ("-starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="cohort_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.name


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Finds roles."""

    def current(self) -> Self:
        """Roles that have not ended."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own roles, and those in programmes they coordinate."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(person_id=person.pk) | Q(programme__in=Programme.objects.coordinated_by(person)))


class RoleGrant(models.Model):
    """A role in one programme. A person can hold several at once; being a member is a Membership."""

    class Role(models.TextChoices):
        """See domain.md; members have a Membership instead."""

        MENTOR = "mentor", "Mentor"
        BUDDY = "buddy", "Meeting buddy"
        FACILITATOR = "facilitator", "Facilitator"
        COORDINATOR = "coordinator", "Coordinator"
        SUPERVISOR = "supervisor", "Supervisor"
        COMMISSIONER_VIEWER = "commissioner_viewer", "Commissioner"
        HOST_CONTACT = "host_contact", "Host contact"
        SUPPORTER = "supporter", "Supporter"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    granted_at = models.DateTimeField("since", default=timezone.now)
    ended_at = models.DateTimeField("until", null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who holds the role"),
        "role": Held("which role"),
        "granted_at": Held("since when"),
        "ended_at": Held("until when"),
        **not_personal("id", "programme"),
    }

    class Meta:
        verbose_name = "role"
        verbose_name_plural = "roles"
        ordering = ("programme", "role", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "programme", "role"), condition=Q(ended_at__isnull=True), name="role_is_held_once"
            ),
        )

    def __str__(self) -> str:
        return self.get_role_display()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Finds places in programmes."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own places, and those in programmes they coordinate."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(person_id=person.pk) | Q(cohort__programme__in=Programme.objects.coordinated_by(person)))

    def taking_part(self) -> Self:
        """Places that are kept: joined and not left; pausing keeps the place."""
        return self.filter(state__in=Membership.KEPT)

    def pausing(self) -> Self:
        """Paused places of people who have no other place that goes on."""
        going_on = Membership.objects.taking_part().filter(person=OuterRef("person")).exclude(state="paused")
        return self.filter(~Exists(going_on), state="paused")

    def of(self, person: Person) -> Self:
        """This person's own places."""
        return self.filter(person=person)


class Membership(models.Model):
    """A person's place in a cohort. Pausing is normal, needs no reason, and never counts as dropping out."""

    class State(models.TextChoices):
        """See domain.md section 4."""

        INVITED = "invited", "Invited"
        JOINED = "joined", "Joined"
        SETTLING_IN = "settling_in", "Settling in"
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        COMPLETED = "completed", "Completed"
        ALUMNI = "alumni", "Alumni"
        WITHDRAWN = "withdrawn", "Withdrawn"
        DECLINED = "declined", "Declined"

    MOVES: ClassVar[Moves] = moves(
        "invited → joined; invited → declined; joined → settling_in; settling_in → active; settling_in → paused; "
        "active → paused; paused → active; active → completed; paused → completed; completed → alumni; "
        "alumni → active; * → withdrawn; withdrawn → joined",
        ends=frozenset({"declined", "withdrawn"}),
    )
    KEPT = (State.JOINED, State.SETTLING_IN, State.ACTIVE, State.PAUSED)

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    state = models.CharField(max_length=12, choices=State, default=State.INVITED)
    joined_at = models.DateTimeField("since", default=timezone.now)

    objects = MembershipQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose place it is"),
        "cohort": Held("which programme"),
        "state": Held("where you are in it"),
        "joined_at": Held("since when"),
        **not_personal("id"),
    }

    class Meta:
        verbose_name = "place"
        verbose_name_plural = "places"
        ordering = ("-joined_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("person", "cohort"), name="membership_is_one_place"),)
        indexes = (models.Index(fields=("cohort", "state"), name="membership_of_cohort"),)

    def __str__(self) -> str:
        return f"Membership {self.pk}"

    @property
    def is_paused(self) -> bool:
        """Whether the person is taking a pause."""
        return self.state == self.State.PAUSED
