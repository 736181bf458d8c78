"""Every change of a room and of what colleagues ask one another, in a module per noun."""

from youdesign.conversations.actions.asks import answer_ask, answer_ask_not_now, ask_colleague, take_back_ask
from youdesign.conversations.actions.rooms import (
    FAST_MESSAGES,
    MessageEmpty,
    MessageTooLong,
    Posted,
    RoomClosed,
    SendingTooFast,
    add_member,
    close_room,
    mark_read,
    open_room,
    post_message,
    remove_member,
)

__all__ = (
    "FAST_MESSAGES",
    "MessageEmpty",
    "MessageTooLong",
    "Posted",
    "RoomClosed",
    "SendingTooFast",
    "add_member",
    "answer_ask",
    "answer_ask_not_now",
    "ask_colleague",
    "close_room",
    "mark_read",
    "open_room",
    "post_message",
    "remove_member",
    "take_back_ask",
)
