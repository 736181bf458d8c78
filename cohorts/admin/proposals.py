"""Groups that members would like to start: a coordinator opens each, or says why not now."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join

from cohorts.actions import ask_to_facilitate, open_proposal, say_not_now
from cohorts.admin.filters import ProposalStanding
from cohorts.admin.scope import ScopedAdmin, do_to_each
from cohorts.forms import AskFacilitatorForm
from cohorts.models import ProposedGroup, ProposedSeat
from cohorts.policies import can_answer_proposal
from cohorts.seekers import to_ask_about
from youdesign.people.admin.why import Why
from youdesign.people.audit import because
from youdesign.people.forms.words import Words
from youdesign.people.problems import Problem
from youdesign.people.requests import PersonRequest

TO_LIST = "admin:cohorts_proposedgroup_changelist"


class NotNowForm(forms.Form):
    """What the people who are in are told."""

    words = Words(
        label="Not now, because",
        max_length=1000,
        help_text="Everybody who is in reads this. Say what stands in the way, and what could help.",
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        error_messages={
            "required": "Say why not now: they read it.",
        },
    )
    why = Why(is_needed=False)


class StaffAskForm(AskFacilitatorForm):
    """The same question as a list that opens, as on other pages of staff."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["facilitator"]
        field.widget = forms.Select()
        field.widget.choices = field.choices


@admin.register(ProposedGroup)
class ProposedGroupAdmin(ScopedAdmin):
    """Members propose; staff open a group with one press, or answer kindly."""

    programme = "cohort__programme"
    is_changed_by_actions = True
    change_form_template = "admin/cohorts/proposedgroup/change_form.html"
    list_display = ("name", "cohort", "in_now", "facilitator", "stands")
    list_filter = (ProposalStanding, ("cohort", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("cohort__programme__coordinator", "facilitator")
    search_fields = ("name",)
    fields = ("name", "cohort", "purpose", "meets", "proposed_by", "people_in", "facilitator", "agreed_at", "stands")
    readonly_fields = ("people_in", "stands")
    actions = ("open_these",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With how many are in."""
        found = super().get_queryset(request)
        taken = ProposedSeat.objects.taken().order_by().values("pk")
        return found.annotate(taken=models.Count("seats", filter=models.Q(seats__in=taken)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Members propose."""
        return False

    def get_fields(self, request: HttpRequest, obj: ProposedGroup | None = None) -> tuple[str, ...]:
        """With what was answered, once it was."""
        return (*self.fields, "words", "answered_by", "answered_at") if obj and obj.answered_at else self.fields

    @admin.display(description="how many are in", ordering="taken")
    def in_now(self, proposal: ProposedGroup) -> str:
        """How many of the eight."""
        return f"{proposal.taken} of {ProposedGroup.PLACES}"

    @admin.display(description="who is in")
    def people_in(self, proposal: ProposedGroup) -> str:
        """In a line each."""
        return format_html_join("\n", "<div>{}</div>", ((person,) for person in proposal.people())) or "Nobody now"

    @admin.display(description="where it stands")
    def stands(self, proposal: ProposedGroup) -> str:
        """In words."""
        return proposal.stands

    @admin.action(description="Open these groups", permissions=["view"])
    def open_these(self, request: PersonRequest, queryset: models.QuerySet[ProposedGroup]) -> None:
        """Start each, with its room, and tell its people."""
        do_to_each(request, queryset, lambda row: open_proposal(proposal=row, by=request.user), "Opened")

    def get_urls(self) -> list[URLPattern]:
        """With the page to answer one."""
        answer = path("<int:pk>/answer/", self.admin_site.admin_view(self.answer), name="cohorts_proposedgroup_answer")
        return [answer, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the way to answer."""
        obj = kwargs.get("obj")
        if obj is not None and obj.is_gathering:
            context["answer_url"] = reverse("admin:cohorts_proposedgroup_answer", args=[obj.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def answer(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Open it with one press, ask somebody to facilitate it, or say why not now."""
        found = self.get_queryset(request).select_related("cohort__programme__coordinator", "facilitator")
        proposal = get_object_or_404(found, pk=pk)
        if not self.has_view_permission(request, proposal) or not can_answer_proposal(request.user, proposal):
            raise PermissionDenied
        asks, opens = "ask" in request.POST, "open" in request.POST
        form = NotNowForm(request.POST if request.method == "POST" and not (asks or opens) else None)
        people = to_ask_about(proposal, by=request.user)
        ask = StaffAskForm(request.POST if asks else None, people=people, asked=proposal.holder)
        if request.method == "POST" and self.is_answered(request, proposal, ask if asks else form):
            return redirect(TO_LIST)
        can_ask = proposal.is_gathering and not proposal.has_facilitator
        facts = {"proposal": proposal, "people": proposal.people(), "form": form, "ask": ask if can_ask else None}
        title = f"Answer about {proposal}"
        return self.page(request, "admin/cohorts/proposedgroup/answer.html", title, **facts)

    def is_answered(self, request: PersonRequest, proposal: ProposedGroup, form: forms.Form) -> bool:
        """Do what was pressed, and return whether that went well."""
        try:
            if "open" in request.POST:
                open_proposal(proposal=proposal, by=request.user)
                messages.success(request, f"Opened: {proposal}. Everybody in it gets a message.")
                return True
            if not form.is_valid():
                return False
            if "ask" in request.POST:
                ask_to_facilitate(proposal=proposal, by=request.user, facilitator=form.cleaned_data["facilitator"])
                messages.success(request, "Saved. Whoever is asked gets a message.")
                return True
            with because(form.cleaned_data["why"]):
                say_not_now(proposal=proposal, by=request.user, words=form.cleaned_data["words"])
        except Problem as problem:
            messages.error(request, f"Nothing was changed. {problem}")
            return False
        messages.success(request, f"Answered. The people of {proposal} get your words.")
        return True
