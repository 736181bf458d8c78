"""Long text."""

from typing import Any

from django import forms

from youdesign.people.account_forms import NO_NULL


class Words(forms.CharField):
    """Long text with one kind of line break, so that what fits is counted the same here and in the browser."""

    widget = forms.Textarea

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        kept = [check for check in self.validators if not isinstance(check, type(NO_NULL))]
        self.validators = [*kept, NO_NULL]

    def to_python(self, value: Any) -> str | None:
        """Return the text with plain line breaks."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)
