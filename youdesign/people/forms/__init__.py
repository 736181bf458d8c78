"""Forms about a person, in a module per noun."""

from youdesign.people.forms.accounts import SignUpForm
from youdesign.people.forms.concerns import ComplaintForm, ConcernForm, MoveForm, ReplyForm
from youdesign.people.forms.drafts import DraftForm
from youdesign.people.forms.listings import ListingForm
from youdesign.people.forms.needs import NeedForm
from youdesign.people.forms.photos import PhotoForm
from youdesign.people.forms.sections import AboutForm, BringForm, MentorForm, ProfileForm, WhenForm, WhereForm

__all__ = (
    "AboutForm",
    "BringForm",
    "ComplaintForm",
    "ConcernForm",
    "DraftForm",
    "ListingForm",
    "MentorForm",
    "MoveForm",
    "NeedForm",
    "PhotoForm",
    "ProfileForm",
    "ReplyForm",
    "SignUpForm",
    "WhenForm",
    "WhereForm",
)
