"""If something happens, then I will do something: the same two halves wherever a step is set."""

from typing import Any

from django import forms

from cohorts.models import DebriefSession, Turn
from cohorts.models.next_steps import LONGEST_STEP
from cohorts.next_steps import IfThen
from youdesign.people.forms.words import Line, Once

ONLY_YOU = "Only you can read this. Nobody else, not even programme staff."
OR_THE_TABLE = (
    "You, and those who sit at this table now, unless you tick below. "
    "Not people who join later, and not programme staff."
)


def if_line() -> Line:
    """Return the box for when it would be."""
    return Line(
        "If this happens",
        LONGEST_STEP,
        missing="Write when it would be. “It is Monday morning” is fine.",
        help_text="A time, a place, or something somebody says.",
    )


def then_line() -> Line:
    """Return the box for what one would do."""
    return Line("Then I will", LONGEST_STEP, missing="Write what you would do.", help_text="Small enough to really do.")


class NextStepForm(forms.Form):
    """A step of one's own; set at a session, its table reads it unless it is kept to oneself."""

    client_id = Once()
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    if_words = if_line()
    then_words = then_line()
    keep_private = forms.BooleanField(label="Keep it to myself", required=False)

    def __init__(
        self, data: Any = None, *, session: DebriefSession | None, turn: Turn | None = None, **options: Any
    ) -> None:
        super().__init__(data, auto_id="id_step_%s", **options)
        self.session, self.turn = session, turn
        if session is None:
            del self.fields["keep_private"]
        self.audiences = {"then_words": OR_THE_TABLE if session else ONLY_YOU}

    def clean_version(self) -> int:
        """Take what is missing or garbled for a version that never was, so that nothing is saved over unseen."""
        version = str(self.cleaned_data["version"])
        return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0

    def texts(self) -> list[str]:
        """What stands in both boxes."""
        return [str(self[name].value() or "") for name in ("if_words", "then_words")]

    def words(self) -> IfThen:
        """Return the two halves."""
        return IfThen(self.cleaned_data["if_words"], self.cleaned_data["then_words"])

    @property
    def is_shared(self) -> bool:
        """Whether the table may read it."""
        return self.session is not None and not self.cleaned_data["keep_private"]
