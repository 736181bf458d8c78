"""Every change to programmes, groups, sessions, invitations and reflections, in a module per noun."""

from cohorts.actions.accepting import accept_invitation, decline_invitation
from cohorts.actions.agreements import agree_with_group, change_agreement
from cohorts.actions.applications import (
    ask_to_join,
    close_asking,
    fill_places,
    put_on_waiting_list,
    say_not_this_time,
    take_back_application,
    welcome,
)
from cohorts.actions.attending import (
    answer_session,
    be_better_today,
    be_unwell_today,
    look_at_needs,
    say_if_needs_were_met,
    say_need_is_arranged,
)
from cohorts.actions.carrying_over import carry_over_what_is_past
from cohorts.actions.cofacilitating import add_cofacilitator, end_cofacilitation
from cohorts.actions.forming import arrange_groups, fit_groups, propose_groups, publish_groups, throw_draft_away
from cohorts.actions.groups import join_group, leave_group, move_group, start_group
from cohorts.actions.handing_over import hand_over_group, hand_over_programme
from cohorts.actions.held import say_who_was_there
from cohorts.actions.invitations import invite, invite_list, revoke_invitation, send_invitation_again
from cohorts.actions.keeping_on import keep_going
from cohorts.actions.learning import (
    change_note,
    forget_what_was_written_about,
    show_writing,
    take_back_note,
    write_note,
)
from cohorts.actions.live import act_in_debrief, end_debrief, end_forgotten, leave_debrief, note_led
from cohorts.actions.messages import write_message
from cohorts.actions.next_steps import change_next_step, move_next_step, set_next_step, throw_next_step_away
from cohorts.actions.opening import open_proposal, say_not_now
from cohorts.actions.places import (
    come_back,
    end_role,
    grant_role,
    leave_programme,
    move_membership,
    pause_place,
    resume_place,
    take_a_pause,
)
from cohorts.actions.programmes import move_programme
from cohorts.actions.proposing import (
    answer_proposal,
    ask_to_facilitate,
    propose_group,
    say_who_facilitates,
    take_back_proposal,
)
from cohorts.actions.pulse import answer_pulse, rate_session, wish_for_change
from cohorts.actions.rather_not import rather_not_be_with, stop_rather_not
from cohorts.actions.recaps import agree_recap, check_recap, keep_recap, write_recap
from cohorts.actions.reflections import (
    change_reflection,
    comment_on_reflection,
    forget_versions,
    share_reflection,
    share_reflection_with_group,
    stop_sharing_reflection,
    throw_reflection_away,
    write_reflection,
)
from cohorts.actions.ringing import ask_to_be_rung, say_rung
from cohorts.actions.series import call_off_series, move_series, plan_series
from cohorts.actions.session_roles import pass_role, take_role
from cohorts.actions.sessions import cancel_session, move_session, plan_session
from cohorts.actions.straight_after import debrief_straight_after
from cohorts.actions.turns import (
    change_turn,
    hold_turn,
    move_turn_up,
    offer_turn,
    pick_turn,
    put_turn_back,
    withdraw_turn,
)

__all__ = (
    "accept_invitation",
    "act_in_debrief",
    "add_cofacilitator",
    "agree_recap",
    "agree_with_group",
    "answer_proposal",
    "answer_pulse",
    "answer_session",
    "arrange_groups",
    "ask_to_be_rung",
    "ask_to_facilitate",
    "ask_to_join",
    "be_better_today",
    "be_unwell_today",
    "call_off_series",
    "cancel_session",
    "carry_over_what_is_past",
    "change_agreement",
    "change_next_step",
    "change_note",
    "change_reflection",
    "change_turn",
    "check_recap",
    "close_asking",
    "come_back",
    "comment_on_reflection",
    "debrief_straight_after",
    "decline_invitation",
    "end_cofacilitation",
    "end_debrief",
    "end_forgotten",
    "end_role",
    "fill_places",
    "fit_groups",
    "forget_versions",
    "forget_what_was_written_about",
    "grant_role",
    "hand_over_group",
    "hand_over_programme",
    "hold_turn",
    "invite",
    "invite_list",
    "join_group",
    "keep_going",
    "keep_recap",
    "leave_debrief",
    "leave_group",
    "leave_programme",
    "look_at_needs",
    "move_group",
    "move_membership",
    "move_next_step",
    "move_programme",
    "move_series",
    "move_session",
    "move_turn_up",
    "note_led",
    "offer_turn",
    "open_proposal",
    "pass_role",
    "pause_place",
    "pick_turn",
    "plan_series",
    "plan_session",
    "propose_group",
    "propose_groups",
    "publish_groups",
    "put_on_waiting_list",
    "put_turn_back",
    "rate_session",
    "rather_not_be_with",
    "resume_place",
    "revoke_invitation",
    "say_if_needs_were_met",
    "say_need_is_arranged",
    "say_not_now",
    "say_not_this_time",
    "say_rung",
    "say_who_facilitates",
    "say_who_was_there",
    "send_invitation_again",
    "set_next_step",
    "share_reflection",
    "share_reflection_with_group",
    "show_writing",
    "start_group",
    "stop_rather_not",
    "stop_sharing_reflection",
    "take_a_pause",
    "take_back_application",
    "take_back_note",
    "take_back_proposal",
    "take_role",
    "throw_draft_away",
    "throw_next_step_away",
    "throw_reflection_away",
    "welcome",
    "wish_for_change",
    "withdraw_turn",
    "write_message",
    "write_note",
    "write_recap",
    "write_reflection",
)
