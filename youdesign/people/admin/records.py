"""Who agreed to what, and who did what and why."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.admin.rows import ReadOnly, staff
from youdesign.people.done import in_words, list_called
from youdesign.people.models import AuditEntry, Concern, ConsentEvent


class ToWhat(admin.SimpleListFilter):
    """By the list that the row stands in."""

    title = "to what"
    parameter_name = "noun"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those lists in which anything was done."""
        nouns = AuditEntry.objects.order_by().values_list("noun", flat=True).distinct()
        return sorted(((noun, list_called(model_admin.admin_site, noun)) for noun in nouns), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """What was done there."""
        return queryset.filter(noun=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, PlainAdmin):
    """Who did what, when and why."""

    lists = "Who did what"
    list_display = ("at", "by", "what_was_done", "about", "why", "to_what")
    list_filter = (ToWhat, "at")
    list_select_related = ("by", "about")
    search_fields = ("by__email", "about__email", "noun_id", "why")
    date_hierarchy = "at"
    fields = ("at", "by", "what_was_done", "to_what", "about", "why")
    readonly_fields = ("what_was_done", "to_what")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Never what was done about a concern that is about the reader's own words."""
        own = Concern.objects.filter(said_by_id=staff(request).pk).annotate(key=Cast("pk", CharField()))
        return super().get_queryset(request).exclude(noun="people.concern", noun_id__in=own.values("key"))

    @admin.display(description="what was done", ordering="verb")
    def what_was_done(self, entry: AuditEntry) -> str:
        """In words."""
        return in_words(entry)

    @admin.display(description="to what", ordering="noun")
    def to_what(self, entry: AuditEntry) -> str:
        """The list that the row stands in."""
        return list_called(self.admin_site, entry.noun)

    def named(self, obj: AuditEntry) -> str:
        """Who, and when."""
        return f"what {obj.by or 'somebody'} did at {date_format(localtime(obj.at), 'DATETIME_FORMAT')}"


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnly, PlainAdmin):
    """Who agreed to what, and when."""

    lists = "What people agreed to"
    list_display = fields = ("at", "person", "purpose", "is_given")
    list_filter = ("purpose", "is_given")
    list_select_related = ("person",)
    search_fields = ("person__email",)

    def named(self, obj: ConsentEvent) -> str:
        """Whose answer, and when."""
        return f"what {obj.person} said at {date_format(localtime(obj.at), 'DATETIME_FORMAT')}"
