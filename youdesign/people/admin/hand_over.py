"""The one step that puts somebody else in the place of whoever is responsible for a row."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.admin.why import Why
from youdesign.people.audit import because
from youdesign.people.models import Person
from youdesign.people.problems import Problem
from youdesign.people.requests import PersonRequest


class HandOverForm(forms.Form):
    """Who takes it over."""

    to = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label="Who takes it over?",
        empty_label="Choose somebody",
        error_messages={"required": "Choose who takes it over."},
    )
    why = Why(is_needed=True)

    def __init__(self, *args: Any, candidates: models.QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = candidates


class HandedOverAdmin(PlainAdmin):
    """Rows that always have somebody responsible, with a page to hand each over."""

    change_form_template = "admin/handed_over.html"
    hands_over: ClassVar[str]  # what the page's link says
    what_happens: ClassVar[str]
    nobody_else: ClassVar[str]
    found_at: ClassVar[tuple[str, str]]  # where somebody is made one who could take it over: words, and an address

    def get_urls(self) -> list[Any]:
        """With the page that hands one over."""
        view = self.admin_site.admin_view(self.hand_over_view)
        return [path("<int:pk>/hand-over/", view, name=self._url_name()), *super().get_urls()]

    def _url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_hand_over"

    def held_by(self, obj: Any) -> Person | None:
        """Who is responsible now."""
        raise NotImplementedError

    def may_hand_over(self, by: Person, obj: Any) -> bool:
        """Whether this member of staff may."""
        raise NotImplementedError

    def candidates(self, by: Person, obj: Any) -> models.QuerySet[Person]:
        """Who could take it over."""
        raise NotImplementedError

    def in_order(self, candidates: models.QuerySet[Person], obj: Any) -> models.QuerySet[Person]:
        """Put them in the order in which they are offered."""
        return candidates.order_by("name", "pk")

    def hand_over(self, obj: Any, to: Person, by: Person) -> str:
        """Do it, and say what is true now."""
        raise NotImplementedError

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the way to hand it over."""
        obj = kwargs.get("obj")
        if obj is not None and self.may_hand_over(request.user, obj):
            context["hand_over_url"] = reverse(f"admin:{self._url_name()}", args=[obj.pk])
            context["hands_over"] = self.hands_over
        return super().render_change_form(request, context, *args, **kwargs)

    def hand_over_view(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Ask who takes it over, and hand it over."""
        obj = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, obj) or not self.may_hand_over(request.user, obj):
            raise PermissionDenied
        held_by = self.held_by(obj)
        candidates = self.in_order(self.candidates(request.user, obj), obj)
        if held_by is not None:
            candidates = candidates.exclude(pk=held_by.pk)
        form = HandOverForm(request.POST or None, candidates=candidates, auto_id="id_%s")
        if form.is_valid():
            try:
                with because(form.cleaned_data["why"]):
                    messages.success(request, self.hand_over(obj, form.cleaned_data["to"], request.user))
            except Problem as problem:
                form.add_error("to", str(problem))
            else:
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return self._asked(request, obj, form, is_anybody_there=candidates.exists())

    def _asked(self, request: HttpRequest, obj: Any, form: forms.Form, *, is_anybody_there: bool) -> TemplateResponse:
        facts = {
            "form": form,
            "now": self.held_by(obj),
            "what_happens": self.what_happens,
            "nobody_else": "" if is_anybody_there else self.nobody_else,
            "found_at": (self.found_at[0], reverse(self.found_at[1])),
        }
        return self.page(request, "admin/hand_over.html", f"{self.hands_over}: {self.named(obj)}", **facts)
