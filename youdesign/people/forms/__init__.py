"""Forms about a person, in a module per noun."""

from youdesign.people.forms.accounts import SignUpForm
from youdesign.people.forms.concerns import ConcernForm
from youdesign.people.forms.listings import ListingForm
from youdesign.people.forms.profiles import BringForm, NeedForm

__all__ = ("BringForm", "ConcernForm", "ListingForm", "NeedForm", "SignUpForm")
