"""What is asked of a leader who would like a meeting buddy, and of whoever would be one."""

from typing import Any

from django import forms

from mentoring.models import BuddyAnswer, BuddyOffer, BuddyRequest, BuddyWay
from mentoring.models.buddy_offers import TO_OTHERS
from youdesign.people.forms.codes import CodeChoices, Week
from youdesign.people.forms.words import Words
from youdesign.people.models import AccessNeed, Person

LONGEST = BuddyRequest.LONGEST
Question = BuddyAnswer.Question


def words(label: str, help_text: str = "", rows: int = 3) -> Words:
    """Return a box of a few lines that can be left empty."""
    area = forms.Textarea(attrs={"rows": rows})
    return Words(label=label, required=False, max_length=LONGEST, help_text=help_text, widget=area)


class NeedChoices(forms.ModelMultipleChoiceField):
    """A leader's own needs, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """What it is."""
        return str(obj.need)


class BuddyRequestForm(forms.Form):
    """What a leader would like of a meeting buddy."""

    ways = forms.MultipleChoiceField(
        label="What would you like?",
        choices=BuddyWay.choices,
        help_text="Tick any. One is enough.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one.", "invalid_choice": "Choose from the list."},
    )
    words = words(
        "What should they know before they answer?",
        "In your own words, as much or as little as you like. You never need to name an illness.",
        rows=4,
    )
    needs = NeedChoices(
        label="Which of the things you need may your buddy know?",
        queryset=AccessNeed.objects.none(),
        required=False,
        help_text="None is ticked for you.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs = AccessNeed.objects.visible_to(by).select_related("need")
        self.fields["needs"].queryset = needs  # type: ignore[attr-defined]
        if not needs:
            del self.fields["needs"]
        self.audiences = {
            "words": "Whoever you ask reads this, with what the date is, when and where. Programme staff do not.",
            "needs": "Only the one who says yes reads these.",
        }

    def said(self) -> dict[str, Any]:
        """Return what was said."""
        return {"needs": [], **self.cleaned_data}


class BuddyOfferForm(forms.Form):
    """How and when somebody would be a meeting buddy."""

    ways = forms.MultipleChoiceField(
        label="What would you do?",
        choices=[(way.value, f"{words[:1].upper()}{words[1:]}") for way, words in TO_OTHERS.items()],
        help_text="Tick any. “You” is the leader.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one.", "invalid_choice": "Choose from the list."},
    )
    times = CodeChoices("easy_time", label="When is easy for you?", help_text="Tick any.", widget=Week())
    is_open = forms.BooleanField(label="People can ask me just now", required=False)

    def __init__(self, data: Any = None, *, offer: BuddyOffer | None, times: Any = ()) -> None:
        begun = {"is_open": True, "times": list(times)}
        if offer is not None:
            begun = {"ways": offer.ways, "times": list(offer.times.all()), "is_open": offer.is_open}
        super().__init__(data, initial=begun)
        self.audiences = {"times": "Leaders who look for a buddy read whether their date is at an easy time of yours."}


class BuddyAnswerForm(forms.Form):
    """A few words with a yes."""

    words = Words(
        label="How they can reach you, or anything you would like to say",
        required=False,
        max_length=500,
        help_text="A phone number is handy on the day. It goes with a yes only.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, leader: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences = {"words": f"{leader} reads this, and nobody else."}


class BriefForm(forms.Form):
    """A short brief, with prompts."""

    what_it_is = words("What it is", "Who will be there, what it is about, how long it takes, how you get in.")
    to_get_across = words("What I want to get across", "One thing is enough. “If I say only one thing, it is …”")
    what_helps = words("What helps me", "“Sit where I can see you.” “Remind me to ask about the travel money.”")
    signals = words("Signals we use", "“If I touch my pen, ask for a break.” “If I look at you, say my name.”")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**8)
    unmarked = BuddyRequest.BRIEF

    def __init__(self, *args: Any, request: BuddyRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = f"{request.buddy}, your meeting buddy, reads this." if request.buddy else "Whoever says yes reads this."
        self.audiences = dict.fromkeys(BuddyRequest.BRIEF, f"{who} Programme staff and the host do not.")

    def words(self) -> dict[str, str]:
        """Return what the brief says."""
        return {part: self.cleaned_data[part] for part in BuddyRequest.BRIEF}


class BuddyDebriefForm(forms.Form):
    """Three questions, each for oneself or for both, and a thank-you."""

    mark = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, other: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audiences = {}
        name = other.get_short_name() if other else "The other"
        for question in Question:
            if question == Question.THANKS:
                self.fields[question.value] = words(f"Thank you, to {name}", "If you like.")
                self.audiences[question.value] = f"{name} reads this."
                continue
            self.fields[question.value] = words(question.label)
            self.audiences[question.value] = "Only you read this, unless you tick the box below."
            self.fields[f"share_{question}"] = forms.BooleanField(label=f"{name} may read this", required=False)
        self.unmarked = tuple(Question.values)

    def said(self) -> dict[str, Any]:
        """Return the words, and which of them are shared."""
        words = {name: self.cleaned_data[name] for name in Question.values}
        shared = {name: self.cleaned_data.get(f"share_{name}", False) for name in Question.values}
        return {"words": words, "shared": shared, "mark": self.cleaned_data["mark"]}

    def over(self, mark: str) -> dict[str, Any]:
        """Return what was typed, to be saved over what is there now."""
        return {name: value for name, value in self.cleaned_data.items() if value} | {"mark": mark}
