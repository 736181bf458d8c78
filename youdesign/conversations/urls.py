"""Addresses of this app."""

from django.urls import path

from youdesign.conversations import views

urlpatterns = [
    path("rooms/<int:pk>/", views.room_detail, name="room-detail"),
    path("rooms/<int:pk>/minute/", views.room_minute, name="room-minute"),
    path("rooms/<int:pk>/messages/", views.message_post, name="message-post"),
    path("rooms/<int:pk>/messages/<int:number>/tell/", views.message_tell, name="message-tell"),
    path("rooms/<int:pk>/read/", views.room_read, name="room-read"),
    path("rooms/<int:pk>/events", views.room_events, name="room-events"),
    path("asks/", views.ask_list, name="ask-list"),
    path("asks/<int:pk>/", views.ask_detail, name="ask-detail"),
    path("asks/<int:pk>/not-now/", views.ask_not_now, name="ask-not-now"),
    path("asks/<int:pk>/take-back/", views.ask_take_back, name="ask-take-back"),
]
