"""How every form field looks: the renderer, and the bound field that tells the templates what they need."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.renderers import TemplatesSetting

from youdesign.people.forms.codes import Week
from youdesign.people.forms.words import Text

CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
CLASSES: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str], ...] = (
    (forms.Textarea, "govuk-textarea"),
    ((forms.Select, forms.SelectDateWidget), "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
)


class Field(BoundField):
    """A field with the classes, the description and the error target that templates/forms/field.html asks for.

    A form class may say, by field name: `audiences` (who will read this, a sentence), `option_hints` ({value: hint}),
    `unmarked` (names whose label never gets "(optional)"). A field's own `audience` does the same as the first.
    """

    @property
    def kind(self) -> str:
        """The shape of the field's markup: radios, checkboxes, checkbox, or input for everything else."""
        widget = self.field.widget
        if isinstance(widget, Week):
            return "week"
        if isinstance(widget, forms.CheckboxSelectMultiple):
            return "checkboxes"
        if isinstance(widget, forms.RadioSelect):
            return "radios"
        return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"

    @property
    def audience(self) -> str:
        """Who will read what is written here, in words."""
        return str(getattr(self.form, "audiences", {}).get(self.name) or getattr(self.field, "audience", ""))

    @property
    def aria_describedby(self) -> str | None:
        """Django's hint and error, then the line that says how much fits and the one that says who reads it."""
        described = super().aria_describedby
        if described is None or not self.auto_id or self.is_hidden:
            return described
        extra = [f"{self.auto_id}_{part}" for part in ("limit", "audience") if getattr(self, part)]
        return " ".join([*described.split(), *extra])

    @property
    def limit(self) -> int | None:
        """How many characters a long text may have; a browser that cut it off silently would lose words."""
        return getattr(self.field, "max_length", None) if isinstance(self.field.widget, forms.Textarea) else None

    @property
    def is_marked_optional(self) -> bool:
        """Whether the label says so: single boxes that may stay empty, not lists to tick."""
        return not self.field.required and self.kind == "input" and self.name not in getattr(self.form, "unmarked", ())

    @property
    def styled(self) -> str:
        """The widget with our class, added to any the form gave it."""
        widget = self.field.widget
        name = next((name for kind, name in CLASSES if isinstance(widget, kind)), "govuk-input")
        classes = [widget.attrs.get("class", ""), name, f"{name}--error" if self.errors else ""]
        attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
        if self.limit or isinstance(self.field, Text):
            attrs["maxlength"] = False  # a browser would cut off what is pasted, and say nothing
        return self.as_widget(attrs=attrs)

    @property
    def options(self) -> Iterator[tuple[BoundWidget, str]]:
        """Each choice of a group, with its own hint when the form gives one."""
        hints = getattr(self.form, "option_hints", {}).get(self.name, {})
        for option in self.subwidgets:
            yield option, hints.get(option.data["value"], "")

    @property
    def week(self) -> dict[str, Any]:
        """The choices of a Week as a table: its columns, and a row for each day, by the two halves of each code."""
        cells = {str(option.data["value"].instance.slug): option.data for option in self.subwidgets}
        hints = {slug: data["value"].instance.hint for slug, data in cells.items()}
        columns = list(dict.fromkeys(slug.rpartition("_")[2] for slug in cells))
        days = list(dict.fromkeys(slug.rpartition("_")[0] for slug in cells))
        return {
            "columns": [
                (name.capitalize(), next((hints[s] for s in cells if s.endswith(f"_{name}") and hints[s]), ""))
                for name in columns
            ],
            "rows": [
                (day.replace("_", " ").capitalize(), [cells.get(f"{day}_{name}") for name in columns]) for day in days
            ],
        }

    @property
    def error_target(self) -> str:
        """The id that a link in the error summary should move to."""
        if self.kind in ("radios", "checkboxes", "week"):
            return next((option.id_for_label for option in self.subwidgets), self.auto_id)
        if isinstance(self.field.widget, forms.MultiWidget):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's attributes, but a single radio or tick box of a group is never invalid by itself."""
        attrs = super().build_widget_attrs(attrs, widget)
        if isinstance(widget or self.field.widget, CHOICE_WIDGETS):
            attrs.pop("aria-invalid", None)
        return attrs


class Renderer(TemplatesSetting):
    """Every form of the site, drawn by the templates in templates/forms/."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = Field
