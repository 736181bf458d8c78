"""What groups agree: the starter lines, and each group's own words with who has said yes to them."""

from __future__ import annotations

import datetime
import hashlib
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import LearningGroup
from cohorts.models.programmes import Programme
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class AgreementClauseQuerySet(models.QuerySet["AgreementClause"]):
    """Finds what groups begin with."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The general lines, and those of programmes this person may see or runs a group in."""
        if not person.is_authenticated:
            return self.none()
        run = LearningGroup.objects.run_by(person).values("cohort__programme")
        return self.filter(
            Q(programme__isnull=True) | Q(programme__in=Programme.objects.visible_to(person)) | Q(programme__in=run)
        )

    def of_programme(self, programme_id: int) -> list[AgreementClause]:
        """Return the programme's own clauses in order, or the general ones when it has none."""
        clauses = list(self.filter(Q(programme_id=programme_id) | Q(programme__isnull=True)))
        own = [clause for clause in clauses if clause.programme_id]
        return own or clauses


class AgreementClause(models.Model):
    """One line of the group agreement: starter content that a programme can replace with lines of its own."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="agreement_clauses"
    )
    position = models.PositiveSmallIntegerField("place in the list", default=0)
    text = models.CharField(max_length=300)

    objects = AgreementClauseQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal("id", "programme", "position", "text")

    class Meta:
        verbose_name = "line of the group agreement"
        verbose_name_plural = "lines of the group agreement"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    """Finds what groups agreed, from one change to the next."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of groups this person sits in or facilitates; coordinating gives no seat."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(group__in=LearningGroup.objects.round_the_table_of(person))

    def now_of(self, group: LearningGroup) -> AgreementVersion:
        """Return what the group agrees now: its own words, or the programme's lines, not stored, until it has some."""
        stored = self.filter(group=group).first()
        if stored:
            return stored
        lines = AgreementClause.objects.of_programme(group.cohort.programme_id)
        return AgreementVersion(group=group, number=1, text="\n".join(line.text for line in lines))


class AgreementVersion(models.Model):
    """The agreement of one group as it stood from one change to the next; no version is written over."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # in Django admin, and of the columns that are not blind
    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, related_name="agreement_versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField("a line for each thing")
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = AgreementVersionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "changed_by": Held("who changed the group's words", Erasure.ANONYMISE),
        "text": Held(
            "what your group agreed",
            Erasure.KEEP,
            keep_because="the words belong to the whole group; a name in them is taken out",
            blind=True,
            may_name="group__group_memberships__person",
        ),
        **not_personal("id", "group", "number", "changed_at"),
    }

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("group", "number"), name="agreement_version_is_numbered_once"),)

    def __str__(self) -> str:
        return f"Agreement {self.pk}"

    @property
    def lines(self) -> list[str]:
        """The things agreed, one by one."""
        return [line for line in self.text.split("\n") if line.strip()]

    @property
    def mark(self) -> str:
        """What tells these very words from any others, so that nobody says yes to words they did not see."""
        return hashlib.sha256(f"{self.number}\n{self.text}".encode()).hexdigest()[:20]


class AgreementVoiceQuerySet(models.QuerySet["AgreementVoice"]):
    """Finds who said yes to what."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those to versions this person may read."""
        return self.filter(version__in=AgreementVersion.objects.visible_to(person))

    def holding(self, version: AgreementVersion, since: datetime.datetime | None) -> Self:
        """Those that count now: to this version, and said since the group looks at it again."""
        found = self.filter(version=version.pk)
        return found.filter(said_at__gte=since) if since else found


class AgreementVoice(models.Model):
    """One person's yes to one version; said again when the group looks at it again."""

    STAFF_MAY: ClassVar[str] = "SELECT"
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agreement_voices")
    said_at = models.DateTimeField(default=timezone.now)

    objects = AgreementVoiceQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "version": Held("which words"),
        "person": Held("who said yes"),
        "said_at": Held("when"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("-said_at", "-pk")

    def __str__(self) -> str:
        return f"Yes {self.pk}"
