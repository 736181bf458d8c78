"""A person's wish about one kind of notice."""

from django import forms

from youdesign.notices.kinds import all_kinds
from youdesign.notices.models import NoticePreference


class WishForm(forms.Form):
    """Send these, or do not."""

    frequency = forms.ChoiceField(
        label="What would you like?",
        choices=NoticePreference.Frequency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether we send these messages"},
    )


class KindWishForm(WishForm):
    """The same, with the kind it is about."""

    kind = forms.ChoiceField(
        choices=lambda: [(kind.code, kind.title) for kind in all_kinds().values() if kind.can_be_off]
    )
