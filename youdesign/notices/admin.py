"""Notices for staff: what was sent to whom and what was not, read only, with a way to start parked ones afresh."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from youdesign.notices import actions
from youdesign.notices.kinds import all_kinds
from youdesign.notices.models import Notice
from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.requests import PersonRequest


def private_kinds() -> list[str]:
    """Return the kinds that would say who told us something: only those who answer see them."""
    return [kind.code for kind in all_kinds().values() if kind.is_private]


class KindFilter(admin.SimpleListFilter):
    """By the kind's own name."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Every kind there is."""
        return [(kind.code, kind.title) for kind in all_kinds().values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        """Those of the kind chosen."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Notice)
class NoticeAdmin(PlainAdmin):
    """What staff see of notices."""

    lists = "Messages to people"
    list_display = ("kind_title", "person", "state", "due_at", "sent_at", "tries", "reason")
    list_filter = ("state", KindFilter, "due_at")
    fields = ("kind_title", "person", "email", "subject", "state", "due_at", "sent_at", "tries", "reason")
    search_fields = ("person__name", "person__email", "email", "object_id")
    date_hierarchy = "due_at"
    list_per_page = 50
    show_full_result_count = False
    actions = ("send_these_again",)

    def named(self, obj: Notice) -> str:
        """What it was about, and to whom."""
        return f"{self.kind_title(obj)}, to {obj.person or obj.email}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Leave out what staff may not read of a person."""
        shown = super().get_queryset(request).select_related("person").defer("person__password")
        return shown if request.user.has_perm("people.change_concern") else shown.exclude(kind__in=private_kinds())

    @admin.display(description="kind", ordering="kind")
    def kind_title(self, notice: Notice) -> str:
        """The kind's name in words."""
        kind = all_kinds().get(notice.kind)
        return kind.title if kind else notice.kind

    @admin.action(description="Send these again", permissions=["view"])
    def send_these_again(self, request: PersonRequest, queryset: QuerySet[Notice]) -> None:
        """Start parked notices afresh; others are left as they are."""
        parked = list(queryset.filter(state=Notice.State.PARKED))
        for notice in parked:
            actions.send_again(notice=notice, by=request.user)
        others = queryset.count() - len(parked)
        if parked:
            messages.success(request, f"{len(parked)} will be sent again now.")
        if others:
            messages.warning(request, f"{others} left as they are: only those that need a look can be sent again.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Notices come from what happens, never by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """What was sent stays as it was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """What was sent stays on record."""
        return False
