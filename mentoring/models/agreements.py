"""What a leader and a mentor agree: each wording of each clause, none written over, and who signed what."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentoring.models.matches import Match
from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


def stay_with_their_writer(collector: Any, field: Any, wordings: Any, using: str) -> None:
    """Keep the words of a match that goes for whoever wrote them; those that agreements begin with are nobody's."""
    models.SET_NULL(collector, field, wordings.filter(written_by__isnull=False), using)
    models.CASCADE(collector, field, wordings.filter(written_by__isnull=True), using)


class ClauseWordingQuerySet(models.QuerySet["ClauseWording"]):
    """Finds wordings."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of agreements that this person is one of the two of, and their own when the match is gone.

        Coordinating gives no right.
        """
        if not person.is_authenticated:
            return self.none()
        kept = Q(match__isnull=True, written_by_id=person.pk)
        return self.filter(Q(match__in=Match.objects.visible_to(person)) | kept)

    def kept(self) -> Self:
        """Those whose mentoring is gone, because the other was erased."""
        return self.filter(match__isnull=True)

    def now_of(self, match: Match) -> list[ClauseWording]:
        """Return the latest wording of each clause, in the order of the agreement; none before it is begun."""
        latest = self.filter(match=match).order_by("clause", "-number").distinct("clause").select_related("written_by")
        return sorted(latest, key=lambda wording: (wording.position, wording.pk))


class ClauseWording(models.Model):
    """One clause of one agreement as it stood from one change to the next; no wording is written over.

    `number` counts the changes of the whole agreement: 1 is the words it began with, which nobody of the two wrote.
    """

    STAFF_MAY: ClassVar[str] = ""  # what two people agree is read by the two
    BEGINS_WITH: ClassVar[int] = 1

    match = models.ForeignKey(
        Match, on_delete=stay_with_their_writer, null=True, blank=True, related_name="clause_wordings"
    )
    clause = models.SlugField("which clause", max_length=60)
    position = models.PositiveSmallIntegerField("place in the agreement", default=0)
    title = models.CharField("what it is about", max_length=120)
    text = models.TextField("what we agree", max_length=2000)
    number = models.PositiveIntegerField("which change of the agreement it came with")
    written_by = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = ClauseWordingQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "written_by": Held("who worded it"),
        "match": Held("whose agreement it is", leads=True),
        "title": Held("what it is about"),
        "text": Held("what the two of you agreed", blind=True),
        "written_at": Held("when"),
        **not_personal("id", "clause", "position", "number"),
    }

    class Meta:
        ordering = ("-number", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("match", "clause", "number"), name="clause_is_worded_once_in_a_change"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(written_by__isnull=False), name="clause_is_reworded_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"Wording {self.pk}"

    @property
    def is_own(self) -> bool:
        """Whether one of the two put it into words."""
        return self.number > self.BEGINS_WITH

    @property
    def mark(self) -> str:
        """What tells these very words from any others, so that nobody changes words they did not see."""
        return hashlib.sha256(f"{self.number}\n{self.text}".encode()).hexdigest()[:20]


class AgreementSignatureQuerySet(models.QuerySet["AgreementSignature"]):
    """Finds signatures."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those under agreements that this person is one of the two of."""
        return self.filter(match__in=Match.objects.visible_to(person))


class AgreementSignature(models.Model):
    """One of the two signed the agreement as it stood at one change; kept when it is changed and signed again."""

    STAFF_MAY: ClassVar[str] = "SELECT"  # when, never what

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentoring_signatures")
    number = models.PositiveIntegerField("which change of the agreement")
    signed_at = models.DateTimeField(default=timezone.now)

    objects = AgreementSignatureQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who signed"),
        "match": Held("whose agreement it is", leads=True),
        "signed_at": Held("when"),
        **not_personal("id", "number"),
    }

    class Meta:
        ordering = ("-number", "signed_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("match", "person", "number"), name="agreement_is_signed_once_by_each"),
        )

    def __str__(self) -> str:
        return f"Signature {self.pk}"
