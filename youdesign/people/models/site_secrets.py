"""Secrets of the site's own, made once and sealed with a key of the environment."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from youdesign.people.privacy import Privacy, not_personal


class SiteSecret(models.Model):
    """One secret that every process of the site shares, and that must outlive a change of SECRET_KEY."""

    STAFF_MAY: ClassVar[str] = ""

    name = models.SlugField(max_length=40, unique=True)
    sealed = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[Privacy] = not_personal("id", "name", "sealed", "made_at")

    def __str__(self) -> str:
        return f"Secret {self.pk}"
