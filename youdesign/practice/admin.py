"""Scenes and skills for staff: reword, switch off, add."""

from django.contrib import admin
from django.http import HttpRequest

from youdesign.people.admin.plain import PlainAdmin
from youdesign.practice.models import Scene, Skill


class ContentAdmin(PlainAdmin):
    """What scenes and skills have in common here: they are switched off, never removed."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Loading the starter content again would bring it back; switch it off instead."""
        return False


@admin.register(Scene)
class SceneAdmin(ContentAdmin):
    """The scenes."""

    adds = "Add a scene"
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
