"""Debrief templates for staff: reworded, switched off, added to, and looked at as people see them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from cohorts.debriefs import timed
from cohorts.models import DebriefStep, DebriefTemplate
from youdesign.practice.admin import ContentAdmin


class StepsFormSet(BaseInlineFormSet):
    """The steps of one template: there is one at least, and their minutes add up."""

    def initial_form_count(self) -> int:
        """Count the steps that are there, whatever the page's own count came back as."""
        return len(self.get_queryset())

    def total_form_count(self) -> int:
        """Count the steps that were sent, so that all that was typed is given back."""
        if not self.is_bound:
            return super().total_form_count()
        sent = {name.removeprefix(f"{self.prefix}-").partition("-")[0] for name in self.data}
        return min(sum(number.isdecimal() for number in sent), self.absolute_max)

    def clean(self) -> None:
        """Say by how much the minutes differ."""
        super().clean()
        if any(self.errors):
            return
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        together = sum(step["minutes"] for step in kept)
        if not kept:
            raise ValidationError("Add one step at least.")
        if self.instance.minutes is not None and together != self.instance.minutes:
            raise ValidationError(
                f"The steps take {together} minutes together, and the debrief {self.instance.minutes}. "
                "Change one of them, so that they are the same."
            )


class StepInline(admin.StackedInline):
    """The steps, in their order."""

    model = DebriefStep
    formset = StepsFormSet
    fields = (("position", "minutes"), ("name", "who"), "how", "prompt", "note")
    extra = 1

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Show all of a question."""
        if db_field.name == "prompt":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever rewords a template takes steps out of it too."""
        return self.has_change_permission(request, obj)


@admin.register(DebriefTemplate)
class DebriefTemplateAdmin(ContentAdmin):
    """The templates."""

    adds = "Add a debrief template"
    list_display = ("title", "minutes", "people", "is_written", "position", "is_on")
    fields = (
        "title",
        "slug",
        "minutes",
        "people",
        "use_when",
        "basis",
        "is_written",
        "position",
        "is_on",
        "how_it_reads",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: DebriefTemplate | None = None) -> tuple[str, ...]:
        """Its name inside the site stays: drafts and the starter content know it by that."""
        return ("how_it_reads",) if obj is None else ("slug", "how_it_reads")

    def get_prepopulated_fields(self, request: HttpRequest, obj: DebriefTemplate | None = None) -> dict[str, Any]:
        """Made from the title, once."""
        return {"slug": ("title",)} if obj is None else {}

    list_filter = ("is_written", "is_on")
    search_fields = ("title", "use_when")
    inlines = (StepInline,)

    def get_urls(self) -> list[URLPattern]:
        """With the page that shows a template as people see it."""
        view = self.admin_site.admin_view(self.preview)
        return [path("<int:pk>/preview/", view, name="cohorts_debrieftemplate_preview"), *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the steps with their times, as they are saved."""
        template = get_object_or_404(self.get_queryset(request).prefetch_related("steps"), pk=pk)
        if not self.has_view_permission(request, template):
            raise PermissionDenied
        facts: dict[str, Any] = {"debrief": template, "steps": timed(template)}
        return self.page(request, "admin/cohorts/debrieftemplate/preview.html", template.title, **facts)

    @admin.display(description="how it reads")
    def how_it_reads(self, template: DebriefTemplate) -> str:
        """The way to the preview."""
        if template.pk is None:
            return "You can look at it as people see it once it is saved."
        href = reverse("admin:cohorts_debrieftemplate_preview", args=[template.pk])
        return format_html('<a href="{}">Look at it as people see it</a>, as it is saved now', href)
