"""Addresses of this app."""

from django.urls import path

from youdesign.conversations import views

ROOM = "rooms/<int:pk>/"
MESSAGE = f"{ROOM}messages/<int:number>/"

urlpatterns = [
    path("rooms/", views.room_list, name="room-list"),
    path("rooms/search/", views.room_search, name="room-search"),
    path(ROOM, views.room_detail, name="room-detail"),
    path(f"{ROOM}minute/", views.room_minute, name="room-minute"),
    path(f"{ROOM}read/", views.room_read, name="room-read"),
    path(f"{ROOM}events", views.room_events, name="room-events"),
    path(f"{ROOM}stay/", views.room_stay, name="room-stay"),
    path(f"{ROOM}ways/", views.room_ways, name="room-ways"),
    path(f"{ROOM}close/", views.room_close, name="room-close"),
    path(f"{ROOM}hand-over/", views.room_hand_over, name="room-hand-over"),
    path(f"{ROOM}saved/", views.room_saved, name="room-saved"),
    path(f"{ROOM}messages/", views.message_post, name="message-post"),
    path(f"{ROOM}signals/", views.message_signal, name="message-signal"),
    path(MESSAGE, views.message_detail, name="message-detail"),
    path(f"{MESSAGE}edit/", views.message_edit, name="message-edit"),
    path(f"{MESSAGE}take-back/", views.message_take_back, name="message-take-back"),
    path(f"{MESSAGE}react/", views.message_react, name="message-react"),
    path(f"{MESSAGE}act/", views.message_act, name="message-act"),
    path(f"{MESSAGE}tell/", views.message_tell, name="message-tell"),
    path(f"{ROOM}files/<int:file>/", views.file_detail, name="file-detail"),
    path(f"{ROOM}files/<int:file>/small/", views.file_small, name="file-small"),
    path("asks/", views.ask_list, name="ask-list"),
    path("asks/<int:pk>/", views.ask_detail, name="ask-detail"),
    path("asks/<int:pk>/not-now/", views.ask_not_now, name="ask-not-now"),
    path("asks/<int:pk>/take-back/", views.ask_take_back, name="ask-take-back"),
]
