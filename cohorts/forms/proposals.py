"""Proposing a group to one's cohort."""

from typing import Any, cast

from django import forms
from django.db import models

from cohorts.models import Cohort
from youdesign.people.forms.words import Line, Words
from youdesign.people.models import Person

NOBODY_YET = "We still need somebody"


class AskFacilitatorForm(forms.Form):
    """Who is asked to facilitate it, or nobody for now."""

    facilitator = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label="Whom do we ask?",
        help_text="They can say not now. Whoever was asked before is not asked any more.",
        widget=forms.RadioSelect,
        required=False,
        blank=True,
        empty_label="Nobody for now",
        error_messages={"invalid_choice": "Choose one of these."},
    )

    def __init__(self, data: Any, *, people: models.QuerySet[Person], asked: Person | None) -> None:
        super().__init__(data, initial={"facilitator": asked})
        cast(forms.ModelChoiceField, self.fields["facilitator"]).queryset = people


class ProposalForm(forms.Form):
    """Which cohort, where there is a choice; what it is called and for; when; and who is asked to facilitate it."""

    cohort = forms.ModelChoiceField(
        queryset=Cohort.objects.none(),
        label="Which cohort is it for?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a cohort.", "invalid_choice": "Choose one of these."},
    )
    name = Line("What would you call it?", 80, missing="Give the group a name.")
    purpose = Words(
        label="What is it for?",
        help_text="One or two sentences. For example: for people who sit on boards for the first time.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say what the group is for.",
        },
    )
    meets = Line(
        "When could it meet?",
        120,
        missing="Say roughly when it could meet.",
        help_text="Roughly is fine. For example: Thursday mornings, every two weeks.",
    )
    facilitator = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label="Who facilitates it?",
        help_text="We ask the person you choose. They can say not now.",
        widget=forms.RadioSelect,
        required=False,
        blank=True,
        empty_label=NOBODY_YET,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    audiences = dict.fromkeys(
        ("name", "purpose", "meets"),
        "People of your cohort, the programme's facilitators and its coordinators read this.",
    )

    def __init__(self, data: Any, *, cohorts: models.QuerySet[Cohort], hosts: models.QuerySet[Person]) -> None:
        super().__init__(data, initial={"cohort": cohorts.first()})
        choice = cast(forms.ModelChoiceField, self.fields["cohort"])
        choice.queryset = cohorts
        if len(cohorts) == 1:
            choice.widget = forms.HiddenInput()
        cast(forms.ModelChoiceField, self.fields["facilitator"]).queryset = hosts


class ProposalAnswerForm(forms.Form):
    """In, or no thanks."""

    answer = forms.ChoiceField(choices=[("in", "in"), ("no_thanks", "no_thanks")])


class FacilitateForm(forms.Form):
    """Yes, or not now."""

    wish = forms.ChoiceField(choices=[("yes", "yes"), ("not_now", "not_now")])
