"""Every change to facts about a person, each with its audit row, in a module per noun."""

from youdesign.people.actions.accounts import change_account
from youdesign.people.actions.concerns import move_concern, raise_concern
from youdesign.people.actions.consents import record_consent
from youdesign.people.actions.profiles import (
    SHARE_NEEDS,
    SHARE_NEEDS_VERSION,
    pass_by,
    review_needs,
    save_what_i_bring,
    save_what_i_need,
)

__all__ = (
    "SHARE_NEEDS",
    "SHARE_NEEDS_VERSION",
    "change_account",
    "move_concern",
    "pass_by",
    "raise_concern",
    "record_consent",
    "review_needs",
    "save_what_i_bring",
    "save_what_i_need",
)
