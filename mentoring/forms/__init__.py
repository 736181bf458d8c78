"""What leaders and mentors type, in a module per noun."""

from mentoring.forms.agreements import ClauseForm
from mentoring.forms.buddies import BriefForm, BuddyAnswerForm, BuddyDebriefForm, BuddyOfferForm, BuddyRequestForm
from mentoring.forms.choosing import ChoosingNotesForm, NotNowForm
from mentoring.forms.closing import ThankYouForm
from mentoring.forms.deciding import DecideForm
from mentoring.forms.hellos import HelloForm
from mentoring.forms.load import LoadCheckForm, LoadForm
from mentoring.forms.offers import OfferForm
from mentoring.forms.reviews import HalfwayForm, TalkReviewForm
from mentoring.forms.talks import TalkForm
from mentoring.forms.why_not import WhyNotForm
from mentoring.forms.writing import NoteForm, StepForm

__all__ = (
    "BriefForm",
    "BuddyAnswerForm",
    "BuddyDebriefForm",
    "BuddyOfferForm",
    "BuddyRequestForm",
    "ChoosingNotesForm",
    "ClauseForm",
    "DecideForm",
    "HalfwayForm",
    "HelloForm",
    "LoadCheckForm",
    "LoadForm",
    "NotNowForm",
    "NoteForm",
    "OfferForm",
    "StepForm",
    "TalkForm",
    "TalkReviewForm",
    "ThankYouForm",
    "WhyNotForm",
)
