"""A yes or a no to one purpose."""

from django import forms

from youdesign.people.purposes import PURPOSES


class ConsentForm(forms.Form):
    """One button for yes, one for no; nothing is chosen for anybody."""

    purpose = forms.ChoiceField(choices=[(code, purpose.title) for code, purpose in PURPOSES.items()])
    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")])
