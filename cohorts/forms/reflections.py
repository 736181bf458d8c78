"""A debrief of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from cohorts.abouts import kinds
from cohorts.models import DebriefTemplate, LearningGroup
from cohorts.reflections import MARKS
from cohorts.reflections import Words as Said
from youdesign.people.forms.words import SHORTER, Line, Once, Words
from youdesign.people.models import Person

MOST_CHARACTERS = 20_000
MOST_COMMENT = 2_000
ONLY_YOU = "Only you can read this. Nobody else, not even programme staff."
FREELY = (
    "Write as much or as little as you like. What happened? What mattered, and what did you bring? "
    "How did they do? What next? “Nothing, and that is fine” is a good answer."
)
OPEN = ("open", "I leave it open")
GONE = "To a question that is not asked any more"
ABOUT_EVENTS = ("say", "rated")  # what is asked of an event only


@dataclass(frozen=True)
class Box:
    """One box to write in: its name in the form, what it asks, and how."""

    name: str
    asks: str
    hint: str = ""


def boxes_of(template: DebriefTemplate | None, sent: Mapping[str, str]) -> list[Box]:
    """Return the boxes of a template, or the one for writing freely; and one for words to a question that is gone.

    A box is called by its step, so that an answer stays with its question though staff put the steps in another order.
    """
    if template is None:
        return [Box("text", "", FREELY)]
    steps = {f"part_{step.pk}": step for step in template.steps.all()}
    gone = [name for name in sent if name.startswith("part_") and name not in steps and sent[name].strip()]
    hints = {name: f"{step.prompt} About {step.minutes} minutes." for name, step in steps.items()}
    return [*(Box(name, step.name, hints[name]) for name, step in steps.items()), *(Box(name, GONE) for name in gone)]


def boxes_with(words: Said, prompts: Mapping[str, str]) -> list[Box]:
    """Return the boxes in which these words were written."""
    return [
        Box(f"part_{at}" if asks else "text", asks, prompts.get(asks, "")) for at, (asks, _) in enumerate(words.parts)
    ]


def boxes_sent(sent: Mapping[str, str]) -> list[Box]:
    """Return the boxes that were sent, where what they ask cannot be read just now."""
    parts = [name for name in sent if name.startswith("part_")]
    return [Box(name, f"Part {at}") for at, name in enumerate(parts, start=1)] or [Box("text", "", FREELY)]


class ReflectionForm(forms.Form):
    """One box, or one for each question; and some ticks that may all be left open."""

    def __init__(
        self,
        data: Any = None,
        *,
        boxes: Sequence[Box],
        is_about_event: bool,
        audience: str = ONLY_YOU,
        said: Said | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.boxes, self.said = {box.name: box for box in boxes}, said
        for box in boxes:
            self.fields[box.name] = box_for(box, rows=14 if len(boxes) == 1 else 5)
        if said:
            self.initial.update(zip(self.boxes, (text for _, text in said.parts), strict=True))
        for name, (ask, choices) in MARKS.items():
            if is_about_event or name not in ABOUT_EVENTS:
                self.fields[name] = forms.ChoiceField(
                    label=ask,
                    choices=(*choices, OPEN),
                    required=False,
                    widget=forms.RadioSelect,
                    error_messages={"invalid_choice": "Choose one from the list, or leave it open."},
                )
                self.initial[name] = said.marks.get(name) if said else None  # nothing is ticked for anybody
        self.audiences = {next(iter(self.boxes)): audience}  # said once, above the first words
        self.unmarked = (*self.boxes, *MARKS)

    def clean(self) -> dict[str, Any]:
        """Ask for some words in any of the boxes."""
        kept = super().clean() or self.cleaned_data
        if not self.errors and not any(kept[name].strip() for name in self.boxes):
            self.add_error(next(iter(self.boxes)), "Write something first. A few words are enough.")
        return kept

    def words(self) -> Said:
        """Return what was written and ticked."""
        before = self.said.marks if self.said else {}  # what is not asked any more stays as it was
        ticked = {name: self.cleaned_data[name] if name in self.fields else before.get(name, "") for name in MARKS}
        marks = {name: tick for name, tick in ticked.items() if tick not in ("", OPEN[0])}
        return Said(tuple((box.asks, self.cleaned_data[name]) for name, box in self.boxes.items()), marks)

    def typed(self) -> list[Any]:
        """The boxes to write in, for the page."""
        return [self[name] for name in self.boxes]

    def texts(self) -> list[str]:
        """What stands in those boxes."""
        return [str(field.value() or "") for field in self.typed()]

    def has_ticks(self) -> bool:
        """Whether anything is ticked, or wrong with a tick."""
        return any(field.value() or field.errors for field in self.ticks())

    def ticks(self) -> list[Any]:
        """The ticks, for the page."""
        return [self[name] for name in MARKS if name in self.fields]


def box_for(box: Box, *, rows: int) -> Words:
    """Return one box to write in."""
    return Words(
        label=box.asks or "Your debrief",
        max_length=MOST_CHARACTERS,
        required=False,
        help_text=box.hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "max_length": f"{SHORTER} Or put the rest in a second debrief.",
        },
    )


class ReflectionNewForm(ReflectionForm):
    """A debrief that is not kept yet."""

    client_id = Once()


class ReflectionChangeForm(ReflectionForm):
    """The boxes again, with the version of the words that were put in them."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_version(self) -> int:
        """Take what is missing or garbled for a version that never was, so that nothing is saved over unseen."""
        version = str(self.cleaned_data["version"])
        return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0


