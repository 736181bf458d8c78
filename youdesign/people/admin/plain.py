"""How staff pages speak: one way to save, rows called what people call them, and no private words in any of it."""

import json
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IS_POPUP_VAR, get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from youdesign.people.admin.rows import staff
from youdesign.people.duties import HandOverFirst


def with_ways(first: HandOverFirst) -> SafeString:
    """Say what has to be handed over, each with the link to where that is done."""
    listed = format_html_join(", ", '<a href="{}">{}</a>', ((duty.url, duty.words) for duty in first.duties))
    return format_html(
        "Nothing was changed, because others rely on {} here. Hand over first: {}.", first.person, listed
    )


class PlainAdmin(admin.ModelAdmin):
    """A page that says what it does in everyday words."""

    lists: ClassVar[str] = ""  # what the list is called, where the model's own name would not do
    adds: ClassVar[str] = ""  # what adding one is, as a task: “Invite someone”
    added: ClassVar[str] = "Added: {}."
    saved: ClassVar[str] = "Saved: {}."

    def named(self, obj: Any) -> str:
        """What staff call this row: shown in titles, messages and the record of what they did. Never private words."""
        return str(obj)

    # --- Titles ---

    @property
    def list_name(self) -> str:
        """What the list is called, in titles, paths and on the first page."""
        return self.lists or capfirst(str(self.opts.verbose_name_plural))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Call the list by what is in it."""
        facts = {"title": self.list_name, "adds": self.adds}
        return super().changelist_view(request, facts | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Call the page by what it does, with one button to save."""
        obj = kwargs.get("obj")
        title = capfirst(self.named(obj)) if obj else self.adds or context["title"]
        context |= {"title": title, "subtitle": None, "list_name": self.list_name}
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Call the row by its name."""
        return super().history_view(request, object_id, self._called(request, object_id) | (extra_context or {}))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Call the row by its name."""
        return super().delete_view(request, object_id, self._called(request, object_id) | (extra_context or {}))

    def _called(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return {}
        called = self.named(obj)
        return {"title": capfirst(called), "called": called, "subtitle": None, "list_name": self.list_name}

    # --- What was done ---

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Say what was added, and go back to the list."""
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, capfirst(self.added.format(self.named(obj))))
        return self.response_post_save_add(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say what was saved, and go back to the list."""
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        messages.success(request, capfirst(self.saved.format(self.named(obj))))
        return self.response_post_save_change(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """Say what was deleted; it is gone, so its name is what it was."""
        if IS_POPUP_VAR in request.POST:
            return super().response_delete(request, obj_display, obj_id)
        messages.success(request, f"Deleted: {obj_display}.")
        return self.response_post_save_change(request, None)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        """Note it under the row's name."""
        return self._log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        """Note it under the row's name."""
        return self._log(request, obj, CHANGE, message)

    def _log(self, request: HttpRequest, obj: Model, flag: int, message: Any) -> LogEntry:
        return LogEntry.objects.create(
            user_id=staff(request).pk,
            content_type=get_content_type_for_model(obj),
            object_id=str(obj.pk),
            object_repr=capfirst(self.named(obj))[:200],
            action_flag=flag,
            change_message=json.dumps(message) if isinstance(message, list) else message,
        )

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Say the same of what is gone and of what is not theirs to see."""
        messages.warning(request, "That page is not there, or it belongs to a programme that is not yours.")
        return redirect("admin:index")

    def get_actions(self, request: HttpRequest) -> Any:
        """Rows are deleted one at a time, each after being asked about."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found
