"""What came of a session: learning and next steps, never the story; written by one, checked by the group."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import LearningGroup
from cohorts.models.sessions import DebriefSession
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


def of_the_group(purpose: str) -> Held:
    """Return how words that one wrote for all are held."""
    return Held(
        purpose,
        Erasure.KEEP,
        keep_because="the words belong to the whole group; a name in them is taken out",
        blind=True,
        whose="written_by",
        may_name="session__group__group_memberships__person",
    )


class SessionRecapQuerySet(models.QuerySet["SessionRecap"]):
    """Finds recaps."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of groups this person sits in or runs, from before they came too; coordinating gives no seat."""
        if not person.is_authenticated:
            return self.none()
        sits = Q(session__group__in=LearningGroup.objects.of(person))
        return self.filter(sits | Q(session__group__in=LearningGroup.objects.run_by(person)))


class SessionRecap(models.Model):
    """What a group did and learned at one session, as it stands; each change is a new version to check."""

    STAFF_MAY: ClassVar[str] = ""  # what a group learned is read by the group

    session = models.OneToOneField(DebriefSession, on_delete=models.CASCADE, related_name="recap")
    did = models.TextField("what we did", max_length=2000)
    learned = models.TextField("what we learned", max_length=3000)
    next_steps = models.TextField("what comes next", max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField("since when something in it is to come out", null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)

    WORDS: ClassVar[tuple[str, ...]] = ("did", "learned", "next_steps")

    objects = SessionRecapQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "did": of_the_group("what your group did"),
        "learned": of_the_group("what your group learned"),
        "next_steps": of_the_group("what your group does next"),
        "written_by": Held("who wrote it for the group", Erasure.ANONYMISE),
        "agreed_by": Held("who said that it stands", Erasure.ANONYMISE),
        **not_personal("id", "session", "version", "written_at", "withdrawn_at", "agreed_at"),
    }

    class Meta:
        ordering = ("-session__starts_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(did="") & ~Q(learned=""), name="recap_says_what_we_did_and_learned"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | Q(agreed_at__isnull=False), name="recap_agreed_has_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"Recap {self.pk}"

    def said(self) -> dict[str, str]:
        """Return the words by the name of their box."""
        return {name: getattr(self, name) for name in self.WORDS}


class RecapCheckQuerySet(models.QuerySet["RecapCheck"]):
    """Finds what people said about recaps."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own, and those on a recap that one wrote or whose group one runs."""
        if not person.is_authenticated:
            return self.none()
        mine = Q(person_id=person.pk)
        for_me = Q(recap__written_by=person.pk) | Q(recap__session__group__in=LearningGroup.objects.run_by(person))
        return self.filter(mine | (for_me & Q(recap__in=SessionRecap.objects.visible_to(person))))

    def current(self) -> Self:
        """Those about the words as they stand."""
        return self.filter(version=models.F("recap__version"))


class RecapCheck(models.Model):
    """What one person says about one version: that is right, or what they would change."""

    STAFF_MAY: ClassVar[str] = ""

    recap = models.ForeignKey(SessionRecap, on_delete=models.CASCADE, related_name="checks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    is_right = models.BooleanField()
    words = models.TextField("what you would change", max_length=500, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    objects = RecapCheckQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "recap": Held("which session's recap"),
        "person": Held("who checked it"),
        "is_right": Held("whether it is right for you"),
        "words": Held("what you would change", blind=True),
        "said_at": Held("when you said so"),
        **not_personal("id", "version"),
    }

    class Meta:
        ordering = ("said_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("recap", "person"), name="recap_is_checked_once_by_each"),
            models.CheckConstraint(condition=Q(is_right=True) | ~Q(words=""), name="recap_change_is_in_words"),
        )

    def __str__(self) -> str:
        return f"Recap check {self.pk}"
