"""The pages, in a module per noun."""

from cohorts.views.agreements import agreement_agree, agreement_change, agreement_detail, agreement_history
from cohorts.views.answering import session_answer_link
from cohorts.views.care import care_pause, care_unwell, care_unwell_link, place_leave
from cohorts.views.groups import group_detail, group_leave, group_mine, group_step_down
from cohorts.views.held import session_held
from cohorts.views.invitations import (
    invitation_accept,
    invitation_decline,
    invitation_detail,
    invitation_join,
    invitation_link,
    invitation_link_decline,
)
from cohorts.views.journal import reflection_list
from cohorts.views.keeping_on import group_keep_going
from cohorts.views.learning import (
    learning_change,
    learning_list,
    learning_take_back,
    session_learning,
    session_learning_write,
)
from cohorts.views.live import debrief_act, debrief_end, debrief_leave, debrief_led, debrief_live
from cohorts.views.messages import session_message, session_messages
from cohorts.views.next_steps import (
    next_step_change,
    next_step_list,
    next_step_move,
    next_step_new,
    next_step_throw_away,
)
from cohorts.views.planning import session_cancel, session_edit, session_new
from cohorts.views.programmes import (
    application_take_back,
    programme_ask,
    programme_decisions,
    programme_detail,
    programme_list,
)
from cohorts.views.proposals import (
    proposal_answer,
    proposal_ask,
    proposal_detail,
    proposal_facilitate,
    proposal_list,
    proposal_new,
    proposal_take_back,
)
from cohorts.views.pulse import group_pulse
from cohorts.views.rating import session_rate
from cohorts.views.recaps import (
    group_learned,
    session_recap,
    session_recap_agree,
    session_recap_change,
    session_recap_keep,
    session_recap_right,
    session_recap_write,
)
from cohorts.views.reflection_kept import (
    reflection_forget,
    reflection_put_back,
    reflection_save,
    reflection_save_pdf,
    reflection_throw_away,
    reflection_versions,
    reflections_save,
    reflections_save_pdf,
)
from cohorts.views.reflection_readers import reflection_comment, reflection_share, reflection_unshare
from cohorts.views.reflections import (
    reflection_detail,
    reflection_edit,
    reflection_new,
)
from cohorts.views.ringing import session_ring
from cohorts.views.session_roles import role_pass, role_take
from cohorts.views.sessions import (
    session_answer,
    session_arranged,
    session_calendar,
    session_detail,
    session_met,
    session_needs,
)
from cohorts.views.straight_after import group_debrief_now
from cohorts.views.turns import (
    reflection_turn,
    turn_change,
    turn_list,
    turn_offer,
    turn_pick,
    turn_put_back,
    turn_up,
    turn_withdraw,
)

__all__ = (
    "agreement_agree",
    "agreement_change",
    "agreement_detail",
    "agreement_history",
    "application_take_back",
    "care_pause",
    "care_unwell",
    "care_unwell_link",
    "debrief_act",
    "debrief_end",
    "debrief_leave",
    "debrief_led",
    "debrief_live",
    "group_debrief_now",
    "group_detail",
    "group_keep_going",
    "group_learned",
    "group_leave",
    "group_mine",
    "group_pulse",
    "group_step_down",
    "invitation_accept",
    "invitation_decline",
    "invitation_detail",
    "invitation_join",
    "invitation_link",
    "invitation_link_decline",
    "learning_change",
    "learning_list",
    "learning_take_back",
    "next_step_change",
    "next_step_list",
    "next_step_move",
    "next_step_new",
    "next_step_throw_away",
    "place_leave",
    "programme_ask",
    "programme_decisions",
    "programme_detail",
    "programme_list",
    "proposal_answer",
    "proposal_ask",
    "proposal_detail",
    "proposal_facilitate",
    "proposal_list",
    "proposal_new",
    "proposal_take_back",
    "reflection_comment",
    "reflection_detail",
    "reflection_edit",
    "reflection_forget",
    "reflection_list",
    "reflection_new",
    "reflection_put_back",
    "reflection_save",
    "reflection_save_pdf",
    "reflection_share",
    "reflection_throw_away",
    "reflection_turn",
    "reflection_unshare",
    "reflection_versions",
    "reflections_save",
    "reflections_save_pdf",
    "role_pass",
    "role_take",
    "session_answer",
    "session_answer_link",
    "session_arranged",
    "session_calendar",
    "session_cancel",
    "session_detail",
    "session_edit",
    "session_held",
    "session_learning",
    "session_learning_write",
    "session_message",
    "session_messages",
    "session_met",
    "session_needs",
    "session_new",
    "session_rate",
    "session_recap",
    "session_recap_agree",
    "session_recap_change",
    "session_recap_keep",
    "session_recap_right",
    "session_recap_write",
    "session_ring",
    "turn_change",
    "turn_list",
    "turn_offer",
    "turn_pick",
    "turn_put_back",
    "turn_up",
    "turn_withdraw",
)
