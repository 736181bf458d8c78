"""Programmes, cohorts and places in them; learning groups and their sessions; invitations; reflections and who they are shared with."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from youdesign.conversations.models import Room
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Person, validate_time_zone
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


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

    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    coordinator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="programmes_coordinated")

    PRIVACY: ClassVar[Privacy] = {
        "coordinator": Held("whom people can phone", Erasure.KEEP, keep_because="a programme always has a named coordinator; staff hand over first"),
        **not_personal("id", "name", "state"),
    }

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


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

    PRIVACY: ClassVar[Privacy] = {
        "who": Held("who is on to it", Erasure.KEEP, keep_because="it names staff, who hand over first"),
        **not_personal("id", "programme", "need", "what", "by_on"),
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=("programme", "need"), name="need_plan_is_one_per_need"),)

    def __str__(self) -> str:
        return f"{self.get_need_display()}: {self.what}"


class Cohort(models.Model):
    """People who start together."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    PRIVACY: ClassVar[Privacy] = not_personal("id", "programme", "name", "starts_on", "ends_on")

    class Meta:
        ordering = ("-starts_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="cohort_ends_after_it_starts"),
        )

    def __str__(self) -> str:
        return self.name


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
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who holds the role"),
        "role": Held("which role"),
        "granted_at": Held("since when"),
        "ended_at": Held("until when"),
        **not_personal("id", "programme"),
    }

    class Meta:
        ordering = ("programme", "role", "pk")
        constraints = (
            models.UniqueConstraint(fields=("person", "programme", "role"), condition=Q(ended_at__isnull=True), name="role_is_held_once"),
        )

    def __str__(self) -> str:
        return self.get_role_display()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Finds places in programmes."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own places, and those in programmes they coordinate."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(person_id=person.pk) | Q(cohort__programme__coordinator_id=person.pk))

    def taking_part(self) -> Self:
        """Places that are kept: joined and not left; pausing keeps the place."""
        return self.filter(state__in=["joined", "settling_in", "active", "paused"])


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
        "invited → joined; invited → declined; joined → settling_in; settling_in → active; settling_in → paused; active → paused; "
        "paused → active; active → completed; paused → completed; completed → alumni; alumni → active; * → withdrawn; withdrawn → joined",
        ends=frozenset({"declined", "withdrawn"}),
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    state = models.CharField(max_length=12, choices=State, default=State.INVITED)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = MembershipQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose place it is"),
        "cohort": Held("which programme"),
        "state": Held("where you are in it"),
        "joined_at": Held("since when"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("-joined_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("person", "cohort"), name="membership_is_one_place"),)
        indexes = (models.Index(fields=("cohort", "state"), name="membership_of_cohort"),)

    def __str__(self) -> str:
        return f"Membership {self.pk}"


class LearningGroupQuerySet(models.QuerySet["LearningGroup"]):
    """Finds learning groups."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Groups this person is in or facilitates, and those of programmes they coordinate (names and dates, never words)."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            Q(pk__in=GroupMembership.objects.present().filter(person_id=person.pk).values("group"))
            | Q(facilitator_id=person.pk)
            | Q(cohort__programme__coordinator_id=person.pk)
        )

    def of(self, person: Person) -> Self:
        """Groups this person is a member of now."""
        return self.filter(pk__in=GroupMembership.objects.present().filter(person=person).values("group"))


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
        "facilitator": Held("who holds the time and the agreement", Erasure.KEEP, keep_because="a group always has a facilitator; they hand over first"),
        **not_personal("id", "cohort", "name", "room", "state"),
    }

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


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
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "group": Held("which group"),
        "person": Held("who is in it"),
        "joined_at": Held("since when"),
        "left_at": Held("until when"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("joined_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("group", "person"), condition=Q(left_at__isnull=True), name="group_member_is_there_once"),
        )

    def __str__(self) -> str:
        return f"Group member {self.pk}"


class DebriefSessionQuerySet(models.QuerySet["DebriefSession"]):
    """Finds sessions."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Sessions of the groups this person may see."""
        return self.filter(group__in=LearningGroup.objects.visible_to(person))

    def upcoming(self, now: datetime.datetime) -> Self:
        """Not over and not cancelled, soonest first."""
        return self.filter(ends_at__gte=now).exclude(state="cancelled").order_by("starts_at", "pk")


class DebriefSession(models.Model):
    """A date of a learning group: a wall time in a zone, and how to join by video or phone."""

    class State(models.TextChoices):
        """See domain.md section 4."""

        PLANNED = "planned", "Planned"
        COLLECTING_TOPICS = "collecting_topics", "Collecting topics"
        CONFIRMED = "confirmed", "Confirmed"
        LIVE = "live", "Live"
        HELD = "held", "Held"
        SUMMARY_AGREED = "summary_agreed", "Summary agreed"
        CANCELLED = "cancelled", "Cancelled"

    MOVES: ClassVar[Moves] = moves(
        "planned → collecting_topics; collecting_topics → confirmed; collecting_topics → live; confirmed → live; live → held; "
        "held → summary_agreed; planned → cancelled; collecting_topics → cancelled; confirmed → cancelled"
    )

    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[validate_time_zone])
    how_to_join = models.CharField("video link or place", max_length=250, blank=True)
    phone_in = models.CharField("phone number and code", max_length=120, blank=True)
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=17, choices=State, default=State.PLANNED)

    objects = DebriefSessionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal(
        "id", "group", "starts_at", "ends_at", "time_zone", "how_to_join", "phone_in", "calendar_uid", "calendar_sequence", "state"
    )

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=("group", "starts_at"), name="session_of_group"),)
        constraints = (models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_it_starts"),)

    def __str__(self) -> str:
        return f"Session {self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which its wall time is kept."""
        return ZoneInfo(self.time_zone)


class Attendance(models.Model):
    """One person's answer about one session: coming, can't, not sure. No reason is asked."""

    class Answer(models.TextChoices):
        """One tap."""

        COMING = "coming", "I am coming"
        CANNOT = "cannot", "I can't this time"
        NOT_SURE = "not_sure", "I am not sure"

    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendances")
    answer = models.CharField(max_length=8, choices=Answer)
    answered_at = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[Privacy] = {
        "session": Held("which session"),
        "person": Held("who answered"),
        "answer": Held("whether you are coming"),
        "answered_at": Held("when you said so"),
        **not_personal("id"),
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=("session", "person"), name="attendance_is_answered_once"),)

    def __str__(self) -> str:
        return f"Attendance {self.pk}"


