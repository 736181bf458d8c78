"""Getting mentors ready: the cases, the checks a programme requires, and dates for supervision."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from cohorts.admin.scope import ScopedAdmin, programmes_of
from mentoring.actions import plan_supervision
from mentoring.models import Case, MentorOffer, MentorsCircle, RequiredCheck, Supervision
from youdesign.people.models import Code
from youdesign.practice.admin import ContentAdmin

FEWEST = 2


@admin.register(MentorsCircle)
class MentorsCircleAdmin(ScopedAdmin):
    """Which learning group is the mentors' own."""

    programme: ClassVar[str] = "programme"
    adds = "Name a circle for mentors"
    lists = "Circles for mentors"
    list_display = ("group", "programme")
    list_select_related = ("programme", "group")
    fields = ("programme", "group")

    def named(self, obj: Any) -> str:
        """Which group, and where."""
        return f"{obj.group}, the mentors' circle of {obj.programme}"


class CaseForm(forms.ModelForm):
    """A case has at least two ways to go on, each with what might happen."""

    def clean_choices(self) -> str:
        """Refuse a paragraph without its second line, and fewer than two of them."""
        choices = str(self.cleaned_data["choices"])
        paragraphs = [part for part in choices.replace("\r\n", "\n").split("\n\n") if part.strip()]
        if len(Case(choices=choices).ways) < max(FEWEST, len(paragraphs)):
            raise forms.ValidationError(
                "Write at least two paragraphs with an empty line between them. In each, the first line says what one "
                "could do, and the next what might happen."
            )
        return choices


@admin.register(Case)
class CaseAdmin(ContentAdmin):
    """The cases for mentors and leaders: reworded, switched off, added to."""

    form = CaseForm
    adds = "Add a case"
    list_display = ("title", "side", "position", "is_on")
    fields = ("title", "slug", "side", "moment", "choices", "remember", "position", "is_on")
    list_filter = ("side", "is_on")
    search_fields = ("title", "moment")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(RequiredCheck)
class RequiredCheckAdmin(ScopedAdmin):
    """What a programme makes sure of before somebody mentors there."""

    programme: ClassVar[str] = "programme"
    adds = "Add a check before mentoring"
    lists = "Checks before mentoring"
    list_display = ("label", "programme", "position", "is_on")
    list_filter = (("programme", admin.RelatedOnlyFieldListFilter), "is_on")
    list_select_related = ("programme",)
    fields = ("programme", "label", "position", "is_on")


@admin.register(Supervision)
class SupervisionAdmin(ScopedAdmin):
    """Dates on which mentors are supported: who was there and which themes came up, nothing that was said."""

    programme: ClassVar[str] = "programme"
    adds = "Plan a supervision date"
    lists = "Supervision of mentors"
    list_display = ("starts_at", "programme", "supervisor", "how_many")
    list_filter = (("programme", admin.RelatedOnlyFieldListFilter), "starts_at")
    list_select_related = ("programme", "supervisor")
    fields = ("programme", "supervisor", "starts_at", "where", "mentors", "came", "themes")

    def named(self, obj: Any) -> str:
        """When, and where."""
        return f"supervision on {timezone.localtime(obj.starts_at):%-d %B %Y} in {obj.programme}"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With how many it is for, and how many came."""
        counts = {name: models.Count(name, distinct=True) for name in ("mentors", "came")}
        return super().get_queryset(request).annotate(**{f"of_{name}": count for name, count in counts.items()})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Mentors of these programmes, and the list of themes, as boxes to tick."""
        if db_field.name == "themes":
            kwargs["queryset"] = Code.objects.filter(listing="supervision_theme", is_on=True)
        else:
            offers = MentorOffer.objects.live().filter(programme__in=programmes_of(request.user))
            kwargs["queryset"] = offers.select_related("mentor")
            kwargs["form_class"] = ByMentor
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Mentors and themes are added to where they are kept."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.many_to_many:
            field.widget.can_add_related = False
        return field

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Let those who lacked only a date be ready."""
        super().save_related(request, form, formsets, change)
        plan_supervision(supervision=form.instance, by=request.user)

    @admin.display(description="who came")
    def how_many(self, supervision: Any) -> str:
        """How many of those it was for."""
        if supervision.starts_at > timezone.now():
            return f"For {supervision.of_mentors}, to come"
        return f"{supervision.of_came} of {supervision.of_mentors}"


class ByMentor(forms.ModelMultipleChoiceField):
    """Offers, called by their mentors."""

    def label_from_instance(self, obj: Any) -> str:
        """The mentor."""
        return str(obj.mentor)
