"""The pages of mentors and leaders, in a module per noun."""

from mentoring.views.agreements import match_agreement, match_clause, match_paper, match_sign, match_wordings
from mentoring.views.buddies import (
    buddy_answer,
    buddy_ask,
    buddy_brief,
    buddy_came,
    buddy_cancel,
    buddy_debrief,
    buddy_detail,
    buddy_list,
    buddy_new,
    buddy_nobody,
    buddy_offer,
    buddy_read,
)
from mentoring.views.buddy_suggestions import buddy_suggested_ask
from mentoring.views.choosing import (
    match_choose,
    match_decline_all,
    match_suggest,
    match_think_again,
    match_withdraw,
    mentor_suggestions,
    mentor_why_not,
)
from mentoring.views.choosing_notes import choosing_notes
from mentoring.views.closing import match_certificate, match_close, match_finish, match_plan_ending
from mentoring.views.deciding import match_decide
from mentoring.views.load import load_link, load_seen, offer_load, offer_load_say
from mentoring.views.matches import (
    match_accept,
    match_cover,
    match_detail,
    match_end,
    match_not_now,
    match_pass_on,
    reflection_share_mentor,
)
from mentoring.views.offers import offer_back, offer_change, offer_new, offer_rest, offer_step_down
from mentoring.views.own_words import own_words, own_words_throw_away
from mentoring.views.preparing import preparation, preparation_case
from mentoring.views.reviews import match_halfway, talk_review
from mentoring.views.talks import talk_call_off, talk_came, talk_detail, talk_move, talk_new, talk_pick
from mentoring.views.writing import step_change, step_move, step_new, talk_note

__all__ = [
    "buddy_answer",
    "buddy_ask",
    "buddy_brief",
    "buddy_came",
    "buddy_cancel",
    "buddy_debrief",
    "buddy_detail",
    "buddy_list",
    "buddy_new",
    "buddy_nobody",
    "buddy_offer",
    "buddy_read",
    "buddy_suggested_ask",
    "choosing_notes",
    "load_link",
    "load_seen",
    "match_accept",
    "match_agreement",
    "match_certificate",
    "match_choose",
    "match_clause",
    "match_close",
    "match_cover",
    "match_decide",
    "match_decline_all",
    "match_detail",
    "match_end",
    "match_finish",
    "match_halfway",
    "match_not_now",
    "match_paper",
    "match_pass_on",
    "match_plan_ending",
    "match_sign",
    "match_suggest",
    "match_think_again",
    "match_withdraw",
    "match_wordings",
    "mentor_suggestions",
    "mentor_why_not",
    "offer_back",
    "offer_change",
    "offer_load",
    "offer_load_say",
    "offer_new",
    "offer_rest",
    "offer_step_down",
    "own_words",
    "own_words_throw_away",
    "preparation",
    "preparation_case",
    "reflection_share_mentor",
    "step_change",
    "step_move",
    "step_new",
    "talk_call_off",
    "talk_came",
    "talk_detail",
    "talk_move",
    "talk_new",
    "talk_note",
    "talk_pick",
    "talk_review",
]
