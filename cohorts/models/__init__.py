"""Programmes, cohorts and places in them; learning groups and their sessions; invitations; reflections and who they are shared with."""

from cohorts.models.groups import AgreementClause, GroupMembership, LearningGroup
from cohorts.models.invitations import Invitation
from cohorts.models.programmes import Cohort, Membership, NeedPlan, Programme, RoleGrant
from cohorts.models.reflections import Reflection, ReflectionShare
from cohorts.models.sessions import Attendance, DebriefSession, SessionTime

__all__ = (
    "AgreementClause",
    "Attendance",
    "Cohort",
    "DebriefSession",
    "GroupMembership",
    "Invitation",
    "LearningGroup",
    "Membership",
    "NeedPlan",
    "Programme",
    "Reflection",
    "ReflectionShare",
    "RoleGrant",
    "SessionTime",
)
