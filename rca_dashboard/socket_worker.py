"""How gunicorn runs uvicorn for us; gunicorn imports this, and it runs where gunicorn does."""

from typing import Any, ClassVar

from uvicorn.workers import UvicornWorker

# Open websockets are told to come again (1012), and are then not waited for.
_SECONDS_TO_END = 2


class SocketWorker(UvicornWorker):
    """Serves pages, REST and websockets in one event loop."""

    CONFIG_KWARGS: ClassVar[dict[str, Any]] = {  # pyright: ignore[reportIncompatibleVariableOverride] - gunicorn's way
        "loop": "asyncio",
        "http": "h11",
        "ws": "websockets-sansio",
        # Compression keeps a window of 256 kB for each browser, and a frame of a kilobyte gains little.
        "ws_per_message_deflate": False,
        # Engine.IO has its own heartbeat.
        "ws_ping_interval": None,
        # Who asks, and from where, is the gate's to say.
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": _SECONDS_TO_END,
    }
