"""Every change of mentors' offers, matches and waits, in a module per noun."""

from mentoring.actions.agreements import sign_agreement, word_clause
from mentoring.actions.buddies import (
    answer_ask,
    ask_buddy,
    ask_for_buddy,
    make_buddy,
    offer_to_be_buddy,
    read_brief,
    write_brief,
)
from mentoring.actions.buddies_ending import (
    cancel_buddy,
    debrief_with_buddy,
    find_nobody,
    look_after_request,
    say_buddy_came,
    settle_buddies,
)
from mentoring.actions.buddy_suggestions import ask_suggested_buddy, suggest_buddy
from mentoring.actions.caring import ask_for_cover, look_for_quiet_pairs, say_looked_after
from mentoring.actions.choosing_notes import write_choosing_notes
from mentoring.actions.closing import finish_match, plan_ending, say_thank_you
from mentoring.actions.deciding import decide_for_mentor, let_lapse
from mentoring.actions.load import ask_how_load_is, choose_load_check, say_load
from mentoring.actions.matches import (
    accept_match,
    answer_not_now,
    choose_mentor,
    end_match,
    pass_on_match,
    share_with_mentor,
    withdraw_choice,
)
from mentoring.actions.offers import change_offer, move_offer, offer_to_mentor, stop_looking, stop_mentoring
from mentoring.actions.own_words import throw_words_away
from mentoring.actions.pausing import let_go_on, let_wait
from mentoring.actions.preparing import plan_supervision, think_through, tick_checks
from mentoring.actions.reviews import review_halfway, review_talk
from mentoring.actions.suggestions import decline_all, suggest_by_hand, suggest_mentors, think_again
from mentoring.actions.talks import call_off_talk, offer_times, pick_time, say_what_came_of_it
from mentoring.actions.waits import answer_wait
from mentoring.actions.writing import change_step, move_step, set_step, write_note

__all__ = (
    "accept_match",
    "answer_ask",
    "answer_not_now",
    "answer_wait",
    "ask_buddy",
    "ask_for_buddy",
    "ask_for_cover",
    "ask_how_load_is",
    "ask_suggested_buddy",
    "call_off_talk",
    "cancel_buddy",
    "change_offer",
    "change_step",
    "choose_load_check",
    "choose_mentor",
    "debrief_with_buddy",
    "decide_for_mentor",
    "decline_all",
    "end_match",
    "find_nobody",
    "finish_match",
    "let_go_on",
    "let_lapse",
    "let_wait",
    "look_after_request",
    "look_for_quiet_pairs",
    "make_buddy",
    "move_offer",
    "move_step",
    "offer_times",
    "offer_to_be_buddy",
    "offer_to_mentor",
    "pass_on_match",
    "pick_time",
    "plan_ending",
    "plan_supervision",
    "read_brief",
    "review_halfway",
    "review_talk",
    "say_buddy_came",
    "say_load",
    "say_looked_after",
    "say_thank_you",
    "say_what_came_of_it",
    "set_step",
    "settle_buddies",
    "share_with_mentor",
    "sign_agreement",
    "stop_looking",
    "stop_mentoring",
    "suggest_buddy",
    "suggest_by_hand",
    "suggest_mentors",
    "think_again",
    "think_through",
    "throw_words_away",
    "tick_checks",
    "withdraw_choice",
    "word_clause",
    "write_brief",
    "write_choosing_notes",
    "write_note",
)
