"""What programme staff do with programmes, groups, sessions and invitations. Reflections are not here, by design."""

from cohorts.admin.applications import ApplicationAdmin
from cohorts.admin.bounces import BounceAdmin
from cohorts.admin.cofacilitators import CoFacilitationAdmin
from cohorts.admin.cohorts import CohortAdmin, ProgrammePageAdmin
from cohorts.admin.debriefs import DebriefTemplateAdmin
from cohorts.admin.decisions import CohortDecisionAdmin
from cohorts.admin.forming import GroupsDraftAdmin
from cohorts.admin.groups import GroupMembershipAdmin, LearningGroupAdmin
from cohorts.admin.invitations import InvitationAdmin
from cohorts.admin.programmes import (
    AgreementClauseAdmin,
    MembershipAdmin,
    NeedPlanAdmin,
    ProgrammeAdmin,
    RoleGrantAdmin,
)
from cohorts.admin.proposals import ProposedGroupAdmin
from cohorts.admin.ringing import PersonToRingAdmin
from cohorts.admin.sessions import DebriefSessionAdmin
from cohorts.admin.turns import TurnAdmin

__all__ = (
    "AgreementClauseAdmin",
    "ApplicationAdmin",
    "BounceAdmin",
    "CoFacilitationAdmin",
    "CohortAdmin",
    "CohortDecisionAdmin",
    "DebriefSessionAdmin",
    "DebriefTemplateAdmin",
    "GroupMembershipAdmin",
    "GroupsDraftAdmin",
    "InvitationAdmin",
    "LearningGroupAdmin",
    "MembershipAdmin",
    "NeedPlanAdmin",
    "PersonToRingAdmin",
    "ProgrammeAdmin",
    "ProgrammePageAdmin",
    "ProposedGroupAdmin",
    "RoleGrantAdmin",
    "TurnAdmin",
)
