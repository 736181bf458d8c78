"""What people write for themselves, and whom they let read it."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cohorts.abouts import About
from cohorts.models.debriefs import DebriefTemplate
from cohorts.models.groups import GroupMembership, LearningGroup
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import Block, Person
from youdesign.people.privacy import Held, Privacy, not_personal


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    """Finds reflections."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Reflections this person wrote, or that are shared with them now. Being staff gives no right."""
        if not person.is_authenticated:
            return self.none()
        shared = ReflectionShare.objects.current().filter(person_id=person.pk).values("reflection")
        return self.filter(Q(author_id=person.pk) | Q(pk__in=shared))

    def of_others(self, person: Person) -> Self:
        """What somebody else than this person wrote, with who that is and what it is about."""
        return self.exclude(author_id=person.pk).select_related("event__involvement__host", "author")

    def shared_now(self) -> Self:
        """Those that somebody else may read now."""
        return self.filter(Exists(ReflectionShare.objects.current().filter(reflection=OuterRef("pk"))))

    def with_readers(self) -> Self:
        """Each with `readers`: of its shares that have not ended one for each person, whom it holds."""
        each_once = ("reflection_id", "person__name", "person_id")  # who is in two groups is one reader
        shares = ReflectionShare.objects.current().select_related("person").order_by(*each_once, "pk")
        shares = shares.distinct(*each_once)
        return self.prefetch_related(models.Prefetch("shares", queryset=shares, to_attr="readers"))


class Reflection(models.Model):
    """My debrief: private by default, kept encrypted with the author's own key."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # in Django admin, and of the columns that are not blind
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reflections")
    event = models.ForeignKey(
        InvolvementEvent, on_delete=models.SET_NULL, null=True, blank=True, related_name="reflections"
    )
    about_kind = models.CharField("what kind of thing it is about", max_length=16, blank=True, db_default="")
    about_key = models.PositiveBigIntegerField("what it is about", null=True, blank=True)
    template = models.ForeignKey(
        DebriefTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    body = models.BinaryField("sealed words")
    version = models.PositiveIntegerField("how many times it was saved", default=1, db_default=1)
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    readers: list[ReflectionShare]
    about: About | None = None  # put there by journals.with_abouts, as one reader may see it
    event_opens: bool = False  # and whether that reader may open the event

    objects = ReflectionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "author": Held("who wrote it"),
        "event": Held("what it is about"),
        "about_kind": Held("what it is about"),
        "about_key": Held("what it is about"),
        "template": Held("which questions you wrote to"),
        "body": Held("your own words, for you and whom you choose", blind=True),
        "written_at": Held("when"),
        "changed_at": Held("when you last changed it"),
        **not_personal("id", "version"),
    }

    class Meta:
        ordering = ("-written_at", "-pk")
        indexes = (models.Index(fields=("author", "-written_at"), name="reflection_of_author"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(about_kind="", about_key__isnull=True)
                | (~Q(about_kind="") & Q(about_key__isnull=False, event__isnull=True)),
                name="reflection_is_about_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"Reflection {self.pk}"

    @property
    def who_reads(self) -> str:
        """Say who can read it now; found with `with_readers`."""
        names = [str(share.person) for share in self.readers]
        if not names:
            return "Only you can read this. Nobody else, not even programme staff."
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        return f"Only you and {listed} can read this. Nobody else, not even programme staff."


class ReflectionShareQuerySet(models.QuerySet["ReflectionShare"]):
    """Finds who may read what."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Shares of what this person wrote, and shares with them."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(reflection__author_id=person.pk) | Q(person_id=person.pk))

    def current(self) -> Self:
        """Not ended, and neither keeps the other away; with somebody of a group, for as long as they are in it."""
        seats = GroupMembership.objects.present().filter(group=OuterRef("group"), person=OuterRef("person"))
        there = seats.filter(joined_at__lte=OuterRef("shared_at"))  # whoever comes back is as whoever joins later
        one, other = OuterRef("person"), OuterRef("reflection__author")
        apart = Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))
        return self.filter(Q(group__isnull=True) | Exists(there), ~Exists(apart), ended_at__isnull=True)


class ReflectionShare(models.Model):
    """The author let one person read one reflection: by name, or as somebody of a group, and of each such group again.

    Ending all of them closes it on the next request.
    """

    STAFF_MAY: ClassVar[str] = "SELECT"  # in Django admin, and of the columns that are not blind
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reflections_shared_with_me")
    group = models.ForeignKey(
        LearningGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    shared_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReflectionShareQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "reflection": Held("what was shared", leads=True),
        "person": Held("who may read it"),
        "group": Held("with which group it was shared"),
        "shared_at": Held("since when"),
        "ended_at": Held("until when"),
        **not_personal("id"),
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("reflection", "person", "group"),
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="reflection_share_is_there_once",
            ),
        )

    def __str__(self) -> str:
        return f"Share {self.pk}"


class ReflectionVersionQuerySet(models.QuerySet["ReflectionVersion"]):
    """Finds older words."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of what this person wrote; whoever it is shared with reads only the words of now."""
        return self.filter(reflection__author_id=person.pk) if person.is_authenticated else self.none()


class ReflectionVersion(models.Model):
    """Words of a reflection that its author has put others in place of; sealed as those are."""

    MOST: ClassVar[int] = 20  # of one reflection; the oldest go first
    STAFF_MAY: ClassVar[str] = "SELECT"  # in Django admin, and of the columns that are not blind
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("which one")
    body = models.BinaryField("sealed words")
    written_at = models.DateTimeField()

    objects = ReflectionVersionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "reflection": Held("of which debrief", leads=True),
        "body": Held("your words as they were before", blind=True),
        "written_at": Held("when you had written them"),
        **not_personal("id", "number"),
    }

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("reflection", "number"), name="reflection_version_is_kept_once"),
        )

    def __str__(self) -> str:
        return f"Version {self.pk}"


class ReflectionCommentQuerySet(models.QuerySet["ReflectionComment"]):
    """Finds comments."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those this person wrote, for as long as they may read the reflection, and those on what they wrote."""
        if not person.is_authenticated:
            return self.none()
        readable = Reflection.objects.visible_to(person).values("pk")
        mine = Q(author_id=person.pk) | Q(reflection__author_id=person.pk)
        return self.filter(mine, reflection__in=readable)


class ReflectionComment(models.Model):
    """What a reader said to the author about a reflection, between these two; sealed with the reader's own key."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # in Django admin, and of the columns that are not blind
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reflection_comments")
    client_id = models.UUIDField("which time it was sent", default=uuid.uuid4)
    body = models.BinaryField("sealed words")
    written_at = models.DateTimeField(default=timezone.now)

    objects = ReflectionCommentQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "reflection": Held("about which debrief"),
        "author": Held("who wrote it"),
        "body": Held("your own words, for whoever shared it with you", blind=True),
        "written_at": Held("when"),
        **not_personal("id", "client_id"),
    }

    class Meta:
        ordering = ("written_at", "pk")
        indexes = (models.Index(fields=("reflection", "written_at"), name="comments_of_reflection"),)
        constraints = (models.UniqueConstraint(fields=("author", "client_id"), name="reflection_comment_is_sent_once"),)

    def __str__(self) -> str:
        return f"Comment {self.pk}"
