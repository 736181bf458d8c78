"""The pages of rooms and of what colleagues ask one another, in a module per noun."""

from youdesign.conversations.views.asks import ask_detail, ask_list, ask_not_now, ask_take_back
from youdesign.conversations.views.rooms import (
    message_post,
    message_tell,
    room_detail,
    room_events,
    room_minute,
    room_read,
)

__all__ = (
    "ask_detail",
    "ask_list",
    "ask_not_now",
    "ask_take_back",
    "message_post",
    "message_tell",
    "room_detail",
    "room_events",
    "room_minute",
    "room_read",
)
