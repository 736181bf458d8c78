"""What rooms are compared with: the chat of Channels' own tutorial, signed in and with the core layer."""

import argparse
import json
import os
from typing import Any

import django
import uvicorn
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youdesign.settings")
django.setup()

from channels.auth import AuthMiddlewareStack  # noqa: E402  Django must be set up before models are imported
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import path  # noqa: E402

PATH = "/ws/chat/stock/"
LAYER = "stock"
GROUP = "chat_stock"
settings.CHANNEL_LAYERS[LAYER] = {
    "BACKEND": "channels_redis.core.RedisChannelLayer",
    # With redis-py 8 it would lose the connection after five silent seconds (channels_redis#422).
    "CONFIG": {"hosts": [{"address": settings.REDIS_URL, "socket_timeout": None}], "prefix": LAYER},
}


class ChatConsumer(AsyncWebsocketConsumer):
    """Hears the group and says it on; it checks nothing and stores nothing."""

    channel_layer_alias = LAYER

    async def connect(self) -> None:
        """Join the group."""
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code: int) -> None:
        """Leave it."""
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Say it on."""
        await self.send(text_data=json.dumps({"t": "ev", "message": event["message"]}, separators=(",", ":")))


addresses: list[Any] = [path(PATH.strip("/") + "/", ChatConsumer.as_asgi())]
application = ProtocolTypeRouter({"websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(addresses)))})

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    options: dict[str, Any] = {"ws": "websockets-sansio", "ws_per_message_deflate": False, "access_log": False}
    uvicorn.run(application, port=parser.parse_args().port, log_config=None, **options)
