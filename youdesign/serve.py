"""Runs one web process: `python -m youdesign.serve`. What we promise by an option of the server stands here once."""

import argparse
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from youdesign.asgi import application
from youdesign.conversations import hub

LARGEST_FRAME = 65_536
PATIENCE = 8  # seconds for requests that are still being answered, once open rooms have been let go


def config(**options: Any) -> uvicorn.Config:
    """Return how the site is served; an option of this call wins."""
    promised: dict[str, Any] = {
        "ws": "websockets-sansio",
        "ws_per_message_deflate": False,
        "ws_max_size": LARGEST_FRAME,
        "timeout_graceful_shutdown": PATIENCE,
        "access_log": False,  # the site has a line of its own for each request
        "proxy_headers": False,
        "server_header": False,
        "log_config": None,  # Django's
    }
    return uvicorn.Config(application, **(promised | options))


class Server(uvicorn.Server):
    """uvicorn, which by itself ends by cutting off all sockets at once; and all would be back at the same moment."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nobody in any more, let open rooms go a few at a time, then end what is left."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            # A proxy keeps connections open, and would go on sending people here.
            if not isinstance(connection, WebSocketsSansIOProtocol):
                connection.shutdown()
        await hub.here().let_go()
        await super().shutdown(sockets)


def main() -> None:
    """Serve until asked to end."""
    parser = argparse.ArgumentParser(prog="python -m youdesign.serve", description="Runs one web process.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--patience", type=int, default=PATIENCE, help="seconds for what is still being answered")
    asked = parser.parse_args()
    Server(config(host=asked.host, port=asked.port, timeout_graceful_shutdown=asked.patience)).run()


if __name__ == "__main__":
    main()
