"""Series of sessions: how often a group meets, and what was said to its people about several dates at once."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.groups import LearningGroup
from youdesign.people.privacy import Privacy, not_personal


class SessionSeries(models.Model):
    """Sessions of one group that come round every so many weeks, at one time on the wall; each can go its own way."""

    class Every(models.IntegerChoices):
        """How often."""

        WEEK = 1, "Every week"
        TWO_WEEKS = 2, "Every two weeks"
        FOUR_WEEKS = 4, "Every four weeks"

    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, related_name="series")
    every_weeks = models.PositiveSmallIntegerField("how often", choices=Every)
    made_at = models.DateTimeField(default=timezone.now)

    MOST: ClassVar[int] = 26
    PRIVACY: ClassVar[Privacy] = not_personal("id", "group", "every_weeks", "made_at")

    class Meta:
        verbose_name_plural = "series of sessions"
        constraints = (
            models.CheckConstraint(condition=Q(every_weeks__in=[1, 2, 4]), name="series_comes_every_1_2_or_4_weeks"),
        )

    def __str__(self) -> str:
        return f"Series {self.pk}"

    @property
    def step(self) -> datetime.timedelta:
        """Return how far its days lie apart."""
        return datetime.timedelta(weeks=self.every_weeks)


class SeriesDay(models.Model):
    """The day of a series that a session stands for, wherever it was moved by itself; one called off stands for none.

    That both are of one group is held by a trigger: no reference can say it.
    """

    series = models.ForeignKey(SessionSeries, on_delete=models.CASCADE, related_name="days")
    session = models.OneToOneField("DebriefSession", on_delete=models.CASCADE, related_name="series_day")
    on = models.DateField()
    moved_alone_at = models.DateTimeField("moved by itself", null=True, blank=True)

    PRIVACY: ClassVar[Privacy] = not_personal("id", "series", "session", "on", "moved_alone_at")

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("series", "on"),
                deferrable=models.Deferrable.IMMEDIATE,  # looked at when all have moved
                name="series_has_one_session_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"Day {self.pk} of series {self.series_id}"


class SeriesNews(models.Model):
    """One thing that its people are told about several sessions of a series at once: a message each, not one a date."""

    class What(models.TextChoices):
        """What happened to them."""

        PLANNED = "planned", "Planned"
        CHANGED = "changed", "Changed"
        CANCELLED = "cancelled", "Called off"

    series = models.ForeignKey(SessionSeries, on_delete=models.CASCADE, related_name="news")
    what = models.CharField(max_length=9, choices=What)
    made_at = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[Privacy] = not_personal("id", "series", "what", "made_at")

    class Meta:
        verbose_name_plural = "series news"
        constraints = (
            models.CheckConstraint(
                condition=Q(what__in=["planned", "changed", "cancelled"]), name="series_news_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"News {self.pk} of series {self.series_id}"


class SeriesNewsDate(models.Model):
    """One session that a piece of news is about, at the number of its calendar file that the news tells."""

    news = models.ForeignKey(SeriesNews, on_delete=models.CASCADE, related_name="dates")
    session = models.ForeignKey("DebriefSession", on_delete=models.CASCADE, related_name="series_news")
    sequence = models.PositiveIntegerField()

    PRIVACY: ClassVar[Privacy] = not_personal("id", "news", "session", "sequence")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("news", "session"), name="series_news_names_a_session_once"),)

    def __str__(self) -> str:
        return f"Date {self.pk} of news {self.news_id}"
