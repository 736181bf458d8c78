"""Leaders who wait for a mentor: answered, or offered somebody by hand."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from cohorts.admin.scope import ScopedAdmin
from cohorts.models import Programme
from mentoring.actions import answer_wait, suggest_by_hand
from mentoring.matching import Suggestion, Wishes, to_offer, wishes_of
from mentoring.models import MentorWait
from mentoring.policies import can_answer_wait
from mentoring.problems import WaitIsOver
from mentoring.reasons import spoken_to_staff
from youdesign.people.admin.filters import Question
from youdesign.people.admin.why import MOST
from youdesign.people.audit import because
from youdesign.people.problems import Problem
from youdesign.people.requests import PersonRequest


class WaitStanding(Question):
    """Where a leader's wait stands."""

    title = "where it stands"
    parameter_name = "stands"
    answers = {
        "waiting": ("Waiting for an answer", lambda waits: waits.unanswered()),
        "overdue": ("Answer overdue", lambda waits: waits.unanswered().filter(answer_by__lt=timezone.now())),
        "answered": ("Answered, still waiting", lambda waits: waits.open().filter(answered_at__isnull=False)),
        "over": ("Not waiting any more", lambda waits: waits.filter(over_at__isnull=False)),
    }


class Candidates(forms.ModelChoiceField):
    """Mentors to choose from, each with the reasons that the leader would read, but what is between two."""

    def __init__(self, wishes: Wishes, programme: Programme) -> None:
        self.wishes = wishes
        super().__init__(
            queryset=to_offer(wishes, programme),
            label="Whom do you suggest?",
            empty_label=None,
            widget=AdminRadioSelect,
            error_messages={"required": "Choose somebody."},
        )

    def label_from_instance(self, obj: Any) -> str:
        """The name, and what speaks for and against it."""
        return " ".join([f"{obj.mentor}.", *spoken_to_staff(Suggestion(self.wishes, obj).reasons)])


class SuggestForm(forms.Form):
    """One mentor for one leader who waits, and why."""

    why = forms.CharField(
        label="Why them?",
        max_length=MOST,
        help_text="The leader reads: “Your coordinator suggests …: ” and then your words.",
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        error_messages={
            "required": "Say why, in a few words.",
            "max_length": f"This is too long. Use {MOST} characters or fewer.",
        },
    )
    field_order = ("offer", "why")

    def __init__(self, data: Any, *, wait: MentorWait) -> None:
        super().__init__(data)
        self.fields["offer"] = Candidates(wishes_of(wait.leader), wait.programme)
        self.order_fields(self.field_order)


class WaitForm(forms.ModelForm):
    """What the coordinator answers."""

    class Meta:
        model = MentorWait
        fields = ("answer",)
        widgets: ClassVar[dict[str, forms.Widget]] = {"answer": AdminTextareaWidget(attrs={"rows": 4})}
        help_texts: ClassVar[dict[str, str]] = {
            "answer": "They read this on their page, and get a message that it is there."
        }

    def clean_answer(self) -> str:
        """An answer has words."""
        answer = str(self.cleaned_data["answer"]).strip()
        if not answer:
            raise forms.ValidationError("Write what happens next, and when.")
        if self.instance.over_at is not None:
            raise forms.ValidationError(WaitIsOver.words)
        return answer


@admin.register(MentorWait)
class MentorWaitAdmin(ScopedAdmin):
    """Leaders who wait for a mentor, the one whose answer is due first on top."""

    programme: ClassVar[str] = "programme"
    form = WaitForm
    change_form_template = "admin/mentoring/mentorwait/change_form.html"
    list_display = ("leader", "programme", "told_at", "where_it_stands")
    list_filter = (WaitStanding, ("programme", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("leader", "programme")
    search_fields = ("leader__name",)
    fields = ("leader", "programme", "told", "told_at", "answer_by", "answer", "answered_by", "answered_at", "over_at")
    readonly_fields = tuple(name for name in fields if name != "answer")
    saved = "They can read your answer now: {}."

    def named(self, obj: Any) -> str:
        """Who waits, and where."""
        return f"{obj.leader}'s wait for a mentor in {obj.programme}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leaders say that they wait."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """With the page to suggest somebody by hand."""
        view = self.admin_site.admin_view(self.suggest)
        return [path("<int:pk>/suggest/", view, name="mentoring_mentorwait_suggest"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the way there, while they wait."""
        obj = kwargs.get("obj")
        if obj is not None and obj.over_at is None:
            context["suggest_url"] = reverse("admin:mentoring_mentorwait_suggest", args=[obj.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def suggest(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Choose one mentor for them, and say why; they choose whether to ask."""
        waits = self.get_queryset(request).filter(over_at__isnull=True).select_related("leader", "programme")
        wait = get_object_or_404(waits, pk=pk)
        if not self.has_view_permission(request, wait) or not can_answer_wait(request.user, wait):
            raise PermissionDenied
        form = SuggestForm(request.POST or None, wait=wait)
        if form.is_valid() and self.was_suggested(request, wait, form):
            return redirect("admin:mentoring_mentorwait_changelist")
        title = f"Suggest somebody to {wait.leader}"
        return self.page(request, "admin/mentoring/mentorwait/suggest.html", title, wait=wait, form=form)

    def was_suggested(self, request: PersonRequest, wait: MentorWait, form: SuggestForm) -> bool:
        """Suggest them, and return whether nothing stood in the way."""
        offer, why = form.cleaned_data["offer"], form.cleaned_data["why"]
        try:
            with because(why):
                suggest_by_hand(wait=wait, offer=offer, by=request.user, words=why)
        except Problem as problem:
            form.add_error("offer", str(problem))
            return False
        messages.success(request, f"Suggested to {wait.leader}: {offer.mentor}. They choose, and get a message now.")
        return True

    @admin.display(description="where it stands", ordering="answer_by")
    def where_it_stands(self, wait: MentorWait) -> str:
        """In words."""
        if wait.over_at is not None:
            return "Not waiting any more"
        if wait.answered_at is not None:
            return "Answered, still waiting"
        promised = f"{timezone.localtime(wait.answer_by):%-d %B %Y}"
        return f"Answer overdue since {promised}" if wait.answer_by < timezone.now() else f"Answer by {promised}"

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Answer them."""
        answer_wait(wait=obj, by=request.user, answer=form.cleaned_data["answer"])
