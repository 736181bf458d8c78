"""Every change to facts about a person, each with its audit row, in a module per noun."""

from youdesign.people.actions.accounts import change_account
from youdesign.people.actions.codes import save_code
from youdesign.people.actions.concerns import move_concern, raise_concern
from youdesign.people.actions.consents import record_consent
from youdesign.people.actions.listings import FOUND_BY, freshen_listing, save_listing, tidy_search_words
from youdesign.people.actions.profiles import (
    SHARE_NEEDS,
    SHARE_NEEDS_VERSION,
    pass_by,
    review_needs,
    save_what_i_bring,
    save_what_i_need,
)

__all__ = (
    "FOUND_BY",
    "SHARE_NEEDS",
    "SHARE_NEEDS_VERSION",
    "change_account",
    "freshen_listing",
    "move_concern",
    "pass_by",
    "raise_concern",
    "record_consent",
    "review_needs",
    "save_code",
    "save_listing",
    "save_what_i_bring",
    "save_what_i_need",
    "tidy_search_words",
)
