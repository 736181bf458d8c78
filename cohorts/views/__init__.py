"""The pages, in a module per noun."""

from cohorts.views.care import care_pause, care_unwell
from cohorts.views.groups import group_detail, group_leave, group_mine
from cohorts.views.invitations import invitation_accept, invitation_decline, invitation_detail
from cohorts.views.reflections import (
    reflection_detail,
    reflection_edit,
    reflection_list,
    reflection_new,
    reflection_unshare,
)
from cohorts.views.sessions import session_answer, session_calendar, session_detail, session_met

__all__ = (
    "care_pause",
    "care_unwell",
    "group_detail",
    "group_leave",
    "group_mine",
    "invitation_accept",
    "invitation_decline",
    "invitation_detail",
    "reflection_detail",
    "reflection_edit",
    "reflection_list",
    "reflection_new",
    "reflection_unshare",
    "session_answer",
    "session_calendar",
    "session_detail",
    "session_met",
)
