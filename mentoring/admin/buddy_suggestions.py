"""The staff page on which a meeting buddy is suggested by hand, after a look at who would read what."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cohorts.admin.previews import SURE, preview
from cohorts.admin.scope import ScopedAdmin
from mentoring.actions import suggest_buddy
from mentoring.buddy_suggesting import to_suggest
from mentoring.models import BuddyRequest, BuddySuggestion
from youdesign.notices.rehearsal import rehearse
from youdesign.people.audit import because
from youdesign.people.problems import Problem
from youdesign.people.requests import PersonRequest

TEMPLATE = "admin/mentoring/buddyrequest/suggest.html"


class SuggestBuddyForm(forms.Form):
    """One person for one date, and why."""

    person = forms.ChoiceField(
        label="Whom do you suggest?",
        widget=AdminRadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose somebody from the list as it is now."),
    )
    why = forms.CharField(
        label="Why them?",
        max_length=BuddySuggestion.LONGEST,
        help_text="The leader reads these words beside their name. Whoever you suggest reads nothing of it.",
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        error_messages={
            "required": "Say why, in a few words.",
            "max_length": f"This is too long. Use {BuddySuggestion.LONGEST} characters or fewer.",
        },
    )

    def __init__(self, data: Any, *, wish: BuddyRequest) -> None:
        """Offer those who can be asked for it."""
        super().__init__(data)
        people: Any = self.fields["person"]
        people.choices = [(str(person.pk), str(person)) for person in to_suggest(wish)]


def suggest_page(page: ScopedAdmin, request: PersonRequest, wish: BuddyRequest) -> HttpResponse:
    """Choose somebody and say why; then read what is sent; then suggest them."""
    form, now = SuggestBuddyForm(request.POST or None, wish=wish), timezone.now()
    title = f"Suggest a meeting buddy to {wish.leader}"
    if form.is_valid():
        try:
            return suggested(page, request, wish, form.cleaned_data, now)
        except Problem as problem:
            form.add_error("person", str(problem))
    return page.page(request, TEMPLATE, title, wish=wish, form=form)


def suggested(
    page: ScopedAdmin, request: PersonRequest, wish: BuddyRequest, said: dict[str, Any], now: datetime.datetime
) -> HttpResponse:
    """Show what it sends the first time, and do it once that was read. Raises what stands in the way."""
    person, why = int(said["person"]), said["why"]

    def act() -> None:
        with because(why):
            suggest_buddy(wish=wish, by=request.user, person=person, words=why, now=now)

    if SURE not in request.POST:
        return preview(request, page, rehearse(act), title="Who would be told", button="Suggest them", sure=SURE)
    act()
    messages.success(request, f"Suggested to {wish.leader}. They choose, and get a message now.")
    return redirect("admin:mentoring_buddyrequest_changelist")
