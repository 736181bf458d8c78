"""Forms about a person, in a module per noun."""

from youdesign.people.forms.accounts import SignUpForm
from youdesign.people.forms.concerns import ComplaintForm, ConcernForm, MoveForm, ReplyForm
from youdesign.people.forms.profiles import BringForm, NeedForm

__all__ = ("BringForm", "ComplaintForm", "ConcernForm", "MoveForm", "NeedForm", "ReplyForm", "SignUpForm")