class Invitation(models.Model):
    """One address, one place, once, for fourteen days; its link is signed, so nothing secret is stored."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=80, blank=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations_accepted")
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    PRIVACY: ClassVar[Privacy] = {
        "email": Held("where the invitation went"),
        "name": Held("whom it greets"),
        "accepted_by": Held("who said yes", Erasure.ANONYMISE),
        "invited_by": Held("who invited you", Erasure.KEEP, exported=False, keep_because="it names staff, who hand over first"),
        **not_personal("id", "cohort", "group", "invited_at", "expires_at", "accepted_at", "declined_at", "revoked_at"),
    }

    class Meta:
        ordering = ("-invited_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("email", "cohort"),
                condition=Q(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True),
                name="invitation_is_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    """Finds reflections."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Reflections this person wrote, or that are shared with them now. Being staff gives no right."""
        if not person.is_authenticated:
            return self.none()
        shared = ReflectionShare.objects.filter(person_id=person.pk, ended_at__isnull=True).values("reflection")
        return self.filter(Q(author_id=person.pk) | Q(pk__in=shared))


class Reflection(models.Model):
    """My debrief: private by default, kept encrypted with the author's own key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reflections")
    event = models.ForeignKey(InvolvementEvent, on_delete=models.SET_NULL, null=True, blank=True, related_name="reflections")
    body = models.BinaryField("sealed words")
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ReflectionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "author": Held("who wrote it"),
        "event": Held("what it is about"),
        "body": Held("your own words, for you and whom you choose", blind=True),
        "written_at": Held("when"),
        "changed_at": Held("when you last changed it"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("-written_at", "-pk")
        indexes = (models.Index(fields=("author", "-written_at"), name="reflection_of_author"),)

    def __str__(self) -> str:
        return f"Reflection {self.pk}"


class ReflectionShare(models.Model):
    """The author let one person read one reflection; ending it closes it on the next request."""

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reflections_shared_with_me")
    shared_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    PRIVACY: ClassVar[Privacy] = {
        "reflection": Held("what was shared"),
        "person": Held("who may read it"),
        "shared_at": Held("since when"),
        "ended_at": Held("until when"),
        **not_personal("id"),
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("reflection", "person"), condition=Q(ended_at__isnull=True), name="reflection_is_shared_once"),
        )

    def __str__(self) -> str:
        return f"Share {self.pk}"
