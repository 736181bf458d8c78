"""Asking to join a programme."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models

from cohorts.models import Cohort, ProgrammePage
from youdesign.people.forms.words import SHORTER, Words


class AskForm(forms.Form):
    """Asking to join: which cohort, where there is a choice, and the answer to the programme's question."""

    cohort = forms.ModelChoiceField(
        queryset=Cohort.objects.none(),
        label="When would you like to start?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose when to start.", "invalid_choice": "Choose one of these."},
    )
    answer = Words(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": "Write an answer. One or two sentences are enough.",
            "max_length": f"{SHORTER} Tell us the rest when we talk.",
        },
    )

    def __init__(
        self, data: Any, *, page: ProgrammePage, cohorts: models.QuerySet[Cohort], typed: Mapping[str, str]
    ) -> None:
        super().__init__(data, initial={"cohort": cohorts.first(), **typed})
        self.audiences = {"answer": f"{page.programme.coordinator} and the staff of this programme read this."}
        choice = self.fields["cohort"]
        choice.queryset = cohorts  # type: ignore[attr-defined]  # a ModelChoiceField has one
        choice.label_from_instance = starts  # type: ignore[attr-defined]
        if len(cohorts) == 1:
            choice.widget = forms.HiddenInput()
        self.fields["answer"].label = page.question
        if not page.question:
            del self.fields["answer"]


def starts(cohort: Cohort) -> str:
    """Return a cohort as a choice of when to start."""
    return f"{cohort.starts_on:%-d %B %Y}: {cohort}"
