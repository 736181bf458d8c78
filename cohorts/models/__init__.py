"""The facts of programmes, cohorts, learning groups, sessions, invitations and reflections, in a module per noun."""

from cohorts.models.agreements import AgreementClause, AgreementVersion, AgreementVoice
from cohorts.models.applications import Application
from cohorts.models.attendance import AccessOutcome, Attendance
from cohorts.models.debriefs import DebriefStep, DebriefTemplate
from cohorts.models.decisions import CohortDecision
from cohorts.models.forming import DraftGroup, DraftSeat, GroupsDraft, RatherNot
from cohorts.models.groups import CoFacilitation, GroupMembership, LearningGroup
from cohorts.models.invitations import Invitation
from cohorts.models.learning import LearningNote
from cohorts.models.live import LiveDebrief
from cohorts.models.messages import SessionMessage
from cohorts.models.next_steps import NextStep
from cohorts.models.pages import ProgrammePage
from cohorts.models.pauses import Pause
from cohorts.models.programmes import Cohort, Membership, NeedPlan, Programme, RoleGrant
from cohorts.models.proposals import ProposedGroup, ProposedSeat
from cohorts.models.pulse import ChangeWish, PulseAnswer
from cohorts.models.recaps import RecapCheck, SessionRecap
from cohorts.models.reflections import Reflection, ReflectionComment, ReflectionShare, ReflectionVersion
from cohorts.models.ringing import PersonToRing
from cohorts.models.roles import SessionRole
from cohorts.models.series import SeriesDay, SeriesNews, SeriesNewsDate, SessionSeries
from cohorts.models.sessions import DebriefSession, SessionTime
from cohorts.models.turns import Turn

__all__ = (
    "AccessOutcome",
    "AgreementClause",
    "AgreementVersion",
    "AgreementVoice",
    "Application",
    "Attendance",
    "ChangeWish",
    "CoFacilitation",
    "Cohort",
    "CohortDecision",
    "DebriefSession",
    "DebriefStep",
    "DebriefTemplate",
    "DraftGroup",
    "DraftSeat",
    "GroupMembership",
    "GroupsDraft",
    "Invitation",
    "LearningGroup",
    "LearningNote",
    "LiveDebrief",
    "Membership",
    "NeedPlan",
    "NextStep",
    "Pause",
    "PersonToRing",
    "Programme",
    "ProgrammePage",
    "ProposedGroup",
    "ProposedSeat",
    "PulseAnswer",
    "RatherNot",
    "RecapCheck",
    "Reflection",
    "ReflectionComment",
    "ReflectionShare",
    "ReflectionVersion",
    "RoleGrant",
    "SeriesDay",
    "SeriesNews",
    "SeriesNewsDate",
    "SessionMessage",
    "SessionRecap",
    "SessionRole",
    "SessionSeries",
    "SessionTime",
    "Turn",
)
