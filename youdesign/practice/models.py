"""Scenes to try out and the twelve skills: starter content that programmes can reword and add to."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from youdesign.people.models import Person
from youdesign.people.privacy import Privacy, not_personal


class SkillQuerySet(models.QuerySet["Skill"]):
    """Finds skills."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those that are switched on, for anybody who is signed in."""
        return self.filter(is_on=True) if person.is_authenticated else self.none()


class Skill(models.Model):
    """One of the twelve skills, as a statement in the first person."""

    slug = models.SlugField("name inside the site", max_length=60, unique=True)
    label = models.CharField(max_length=120)
    statement = models.CharField(max_length=250)
    cluster = models.SlugField(max_length=30)
    position = models.PositiveSmallIntegerField("place in the list", default=0)
    is_on = models.BooleanField("in use", default=True)

    objects = SkillQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal("id", "slug", "label", "statement", "cluster", "position", "is_on")

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.label


class SceneQuerySet(models.QuerySet["Scene"]):
    """Finds scenes."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those that are switched on, for anybody who is signed in."""
        return self.filter(is_on=True) if person.is_authenticated else self.none()


class Scene(models.Model):
    """A practice scene: a moment, choices, what might happen. It has no score."""

    slug = models.SlugField("name inside the site", max_length=60, unique=True)
    title = models.CharField(max_length=160)
    content = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField("place in the list", default=0)
    is_on = models.BooleanField("in use", default=True)

    objects = SceneQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal("id", "slug", "title", "content", "position", "is_on")

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title
