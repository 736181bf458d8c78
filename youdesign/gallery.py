"""The gallery: every component and every state of a form on one page, for builders and for the browser tests."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from youdesign.people.forms.words import Words

WORDS = (
    ("leader", "Patient leader"),
    ("carer", "Carer leader"),
    ("expert", "Expert by experience"),
    ("own", "My own words"),
)
NEEDS = (("captions", "Captions"), ("breaks", "Breaks"), ("papers", "Papers early"), ("phone", "Joining by phone"))
THEMES = (("", "Choose one"), ("heard", "Being heard"), ("power", "Who holds the power"))
DAY = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
STEPS = (
    {"title": "Say hello", "state": "done", "href": "#g-steps"},
    {
        "title": "Talk once, for about half an hour",
        "state": "now",
        "href": "#g-steps",
        "text": "Ruth is free on weekday afternoons.",
    },
    {"title": "Each say yes, or no thanks", "state": "later", "text": "Neither of you has to give a reason."},
)


class GalleryForm(forms.Form):
    """One field of every kind, with hints, who reads it, and words that say what to do."""

    audiences = {
        "happened": "Only you can read this, until you share it.",
        "phone": "Your coordinator will read this. Nobody else will.",
    }
    option_hints = {"needs": {"papers": "Five days before, with one page that sums them up."}}

    called = forms.CharField(
        label="What should we call you?",
        help_text="The name people in your group will see. It need not be your full name.",
        error_messages={"required": "Write the name people should call you"},
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = forms.EmailField(
        label="E-mail address",
        error_messages={
            "required": "Write your e-mail address",
            "invalid": "Finish the e-mail address, like maureen@example.org",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Password",
        help_text="Three words you will remember are a good one.",
        error_messages={"required": "Choose a password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    phone = forms.CharField(
        label="Phone number",
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "tel"}),
    )
    word = forms.ChoiceField(
        label="What do you call yourself in this work?",
        help_text="There is no right answer. People disagree about these words, and so can you.",
        choices=WORDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you call yourself, or write your own words"},
    )
    needs = forms.MultipleChoiceField(
        label="What do you need, to take part?",
        help_text="Tick any. We ask once.",
        choices=NEEDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick only what is in the list"},
    )
    theme = forms.ChoiceField(
        label="What was it about?", choices=THEMES, error_messages={"required": "Choose what it was about"}
    )
    on = forms.DateField(
        label="Which day was it?",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Choose the day", "invalid": "Write the day, like 21 August 2026"},
    )
    at = forms.DateTimeField(
        label="When shall we meet?",
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"required": "Choose a day and a time", "invalid": "Choose a day and a time"},
    )
    happened = Words(
        label="What happened?",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Write what happened, a few words will do",
        },
    )
    paper = forms.FileField(
        label="A paper you were given",
        required=False,
        error_messages={"empty": "Choose a paper that has something in it"},
    )
    code = forms.CharField(
        label="The code from the e-mail",
        widget=forms.TextInput(attrs={"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Write the code from the e-mail"},
    )
    agree = forms.BooleanField(
        label="I have read how my words are kept",
        help_text="You can change your mind at any time.",
        error_messages={"required": "Tick the box when you have read it"},
    )

    def clean(self) -> dict[str, Any]:
        """Show what a problem of no single field looks like, once something was sent."""
        self.add_error(None, "You have not said yet whether this is about one event or the whole involvement")
        return self.cleaned_data


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component, and the same form untouched, filled in, and needing another look."""
    if request.method == "POST":
        return redirect(request.path)
    filled = {
        "called": "Maureen",
        "email": "maureen@example.org",
        "word": "leader",
        "needs": ["breaks"],
        "happened": "They thanked me.",
        "agree": True,
    }
    context = {
        "empty_form": GalleryForm(auto_id="empty_%s"),
        "filled_form": GalleryForm(initial=filled, auto_id="filled_%s"),
        "form": GalleryForm(
            {
                "called": "Maureen",
                "email": "maureen@",
                "needs": ["nothing"],
                "happened": "a" * 401,
            },
            auto_id="id_%s",
        ),
        "steps": STEPS,
        "day": DAY,
        "reasons": [
            "You want help with a hard conversation. Ruth has sat on a discharge board for three years.",
            "You both put fairness first.",
        ],
        "differences": ["Not the same: Ruth lives 40 miles away, so you would talk by phone."],
    }
    return render(request, "gallery.html", context)
