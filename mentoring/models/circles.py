"""The mentors' own circle: a learning group in which a programme's mentors debrief together."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from cohorts.models import LearningGroup, Programme
from youdesign.people.privacy import Privacy, not_personal


class MentorsCircle(models.Model):
    """The learning group that a programme has for its mentors; while it goes on, their page leads there."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="mentors_circle")
    group = models.OneToOneField(
        LearningGroup,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="learning group",
        help_text="A group of this programme, in which mentors have seats like anybody else.",
    )

    objects: ClassVar[models.Manager[MentorsCircle]] = models.Manager()
    PRIVACY: ClassVar[Privacy] = not_personal("id", "programme", "group")

    class Meta:
        verbose_name = "mentors' circle"
        verbose_name_plural = "mentors' circles"
        ordering = ("programme", "pk")

    def __str__(self) -> str:
        return str(self.group)

    def clean(self) -> None:
        """Refuse a group of another programme."""
        if self.programme_id and self.group_id and self.group.cohort.programme_id != self.programme_id:
            raise ValidationError({"group": "Choose a group of this programme."})
