"""The ASGI application: pages through Django, live rooms through Channels."""

import gc
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.core.asgi import get_asgi_application

from youdesign.logs.requests import socket_log

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youdesign.settings")

pages = get_asgi_application()

from channels.security.websocket import OriginValidator  # noqa: E402  Django must be set up before models are imported

from youdesign.conversations.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": socket_log(
            OriginValidator(CookieMiddleware(URLRouter(websocket_urlpatterns)), settings.SOCKET_ORIGINS)
        ),
    }
)

# What has been loaded stays as long as the process: to look through it for garbage again and again is for nothing.
gc.collect()
gc.freeze()
