"""What a leader and her meeting buddy say after the date: each for themselves, or for both."""

from __future__ import annotations

import hashlib
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentoring.models.buddies import BuddyRequest
from youdesign.people.blind import BlindTextField
from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class BuddyAnswerQuerySet(models.QuerySet["BuddyAnswer"]):
    """Finds answers."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own, and what the other of the two shared."""
        if not person.is_authenticated:
            return self.none()
        shared = Q(is_shared=True, request__in=BuddyRequest.objects.visible_to(person))
        either = Q(request__leader_id=person.pk) | Q(request__buddy_id=person.pk)
        return self.filter(Q(author_id=person.pk) | (shared & either))

    def kept(self) -> Self:
        """Those whose date is gone, because the leader was erased."""
        return self.filter(request__isnull=True)

    def mark(self) -> str:
        """Return what changes whenever one of these does, so that an older page is known; empty for none."""
        held = sorted(self.order_by().values_list("question", "words", "is_shared"))
        return hashlib.sha256(repr(held).encode()).hexdigest()[:16] if held else ""


class BuddyAnswer(models.Model):
    """What one of the two answered to one question after the date; the other reads it where it is shared."""

    STAFF_MAY: ClassVar[str] = ""

    class Question(models.TextChoices):
        """What is asked, and a thank-you, which is for the other."""

        WENT_WELL = "went_well", "What went well, big or small?"
        WAS_HARD = "was_hard", "What was hard, or felt not right?"
        NEXT_TIME = "next_time", "What would we do the same, or differently, next time?"
        THANKS = "thanks", "Thank you"

    request = models.ForeignKey(BuddyRequest, on_delete=models.SET_NULL, null=True, blank=True, related_name="answers")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=9, choices=Question)
    words = BlindTextField("what I say", max_length=1000)
    is_shared = models.BooleanField("the other may read it", default=False)
    said_at = models.DateTimeField(default=timezone.now)

    objects = BuddyAnswerQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "author": Held("who said it"),
        "question": Held("to what"),
        "words": Held("what you said", blind=True),
        "is_shared": Held("your choice of who reads it"),
        "said_at": Held("when"),
        **not_personal("id", "request"),
    }

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("request", "author", "question"), name="buddy_answer_is_one_for_each"),
        )

    def __str__(self) -> str:
        return f"Answer {self.pk}"
