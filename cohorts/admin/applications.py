"""Who asked to join: read, answered one at a time with the letter in sight, and told when there was no place."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from cohorts.actions import put_on_waiting_list, say_not_this_time, welcome
from cohorts.admin.filters import LeftOver
from cohorts.admin.previews import do_once_seen
from cohorts.admin.scope import ScopedAdmin
from cohorts.letters import ANSWERS
from cohorts.models import Application
from cohorts.policies import can_answer_application
from cohorts.problems import Problem
from youdesign.people.admin.why import Why
from youdesign.people.audit import because
from youdesign.people.requests import PersonRequest
from youdesign.people.states import MoveNotAllowed

State = Application.State
WORDS = {
    "open": "Welcomed, has not said yes yet",
    "accepted": "Has the place",
    "declined": "Welcomed, said no thanks",
    "expired": "Welcomed, did not answer",
    "revoked": "Welcomed, taken back",
}
ACT = {State.WELCOMED: welcome, State.WAITING: put_on_waiting_list, State.NOT_THIS_TIME: say_not_this_time}
DONE = {
    State.WELCOMED: "Welcomed: {}. Their place is kept for 14 days.",
    State.WAITING: "On the waiting list: {}.",
    State.NOT_THIS_TIME: "Answered: {}.",
}


class AnswerForm(forms.Form):
    """What is answered, and words of one's own."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=[
            (State.WELCOMED, "Welcome: offer a place, to be said yes to within 14 days"),
            (State.WAITING, "Waiting list: they get the next free place that is theirs by turn"),
            (State.NOT_THIS_TIME, "A kind no"),
        ],
        widget=AdminRadioSelect,
        error_messages={"required": "Choose an answer."},
    )
    words = forms.CharField(
        label="Words of your own",
        required=False,
        max_length=1000,
        help_text="They stand in the letter after its first sentence. It can go without.",
        widget=AdminTextareaWidget(attrs={"rows": 5}),
        error_messages={"max_length": "This is too long. Use 1,000 characters or fewer."},
    )
    why = Why(is_needed=False)


@admin.register(Application)
class ApplicationAdmin(ScopedAdmin):
    """People ask; staff read and answer. Who missed out before comes first on the waiting list."""

    programme = "cohort__programme"
    is_changed_by_actions = True
    change_form_template = "admin/cohorts/application/change_form.html"
    list_display = ("person", "cohort", "where_it_stands", "asked_at", "answer_by", "missed_before")
    list_filter = ("state", LeftOver, ("cohort", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "cohort", "invitation")
    search_fields = ("person__name", "person__email")
    fields = ("person", "cohort", "where_it_stands", "question", "answer", "asked_at", "answer_by", "missed_before")
    readonly_fields = ("where_it_stands",)
    actions = ("welcome_these", "let_these_wait")

    def named(self, obj: Any) -> str:
        """Who asks, and for what."""
        return f"{obj.person} asks to join {obj.cohort}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People ask by themselves."""
        return False

    def get_fields(self, request: HttpRequest, obj: Application | None = None) -> tuple[str, ...]:
        """With what was answered, once it was."""
        return (*self.fields, "words", "answered_by", "answered_at") if obj and obj.answered_at else self.fields

    @admin.display(description="where it stands", ordering="state")
    def where_it_stands(self, asked: Application) -> str:
        """In words."""
        return WORDS.get(asked.standing(timezone.now()), asked.get_state_display())

    @admin.action(description="Welcome these people", permissions=["view"])
    def welcome_these(self, request: PersonRequest, queryset: Any) -> HttpResponse | None:
        """Offer each a place, in the order they asked, while there are places."""
        return do_once_seen(
            request,
            self,
            queryset,
            lambda row: welcome(application=row, by=request.user),
            title="Welcome these people",
            button="Welcome them, and send the letters",
            done="Welcomed",
        )

    @admin.action(description="Put these people on the waiting list", permissions=["view"])
    def let_these_wait(self, request: PersonRequest, queryset: Any) -> HttpResponse | None:
        """Keep their turn."""
        return do_once_seen(
            request,
            self,
            queryset,
            lambda row: put_on_waiting_list(application=row, by=request.user),
            title="Put these people on the waiting list",
            button="Put them on it, and send the letters",
            done="On the waiting list",
        )

    def get_urls(self) -> list[URLPattern]:
        """With the page to answer one."""
        answer = path("<int:pk>/answer/", self.admin_site.admin_view(self.answer), name="cohorts_application_answer")
        return [answer, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the way to answer."""
        obj = kwargs.get("obj")
        if obj is not None and obj.is_open:
            context["answer_url"] = reverse("admin:cohorts_application_answer", args=[obj.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def answer(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Choose an answer, see the letter, and send it."""
        asked = get_object_or_404(self.get_queryset(request).select_related("cohort__programme__coordinator"), pk=pk)
        if not self.has_view_permission(request, asked) or not can_answer_application(request.user, asked):
            raise PermissionDenied
        form = AnswerForm(request.POST or None)
        is_right = form.is_valid()
        if is_right and "send" in request.POST and self.send(request, asked, form.cleaned_data):
            return redirect("admin:cohorts_application_changelist")
        letter = ANSWERS[form.cleaned_data["answer"]](asked, form.cleaned_data["words"]) if is_right else None
        facts = {"asked": asked, "form": form, "letter": letter}
        return self.page(request, "admin/cohorts/application/answer.html", f"Answer {asked.person}", **facts)

    def send(self, request: PersonRequest, asked: Application, data: dict[str, Any]) -> bool:
        """Answer, and return whether that went well."""
        try:
            with because(data["why"]):
                ACT[data["answer"]](application=asked, by=request.user, words=data["words"])
        except (Problem, MoveNotAllowed) as problem:
            words = str(problem) if isinstance(problem, Problem) else "There is an answer already."
            messages.error(request, f"Nothing was sent. {words}")
            return False
        messages.success(request, DONE[data["answer"]].format(asked.person))
        return True
