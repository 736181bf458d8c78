"""What people type or press, in a module per noun."""

from cohorts.forms.agreements import AgreementForm
from cohorts.forms.applications import AskForm
from cohorts.forms.care import PauseForm
from cohorts.forms.held import WhoWasThereForm
from cohorts.forms.learning import NoteChangeForm, NoteForm, NotePlaceForm
from cohorts.forms.live import ActForm, EndDebriefForm, LeaveDebriefForm
from cohorts.forms.messages import MessageForm
from cohorts.forms.next_steps import NextStepForm, if_line, then_line
from cohorts.forms.planning import SessionChangeForm, SessionForm, WhenForm, when_of
from cohorts.forms.proposals import AskFacilitatorForm, FacilitateForm, ProposalAnswerForm, ProposalForm
from cohorts.forms.pulse import ChangeWishForm, PulseForm
from cohorts.forms.recaps import RecapCheckForm, RecapForm, SeenForm
from cohorts.forms.reflections import CommentForm, LookForm, ReflectionChangeForm, ReflectionNewForm, ShareForm
from cohorts.forms.ringing import RingForm
from cohorts.forms.series import NewSessionForm
from cohorts.forms.sessions import AnswerForm, ArrangedForm, MetForm
from cohorts.forms.turns import TurnForm, WhichRoleForm, WhichTurnForm

__all__ = (
    "ActForm",
    "AgreementForm",
    "AnswerForm",
    "ArrangedForm",
    "AskFacilitatorForm",
    "AskForm",
    "ChangeWishForm",
    "CommentForm",
    "EndDebriefForm",
    "FacilitateForm",
    "LeaveDebriefForm",
    "LookForm",
    "MessageForm",
    "MetForm",
    "NewSessionForm",
    "NextStepForm",
    "NoteChangeForm",
    "NoteForm",
    "NotePlaceForm",
    "PauseForm",
    "ProposalAnswerForm",
    "ProposalForm",
    "PulseForm",
    "RecapCheckForm",
    "RecapForm",
    "ReflectionChangeForm",
    "ReflectionNewForm",
    "RingForm",
    "SeenForm",
    "SessionChangeForm",
    "SessionForm",
    "ShareForm",
    "TurnForm",
    "WhenForm",
    "WhichRoleForm",
    "WhichTurnForm",
    "WhoWasThereForm",
    "if_line",
    "then_line",
    "when_of",
)
