"""What a page's script sends to keep."""

from django import forms

from youdesign.people.models import Draft


class DraftForm(forms.Form):
    """A form as it stands, over which words it was begun, and which draft it follows."""

    form = forms.CharField(max_length=Draft.LONGEST, strip=False)
    version = forms.CharField(required=False, max_length=80)
    mark = forms.CharField(required=False, max_length=16)