class CommentForm(forms.Form):
    """A few words to somebody who shared a debrief."""

    client_id = Once()
    text = Words(
        label="Say something back",
        max_length=MOST_COMMENT,
        help_text="What struck you, or a question. No advice unless they asked for it.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Write something first. A few words are enough.",
        },
    )

    def __init__(self, data: Any = None, *, author: Person, **options: Any) -> None:
        super().__init__(data, **options)
        self.audiences = {"text": f"Only you and {author} can read this."}


class ShareForm(forms.Form):
    """Whom to let read it: one person, or a whole group."""

    def __init__(self, data: Any, *, people: Sequence[Person], groups: Sequence[LearningGroup]) -> None:
        super().__init__(data)
        self.people = {f"person-{person.pk}": person for person in people}
        self.groups = {f"group-{group.pk}": group for group in groups}
        everyone = [(key, f"Everybody who sits in {group} today") for key, group in self.groups.items()]
        self.fields["to"] = forms.ChoiceField(
            label="Who may read it?",
            choices=[*((key, str(person)) for key, person in self.people.items()), *everyone],
            widget=forms.RadioSelect,
            error_messages={
                "required": "Choose who may read it, or go back and keep it to yourself.",
                "invalid_choice": "They cannot be chosen any more. Choose somebody else, or go back.",
            },
        )


def abouts() -> list[tuple[str, str]]:
    """Return what debriefs can be about, to choose from."""
    named = [(kind.code, kind.name) for kind in kinds().values()]
    return [("", "Everything"), ("event", "Something that happened"), *named, ("other", "Something else")]


class LookForm(forms.Form):
    """What to look for among one's own debriefs."""

    unmarked = ("q", "about", "readers")
    q = Line(
        "Words in it",
        200,
        help_text="Nobody sees what you look for.",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),  # so that this device keeps it neither
    )
    about = forms.ChoiceField(
        label="About",
        required=False,
        choices=abouts,
        error_messages={"invalid_choice": "Choose one from the list."},
    )
    readers = forms.ChoiceField(
        label="Who reads it",
        required=False,
        choices=(("", "Anybody"), ("me", "Only you"), ("shared", "Shared")),
        error_messages={"invalid_choice": "Choose one from the list."},
    )

    @classmethod
    def filters_of(cls, address: Mapping[str, str]) -> dict[str, str]:
        """Return what an address says of the filters, nothing where it says something else."""
        form = cls(address)
        form.is_valid()
        return {name: form.cleaned_data.get(name, "") for name in ("about", "readers")}
