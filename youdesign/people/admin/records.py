"""Who agreed to what, and who did what."""

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.timezone import localtime

from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.admin.rows import ReadOnly
from youdesign.people.models import AuditEntry, ConsentEvent


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, PlainAdmin):
    """Who did what, and when."""

    lists = "Who did what"
    list_display = ("at", "by", "verb", "noun", "noun_id", "about")
    list_filter = ("verb", "noun", "at")
    list_select_related = ("by", "about")
    search_fields = ("by__email", "about__email", "noun_id")
    date_hierarchy = "at"

    def named(self, obj: AuditEntry) -> str:
        """Who, and when."""
        return f"what {obj.by or 'somebody'} did at {date_format(localtime(obj.at), 'DATETIME_FORMAT')}"


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnly, PlainAdmin):
    """Who agreed to what, and when."""

    lists = "What people agreed to"
    list_display = ("at", "person", "purpose", "version", "is_given")
    list_filter = ("purpose", "is_given")
    list_select_related = ("person",)
    search_fields = ("person__email",)

    def named(self, obj: ConsentEvent) -> str:
        """Whose answer, and when."""
        return f"what {obj.person} said at {date_format(localtime(obj.at), 'DATETIME_FORMAT')}"
