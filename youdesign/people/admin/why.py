"""Why staff do something: one short box on every form and above every list, kept in the record of what is done."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, wraps
from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from youdesign.people.audit import because
from youdesign.people.models import AuditEntry

MOST = AuditEntry._meta.get_field("why").max_length
HELP = "In a few words. It is kept with the record, and whoever it is about can read it. Leave out anybody's health."
_met: ContextVar[Any] = ContextVar("met", default="")
ASKED = "asked_why"  # posted by the page that asks for a reason alone, where an empty box is a mistake

Act = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]


class Why(forms.CharField):
    """The box itself."""

    def __init__(self, *, is_needed: bool) -> None:
        super().__init__(
            label="Why?",
            required=is_needed,
            max_length=MOST,
            help_text=HELP if is_needed else f"{HELP} You can leave it empty.",
            widget=AdminTextInputWidget,
            error_messages={
                "required": "Say why, in a few words.",
                "max_length": f"This is too long. Use {MOST} characters or fewer.",
            },
        )


class WhyForm(forms.Form):
    """The box by itself."""

    def __init__(self, data: Any = None, *, is_needed: bool) -> None:
        super().__init__(data)
        self.fields["why"] = Why(is_needed=is_needed)


class ListWhyForm(ActionForm):
    """What to do with the ticked rows, and why; some things cannot be done without a reason, and then ask for it."""

    why = forms.CharField(label="Why?", required=False, widget=forms.TextInput(attrs={"maxlength": MOST}))


class SaysWhy(forms.BaseForm):
    """A form with the box: what is typed there is no change of the row, and what stands in the way is said here."""

    @cached_property
    def changed_data(self) -> list[str]:
        """What is changed about the row itself."""
        return [name for name in super().changed_data if name != "why"]

    def clean(self) -> dict[str, Any] | None:
        """Say what the change met, when it was tried already."""
        data = super().clean()
        if words := _met.get():
            raise forms.ValidationError(words)
        return data


@contextmanager
def meeting(words: str) -> Iterator[None]:
    """Let every form inside say this instead of being right: the change was tried, and met a fact in its way."""
    before = _met.set(words)
    try:
        yield
    finally:
        _met.reset(before)


def with_box(form: type[Any], *, is_needed: bool) -> Any:
    """Return this form with the box beside its own."""
    return type(form.__name__, (SaysWhy, form), {"why": Why(is_needed=is_needed)})


def asks_first(name: str, act: Act) -> Act:
    """Return what is done to ticked rows, done with its reason, or a page that asks for one where it is needed."""

    @wraps(act)
    def act_with_why(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        form = WhyForm(request.POST, is_needed=name in model_admin.why_needed)
        if form.is_valid():
            with because(form.cleaned_data["why"]):
                return act(model_admin, request, queryset)
        is_mistake = ASKED in request.POST or bool(request.POST.get("why"))
        shown = form if is_mistake else WhyForm(is_needed=True)
        answer: HttpResponse = model_admin.ask_why(request, queryset, name, shown)
        return answer

    return act_with_why


def posted_again(request: HttpRequest, rows: Iterable[Any], name: str) -> list[tuple[str, str]]:
    """Return what the page that asks for a reason sends along, so that the same is done to the same rows."""
    kept = [("action", name), ("index", "0"), (ASKED, "1")]
    if request.POST.get("select_across") == "1":
        return [*kept, ("select_across", "1")]
    return [*kept, *((ACTION_CHECKBOX_NAME, str(row.pk)) for row in rows)]
