"""Hosts and their contacts for staff. Involvements are the leader's own, so they are not here."""

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest

from youdesign.involvement import actions
from youdesign.involvement.models import Host, HostContact
from youdesign.people.admin.filters import Question
from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.models import Code
from youdesign.people.requests import PersonRequest

NUMBER = re.compile(r"[0-9]{1,18}")


class HostContactInline(admin.TabularInline):
    """Whom patient leaders can reach at this host."""

    model = HostContact
    extra = 0
    fields = ("name", "job", "email")


class WhoSeesIt(Question):
    """Kept for everyone, or added by one leader for herself."""

    title = "who sees it"
    parameter_name = "seen"
    answers = {
        "everyone": ("Everyone", lambda hosts: hosts.filter(added_by__isnull=True)),
        "one": ("The person who added it", lambda hosts: hosts.filter(added_by__isnull=False)),
    }


@admin.register(Host)
class HostAdmin(PlainAdmin):
    """The list of organisations."""

    lists = "Organisations"
    adds = "Add an organisation"
    list_display = ("name", "kind", "is_for_everyone")
    list_filter = (WhoSeesIt, "kind")
    list_select_related = ("kind",)
    search_fields = ("name", "contacts__name")
    fields = ("name", "kind")
    inlines = (HostContactInline,)
    actions = ("keep_for_everyone",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer kinds of host only."""
        if db_field.name == "kind":
            kwargs["queryset"] = Code.objects.filter(listing="host_kind", is_on=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="for everyone", boolean=True)
    def is_for_everyone(self, host: Host) -> bool:
        """Whether every leader can choose it."""
        return host.added_by_id is None

    @admin.action(description="Keep for everyone, so that every leader can choose it", permissions=["change"])
    def keep_for_everyone(self, request: PersonRequest, queryset: QuerySet[Host]) -> None:
        """Let every leader choose these."""
        for host in queryset:
            actions.keep_host_for_everyone(host=host, by=request.user)
        self.message_user(request, "Every leader can choose them now.")

    def has_delete_permission(self, request: HttpRequest, obj: Host | None = None) -> bool:
        """A host stays with the work that was done with it."""
        return False


class HostSearch(AutocompleteSelect):
    """Django's box to search in, which asks the database for whatever was sent and falls over what is no number."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        """Offer the host that was chosen, if one was."""
        return super().optgroups(name, [one for one in value if NUMBER.fullmatch(one)], attrs)


@admin.register(HostContact)
class HostContactAdmin(PlainAdmin):
    """Everybody at hosts whom leaders can reach."""

    lists = "People at organisations"
    adds = "Add somebody at an organisation"
    list_display = ("name", "job", "host", "email")
    list_filter = ("host__kind",)
    list_select_related = ("host",)
    search_fields = ("name", "email", "host__name")
    fields = ("host", "name", "job", "email")
    autocomplete_fields = ("host",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Search for the host: there are too many to list."""
        if db_field.name == "host":
            kwargs["widget"] = HostSearch(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
