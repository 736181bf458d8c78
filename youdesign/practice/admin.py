"""Scenes and skills for staff: reword, switch off, add."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import JSONField
from django.http import HttpRequest

from youdesign.people.admin.plain import PlainAdmin
from youdesign.practice.models import Scene, Skill


class WholeContent(json.JSONDecoder):
    """Reads what staff write, and says of a number too long or a nesting too deep too that it cannot be read."""

    def decode(self, *args: Any, **kwargs: Any) -> Any:
        """Return what was written; raise JSONDecodeError, which the box knows, whatever is wrong with it."""
        try:
            return super().decode(*args, **kwargs)
        except (ValueError, RecursionError) as problem:
            raise json.JSONDecodeError(str(problem), "", 0) from problem


class ContentAdmin(PlainAdmin):
    """What scenes and skills have in common here: they are switched off, never removed."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Loading the starter content again would bring it back; switch it off instead."""
        return False


@admin.register(Scene)
class SceneAdmin(ContentAdmin):
    """The scenes."""

    adds = "Add a scene"
    formfield_overrides = {JSONField: {"decoder": WholeContent}}
    list_display = ("title", "position", "is_on")
    fields = ("title", "slug", "content", "position", "is_on")
    list_filter = ("is_on",)
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Skill)
class SkillAdmin(ContentAdmin):
    """The skills."""

    adds = "Add a skill"
    list_display = ("label", "statement", "cluster", "position", "is_on")
    fields = ("label", "slug", "statement", "cluster", "position", "is_on")
    list_filter = ("cluster", "is_on")
    search_fields = ("label", "statement", "slug")
    prepopulated_fields = {"slug": ("label",)}
