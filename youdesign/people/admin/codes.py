"""The code lists for programme staff."""

from django.contrib import admin
from django.http import HttpRequest

from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.models import Code


@admin.register(Code)
class CodeAdmin(PlainAdmin):
    """Code lists: reword an entry, switch it off, add to them."""

    lists = "Words to choose from"
    adds = "Add a word to choose"
    list_display = ("label", "listing", "position", "is_on")
    list_filter = ("listing", "is_on")
    search_fields = ("label", "slug")
    fields = ("listing", "slug", "label", "hint", "position", "is_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Code | None = None) -> tuple[str, ...]:
        """What an entry is called inside stays, so that answers keep their meaning."""
        return ("listing", "slug") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Code | None = None) -> bool:
        """Switch it off instead: people have chosen it."""
        return False
