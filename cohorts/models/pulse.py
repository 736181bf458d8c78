"""How a group is for those in it, and how a session was: answered alone, shown as numbers of four or more, or words."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import LearningGroup
from cohorts.models.sessions import DebriefSession
from youdesign.people.models import Code, Person
from youdesign.people.privacy import Held, Privacy, not_personal


class PulseAnswerQuerySet(models.QuerySet["PulseAnswer"]):
    """Finds answers to the group pulse."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own; the group is shown numbers only."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()


class PulseAnswer(models.Model):
    """How far one person agrees with one statement about their group or about the session, after one session."""

    STAFF_MAY: ClassVar[str] = ""  # nobody on the staff reads what one person thinks of their group
    AGREES: ClassVar[tuple[tuple[int, str], ...]] = (
        (5, "Strongly agree"),
        (4, "Agree"),
        (3, "Not sure"),
        (2, "Disagree"),
        (1, "Strongly disagree"),
    )

    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="pulse_answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(choices=AGREES)

    objects = PulseAnswerQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "session": Held("about which session", whose="person"),
        "person": Held("who answered"),
        "item": Held("which statement", whose="person"),
        "value": Held("how far you agree", whose="person"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("item__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("session", "person", "item"), name="pulse_is_answered_once"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="pulse_is_from_one_to_five"),
        )

    def __str__(self) -> str:
        return f"Pulse answer {self.pk}"


class ChangeWishQuerySet(models.QuerySet["ChangeWish"]):
    """Finds what people would change."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own, and those about sessions of groups that one runs."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(person_id=person.pk) | Q(session__group__in=LearningGroup.objects.run_by(person)))


class ChangeWish(models.Model):
    """What one person would change next time, after one session: in words, for whoever runs the group."""

    STAFF_MAY: ClassVar[str] = ""

    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="change_wishes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    words = models.TextField("what you would change", max_length=500)
    said_at = models.DateTimeField(default=timezone.now)

    objects = ChangeWishQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "session": Held("about which session"),
        "person": Held("who said it"),
        "item": Held("what was asked"),
        "words": Held("what you would change", blind=True),
        "said_at": Held("when you said so"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("words", "pk")  # not by when: that would help to guess whose they are
        constraints = (
            models.UniqueConstraint(fields=("session", "person"), name="change_wish_is_one_for_each"),
            models.CheckConstraint(condition=~Q(words=""), name="change_wish_is_in_words"),
        )

    def __str__(self) -> str:
        return f"Wish {self.pk}"
