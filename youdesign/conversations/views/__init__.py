"""The pages of rooms, of what is said in them and of what colleagues ask one another, in a module per noun."""

from youdesign.conversations.views.asks import ask_detail, ask_list, ask_not_now, ask_take_back
from youdesign.conversations.views.files import file_detail, file_small
from youdesign.conversations.views.messages import (
    message_act,
    message_detail,
    message_edit,
    message_post,
    message_react,
    message_signal,
    message_take_back,
    message_tell,
)
from youdesign.conversations.views.rooms import room_detail, room_events, room_list, room_minute, room_read
from youdesign.conversations.views.search import room_search
from youdesign.conversations.views.ways import room_close, room_hand_over, room_saved, room_stay, room_ways

__all__ = (
    "ask_detail",
    "ask_list",
    "ask_not_now",
    "ask_take_back",
    "file_detail",
    "file_small",
    "message_act",
    "message_detail",
    "message_edit",
    "message_post",
    "message_react",
    "message_signal",
    "message_take_back",
    "message_tell",
    "room_close",
    "room_detail",
    "room_events",
    "room_hand_over",
    "room_list",
    "room_minute",
    "room_read",
    "room_saved",
    "room_search",
    "room_stay",
    "room_ways",
)
