"""Every change to facts about a person, each with its audit row, in a module per noun."""

from youdesign.people.actions.accounts import change_account, drop_unproved_account, forget_first_password
from youdesign.people.actions.answers import answer_purpose
from youdesign.people.actions.blocks import block_person, end_block
from youdesign.people.actions.codes import save_code
from youdesign.people.actions.concerns import (
    Said,
    add_to_concern,
    answer_concern,
    hand_over_concern,
    move_concern,
    raise_concern,
)
from youdesign.people.actions.consents import record_consent
from youdesign.people.actions.drafts import end_draft, forget_old_drafts, keep_draft, throw_draft_away
from youdesign.people.actions.listings import answer_being_found, freshen_listing, save_listing, tidy_search_words
from youdesign.people.actions.looks import note_looks
from youdesign.people.actions.my_data import ask_for_my_data, ask_to_be_erased, keep_my_account
from youdesign.people.actions.needs import note_arranged, review_needs, tell_needs
from youdesign.people.actions.photos import remove_photo, save_photo
from youdesign.people.actions.profiles import (
    SHARE_NEEDS,
    SHARE_NEEDS_VERSION,
    pass_by,
    save_what_i_bring,
    save_what_i_need,
    set_time_zone,
)

__all__ = (
    "SHARE_NEEDS",
    "SHARE_NEEDS_VERSION",
    "Said",
    "add_to_concern",
    "answer_being_found",
    "answer_concern",
    "answer_purpose",
    "ask_for_my_data",
    "ask_to_be_erased",
    "block_person",
    "change_account",
    "drop_unproved_account",
    "end_block",
    "end_draft",
    "forget_first_password",
    "forget_old_drafts",
    "freshen_listing",
    "hand_over_concern",
    "keep_draft",
    "keep_my_account",
    "move_concern",
    "note_arranged",
    "note_looks",
    "pass_by",
    "raise_concern",
    "record_consent",
    "remove_photo",
    "review_needs",
    "save_code",
    "save_listing",
    "save_photo",
    "save_what_i_bring",
    "save_what_i_need",
    "set_time_zone",
    "tell_needs",
    "throw_draft_away",
    "tidy_search_words",
)
