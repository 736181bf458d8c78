"""The code lists for programme staff."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from youdesign.people.actions import save_code
from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.admin.rows import staff
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

    def save_model(self, request: HttpRequest, obj: Code, form: forms.ModelForm, change: bool) -> None:
        """Keep it by the action that writes it down."""
        save_code(code=obj, by=staff(request), is_reworded=change and "label" in form.changed_data)

    def has_delete_permission(self, request: HttpRequest, obj: Code | None = None) -> bool:
        """Switch it off instead: people have chosen it."""
        return False
