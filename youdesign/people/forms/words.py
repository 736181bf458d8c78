"""Text as it is typed: long, or on one line."""

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


class Line(forms.CharField):
    """A few words on one line: line breaks become spaces, so that none gets into a header or a file.

    They can be left out, unless there is a sentence for when they are missing.
    """

    def __init__(self, label: str, most: int, *, missing: str = "", **options: Any) -> None:
        said = {"max_length": f"Make it shorter: {most} characters at most.", "required": missing}
        super().__init__(label=label, max_length=most, required=bool(missing), error_messages=said, **options)

    def to_python(self, value: Any) -> str | None:
        """Return the words with single spaces between them."""
        return super().to_python(" ".join(value.split()) if isinstance(value, str) else value)
