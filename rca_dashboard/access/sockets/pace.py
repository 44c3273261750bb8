"""The rate limit of a socket: for events, and for packets that the client library sends by itself."""

import asyncio
import logging

from rca_dashboard.access.buckets import Bucket
from rca_dashboard.access.sockets.packets import Kind

logger = logging.getLogger(__name__)

# A client that exceeds the limit for this long without a pause is not a person using a page.
FLOOD_SECONDS = 10.0
# A pong every 25 s, and one connect per page, or another after the server has disconnected it.
_CONTROLS_PER_SECOND = 5.0
_MOST_CONNECTS = 5


class SocketPace:
    """The rate limit of one socket.

    Args:
        owner: The user or address it counts for.
        messages_per_second: 0 means no limit.
    """

    __slots__ = ("_connects", "_controls", "_events", "_owner")

    def __init__(self, owner: str, messages_per_second: float) -> None:
        self._owner = owner
        self._events = Bucket(messages_per_second, messages_per_second * 2)
        self._controls = Bucket(_CONTROLS_PER_SECOND if messages_per_second else 0, _CONTROLS_PER_SECOND * 2)
        self._connects = 0

    async def keep(self, kind: Kind) -> bool:
        """Wait until a message may pass; return False if the socket must be closed instead."""
        if kind is Kind.CONNECT:
            self._connects += 1
            if self._connects > _MOST_CONNECTS:
                return False
        bucket = self._events if kind is Kind.EVENT else self._controls
        wait = bucket.take(goes_into_debt=True)
        if bucket.overdrawn_seconds > FLOOD_SECONDS:
            logger.warning("Closed a socket of %s: too many messages for %.0f s", self._owner, FLOOD_SECONDS)
            return False
        if wait:
            await asyncio.sleep(wait)
        return True
