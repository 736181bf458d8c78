"""Who agreed to what, and who did what."""

from django.contrib import admin

from youdesign.people.admin.rows import ReadOnly
from youdesign.people.models import AuditEntry, ConsentEvent


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, admin.ModelAdmin):
    """Who did what, and when."""

    list_display = ("at", "by", "verb", "noun", "noun_id", "about")
    list_filter = ("verb", "noun", "at")
    list_select_related = ("by", "about")
    search_fields = ("by__email", "about__email", "noun_id")
    date_hierarchy = "at"


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnly, admin.ModelAdmin):
    """Who agreed to what, and when."""

    list_display = ("at", "person", "purpose", "version", "is_given")
    list_filter = ("purpose", "is_given")
    list_select_related = ("person",)
    search_fields = ("person__email",)
