"""How staff pages speak: one way to save, rows called what people call them, and no private words in any of it."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from youdesign.people.admin.rows import staff
from youdesign.people.admin.why import ListWhyForm, WhyForm, asks_first, meeting, posted_again, with_box
from youdesign.people.audit import because, record
from youdesign.people.done import in_words
from youdesign.people.duties import HandOverFirst
from youdesign.people.models import AuditEntry, Person
from youdesign.people.problems import Problem

MOST_NAMED = 20  # rows that are named before something is done to them
MOST_DONE = 200  # lines of what was done to one row


def in_sentence(problem: Problem) -> str:
    """Say what stands in the way; what has to be handed over comes with the link to where that is done."""
    if not isinstance(problem, HandOverFirst):
        return str(problem)
    listed = format_html_join(", ", '<a href="{}">{}</a>', ((duty.url, duty.words) for duty in problem.duties))
    return format_html(
        "Nothing was changed, because others rely on {} here. Hand over first: {}.", problem.person, listed
    )


class PlainAdmin(admin.ModelAdmin):
    """A page that says what it does in everyday words."""

    lists: ClassVar[str] = ""  # what the list is called, where the model's own name would not do
    adds: ClassVar[str] = ""  # what adding one is, as a task: “Invite someone”
    nothing: ClassVar[str] = "There is nothing here yet."
    added: ClassVar[str] = "Added: {}."
    saved: ClassVar[str] = "Saved: {}."
    kept_elsewhere: ClassVar[tuple[str, ...]] = ()  # fields that choose what is made and changed on pages of its own
    action_form = ListWhyForm
    why_needed: ClassVar[tuple[str, ...]] = ()  # what is not done without a reason: “add”, “change”, names of actions

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
        facts = {"title": self.list_name, "adds": self.adds, "nothing": self.nothing}
        return super().changelist_view(request, facts | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Call the page by what it does, with one button to save."""
        obj = kwargs.get("obj")
        title = capfirst(self.named(obj)) if obj else self.adds or context["title"]
        context |= {"title": title, "subtitle": None, "list_name": self.list_name}
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def page(self, request: HttpRequest, template: str, title: str, **facts: Any) -> TemplateResponse:
        """Return a page of our own beside Django's, under its title and the list it belongs to."""
        facts |= {"title": title, "opts": self.opts, "list_name": self.list_name}
        return TemplateResponse(request, template, self.admin_site.each_context(request) | facts)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Show who did what to this row, when and why."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        done = AuditEntry.objects.of_row(obj).at_work().select_related("by")[:MOST_DONE]
        lines = [(entry, in_words(entry)) for entry in done]
        return self.page(request, "admin/object_history.html", capfirst(self.named(obj)), lines=lines)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Call the row by its name, and ask why."""
        form = WhyForm(request.POST if request.method == "POST" else None, is_needed=True)
        if request.method == "POST" and self.has_delete_permission(request) and not form.is_valid():
            messages.error(request, f"Nothing was deleted. {form.errors.as_data()['why'][0].message}")
            return redirect(request.get_full_path())
        facts = self._called(request, object_id) | {"why": form} | (extra_context or {})
        with because(form.cleaned_data["why"] if form.is_valid() else ""):
            return super().delete_view(request, object_id, facts)

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

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """The audit is the one record: Django's own would keep names that erasing does not know of."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """As for what is added."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """As for what is added."""

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Say the same of what is gone and of what is not theirs to see."""
        messages.warning(request, "That page is not there, or it belongs to a programme that is not yours.")
        return redirect("admin:index")

    # --- Every change is recorded, with who and why ---

    def get_actions(self, request: HttpRequest) -> Any:
        """Each is done with its reason. Rows are deleted one at a time, each after being asked about."""
        found: Any = super().get_actions(request)
        found.pop("delete_selected", None)
        return {name: (asks_first(name, act), name, words) for name, (act, _, words) in found.items()}

    def ask_why(self, request: HttpRequest, queryset: Any, name: str, form: WhyForm) -> HttpResponse:
        """Show what would be done to which rows, and ask why."""
        rows = list(queryset)
        named = [capfirst(self.named(row)) for row in rows[:MOST_NAMED]]
        facts = {"form": form, "rows": named, "more": len(rows) - len(named), "kept": posted_again(request, rows, name)}
        return self.page(request, "admin/why.html", self.get_actions(request)[name][2], **facts)

    def may_save(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the page of this row, or of a new one, has anything to save."""
        return self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """With the box that asks why; Django asks with no fields at all to learn which ones the row itself has."""
        if kwargs.get("fields", "all") is not None and self.may_save(request, obj):
            is_needed = ("change" if change else "add") in self.why_needed
            kwargs["form"] = with_box(self.form, is_needed=is_needed)
        return super().get_form(request, obj, change, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without a way beside the box to what is kept elsewhere."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self.kept_elsewhere:
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the box last, where the hand is before it saves."""
        found = super().get_fieldsets(request, obj)
        return [*found, (None, {"fields": ("why",)})] if self.may_save(request, obj) else found

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save with its reason; what stands in the way is said above the form, with all that was typed still in it."""
        try:
            with because(request.POST.get("why", "").strip()):
                return super().changeform_view(request, *args, **kwargs)
        except Problem as problem:
            with meeting(in_sentence(problem)):
                return super().changeform_view(request, *args, **kwargs)

    def whom(self, obj: Any) -> Person | None:
        """Whom a row is about, where saving it changes something for one person."""
        return None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save plain facts, with their audit row."""
        obj.save()
        facts = {"fields": ", ".join(form.changed_data)} if change else {}
        record("change" if change else "add", obj, by=staff(request), about=self.whom(obj), **facts)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the rows below a row, each with its own."""
        gone = [one.instance for one in formset.deleted_forms if one.instance.pk]
        for row in gone:
            record("delete", row, by=staff(request))
        formset.save()
        for row in formset.new_objects:
            record("add", row, by=staff(request))
        for row, fields in formset.changed_objects:
            record("change", row, by=staff(request), fields=", ".join(fields))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete it; that it was there, and why it went, is kept."""
        record("delete", obj, by=staff(request), about=self.whom(obj))
        obj.delete()
