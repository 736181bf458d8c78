"""Socket addresses."""

from typing import Any

from django.urls import path

from youdesign.conversations.consumers import RoomConsumer

websocket_urlpatterns: list[Any] = [path("rooms/<int:pk>/live", RoomConsumer.as_asgi(), name="room-live")]
