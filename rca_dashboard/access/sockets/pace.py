"""How fast one socket may send: events, and what the browser's library sends by itself."""

import asyncio
import logging

from rca_dashboard.access.buckets import Bucket
from rca_dashboard.access.sockets.packets import Kind

logger = logging.getLogger(__name__)

# Somebody who sends more than is allowed for so long, without a rest, is not a person at a page.
FLOOD_SECONDS = 10.0
# A ping each 25 s is answered, and a page connects once, or again after the server has left it.
_CONTROLS_PER_SECOND = 5.0
_MOST_CONNECTS = 5


class SocketPace:
    """The pace of one socket.

    Args:
        owner: Whom it is counted for.
        messages_per_second: 0 is no limit.
    """

    __slots__ = ("_connects", "_controls", "_events", "_owner")

    def __init__(self, owner: str, messages_per_second: float) -> None:
        self._owner = owner
        self._events = Bucket(messages_per_second, messages_per_second * 2)
        self._controls = Bucket(_CONTROLS_PER_SECOND if messages_per_second else 0, _CONTROLS_PER_SECOND * 2)
        self._connects = 0

    async def keep(self, kind: Kind) -> bool:
        """Wait until a message may pass; False where it may not, and the socket is to be closed."""
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
