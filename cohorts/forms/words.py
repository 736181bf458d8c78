"""Long text."""

from typing import Any

from django import forms


class Words(forms.CharField):
    """Long text with one kind of line break, so that what fits is counted the same here and in the browser."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        """Return the text with plain line breaks."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)
