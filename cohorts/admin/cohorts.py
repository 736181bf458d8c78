"""Cohorts and who may ask to join them, and the page of a programme."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from cohorts.actions import close_asking
from cohorts.admin.scope import ScopedAdmin
from cohorts.models import Cohort, ProgrammePage
from youdesign.notices.rehearsal import rehearse
from youdesign.people.admin.why import WhyForm
from youdesign.people.audit import because
from youdesign.people.requests import PersonRequest


class CohortForm(forms.ModelForm):
    """A cohort, and until when people may ask to join it."""

    class Meta:
        model = Cohort
        fields = ("programme", "name", "starts_on", "ends_on", "places", "ask_until")
        help_texts = {
            "places": "Leave it empty for as many as come. A place that was offered counts until it runs out.",
            "ask_until": "Until this day the programme's page lets people ask to join. Leave it empty for by "
            "invitation only.",
        }

    def clean(self) -> dict[str, Any]:
        """People read about a programme before they ask to join it."""
        data = super().clean() or {}
        programme = data.get("programme") or (self.instance.programme_id and self.instance.programme)
        if data.get("ask_until") and programme and not ProgrammePage.objects.filter(programme=programme).exists():
            self.add_error("ask_until", f"Write the page of {programme} first, so that people know what they ask for.")
        return data


@admin.register(ProgrammePage)
class ProgrammePageAdmin(ScopedAdmin):
    """What people read before they ask to join."""

    programme = "programme"
    adds = "Write the page of a programme"
    list_display = ("programme", "question")
    list_select_related = ("programme",)

    def named(self, obj: Any) -> str:
        """Whose page."""
        return f"the page of {obj.programme}"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Say what belongs in each box."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in PAGE_HINTS:
            field.help_text = PAGE_HINTS[db_field.name]
        return field


PAGE_HINTS = {
    "what": "What people do together, how often, and for how long.",
    "for_whom": "Say also that nobody needs a diagnosis or a training to join.",
    "asks": "Hours in a month, dates that are fixed, and what happens when somebody is unwell.",
    "payment": "What is paid, what expenses are paid and when, and whom to ask about it.",
    "who_sees": "Who sees names, and what nobody sees.",
    "question": "For example: What would you like to change? Leave it empty to ask nothing.",
}


@admin.register(Cohort)
class CohortAdmin(ScopedAdmin):
    """People who start together."""

    programme = "programme"
    adds = "Add a cohort"
    form = CohortForm
    change_form_template = "admin/cohorts/cohort/change_form.html"
    list_display = ("name", "programme", "starts_on", "ends_on", "places", "ask_until")
    list_filter = (("programme", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("programme",)
    search_fields = ("name",)

    def get_fields(self, request: HttpRequest, obj: Cohort | None = None) -> tuple[str, ...]:
        """With who looks after it."""
        asked = ("programme", "name", "starts_on", "ends_on", "places", "ask_until")
        return asked if obj is None else (*asked, "coordinator")

    def get_readonly_fields(self, request: HttpRequest, obj: Cohort | None = None) -> tuple[str, ...]:
        """Changed by handing over."""
        return () if obj is None else ("coordinator",)

    def get_urls(self) -> list[URLPattern]:
        """With the page that closes asking to join."""
        view = self.admin_site.admin_view(self.close_asking)
        return [path("<int:pk>/close-asking/", view, name="cohorts_cohort_close_asking"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the way there, while somebody waits or may still ask."""
        obj = kwargs.get("obj")
        if obj is not None and (obj.ask_until or obj.applications.unanswered().exists()):
            context["close_asking_url"] = reverse("admin:cohorts_cohort_close_asking", args=[obj.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def close_asking(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Show who would get which letter, then send it."""
        cohort = get_object_or_404(self.get_queryset(request).select_related("programme__coordinator"), pk=pk)
        if not self.has_change_permission(request, cohort):
            raise PermissionDenied
        close = partial(close_asking, cohort=cohort, by=request.user)
        form = WhyForm(request.POST if request.method == "POST" else None, is_needed=False)
        if form.is_valid():
            with because(form.cleaned_data["why"]):
                told = close()
            messages.success(request, f"Closed. Letters sent: {told}.")
            return redirect("admin:cohorts_cohort_change", pk)
        waiting = cohort.applications.unanswered().select_related("person")
        facts = {"cohort": cohort, "form": form, "waiting": waiting, "seen": rehearse(close)}
        return self.page(request, "admin/cohorts/cohort/close_asking.html", f"Close asking to join {cohort}", **facts)

    @admin.display(description="coordinator")
    def coordinator(self, cohort: Cohort) -> str:
        """Its programme's, with the way to hand it over."""
        name, programme = cohort.programme.coordinator, cohort.programme_id
        href = reverse("admin:cohorts_programme_hand_over", args=[programme])
        return format_html('{}. <a href="{}">Hand over to another coordinator</a>', name, href)
