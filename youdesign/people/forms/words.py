"""Text as it is typed: long, or on one line; and what tells one sending of it from the next."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from youdesign.people.account_forms import NO_NULL

SHORTER = "Make it shorter: %(most)s characters at most. This is %(over)s too many."


class Fits(MaxLengthValidator):
    """Not longer than that; what is says by how much, for the sentence that a field has for it."""

    def __call__(self, value: str) -> None:
        """Raise what is wrong with it."""
        most = int(self.limit_value)
        if len(value) > most:
            room = {"most": f"{most:,}", "over": f"{len(value) - most:,}"}
            raise ValidationError(SHORTER, code=self.code, params=room)


class Text(forms.CharField):
    """Text which says by how much it is too long, where it is."""

    default_error_messages: ClassVar[dict[str, Any]] = {"max_length": SHORTER}

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        self.validators = [
            Fits(check.limit_value) if isinstance(check, MaxLengthValidator) else check for check in self.validators
        ]


class Words(Text):
    """Long text with one kind of line break, so that what fits is counted the same here and in the browser."""

    widget = forms.Textarea

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        kept = [check for check in self.validators if not isinstance(check, type(NO_NULL))]
        self.validators = [*kept, NO_NULL]

    def to_python(self, value: Any) -> str | None:
        """Return the text with plain line breaks."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class Line(Text):
    """A few words on one line: line breaks become spaces, so that none gets into a header or a file.

    They can be left out, unless there is a sentence for when they are missing.
    """

    def __init__(self, label: str, most: int, *, missing: str = "", **options: Any) -> None:
        said = {"required": missing}
        super().__init__(label=label, max_length=most, required=bool(missing), error_messages=said, **options)

    def to_python(self, value: Any) -> str | None:
        """Return the words with single spaces between them."""
        return super().to_python(" ".join(value.split()) if isinstance(value, str) else value)


class Once(forms.UUIDField):
    """Which time a form was opened, so that what is sent twice from it is kept once; nobody sees or fills it in."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid4)

    def to_python(self, value: Any) -> UUID:  # type: ignore[override]  # the stubs take it for words
        """Return it; what is missing or garbled is a time of its own."""
        try:
            return super().to_python(value) or uuid4()
        except ValidationError:
            return uuid4()
