"""Every change of a room and of what colleagues ask one another, in a module per noun."""

from youdesign.conversations.actions.asks import answer_ask, answer_ask_not_now, ask_colleague, take_back_ask
from youdesign.conversations.actions.limits import FAST_MESSAGES, check_before_reading
from youdesign.conversations.actions.looking_after import (
    archive_room,
    hand_over_room,
    reopen_room,
    set_pace,
    set_ways,
)
from youdesign.conversations.actions.messages import (
    Posted,
    edit_message,
    hide_message,
    pin_message,
    post_message,
    posted_before,
    set_reaction,
    take_back_message,
)
from youdesign.conversations.actions.rooms import (
    add_member,
    close_room,
    mark_read,
    open_room,
    remove_member,
    set_stay,
)
from youdesign.conversations.actions.states import hold_room, hold_state, keep_state

__all__ = (
    "FAST_MESSAGES",
    "Posted",
    "add_member",
    "answer_ask",
    "answer_ask_not_now",
    "archive_room",
    "ask_colleague",
    "check_before_reading",
    "close_room",
    "edit_message",
    "hand_over_room",
    "hide_message",
    "hold_room",
    "hold_state",
    "keep_state",
    "mark_read",
    "open_room",
    "pin_message",
    "post_message",
    "posted_before",
    "remove_member",
    "reopen_room",
    "set_pace",
    "set_reaction",
    "set_stay",
    "set_ways",
    "take_back_ask",
    "take_back_message",
)
