"""The status that every browser shows: the figures, the poll, and the app's clock."""

import time
from dataclasses import replace

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.views.page import TicketCounts, to_milliseconds
from rca_dashboard.live.hub.ports import Push
from rca_dashboard.live.messages import PollView, Status

# Browsers set the page's clock by it and show seconds; a thousand that connect at once share its JSON text.
CLOCK_MILLISECONDS = 50
# Browsers show a connection as stale after nine seconds of silence, two of these and a little more. A status to 1,000
# browsers takes 22 ms of CPU: half a percent of a core.
SIGN_OF_LIFE_SECONDS = 4.0


def now_milliseconds() -> int:
    """Return the clock that all workers share as ms since 1970."""
    return to_milliseconds(utc_now())


class ShownStatus:
    """Holds the status, and sends it often enough that no browser takes the app for silent.

    Args:
        push: Sends to browsers.
        first: The status before anything was read.
    """

    def __init__(self, push: Push, first: Status) -> None:
        self._push = push
        self._status = self._stamped_from = self._stamped = first
        self._sent: Status | None = None
        self.due_at = 0.0

    @property
    def now(self) -> Status:
        """The status with the server's time, at most a moment old."""
        at = now_milliseconds()
        if self._stamped_from is not self._status or not 0 <= at - self._stamped.at < CLOCK_MILLISECONDS:
            self._stamped_from, self._stamped = self._status, replace(self._status, at=at)
        return self._stamped

    @property
    def poll(self) -> PollView:
        """The polling status as last set."""
        return self._status.poll

    def set_boot(self, boot: str) -> None:
        """Set which run of the app it is."""
        self._status = replace(self._status, boot=boot)

    def set_counts(self, counts: TicketCounts) -> None:
        """Set the figures."""
        self._status = replace(self._status, counts=counts)

    def set_poll(self, poll: PollView) -> None:
        """Set the polling status."""
        self._status = replace(self._status, poll=poll)

    @property
    def is_news(self) -> bool:
        """Whether it says what no browser knows; a later success alone travels with the next sign of life."""
        return self._sent is None or _lasting(self._status) != _lasting(self._sent)

    async def send(self) -> None:
        """Send the status to every browser; the next sign of life is due some seconds from now."""
        sent = self._status
        await self._push.status(self.now)
        self._sent = sent
        self.due_at = time.monotonic() + SIGN_OF_LIFE_SECONDS

    async def send_if_due(self) -> None:
        """Send a sign of life, if nothing has been sent for some seconds."""
        if time.monotonic() >= self.due_at:
            async with self._push.together():
                await self.send()


def _lasting(status: Status) -> Status:
    return replace(status, poll=status.poll.without_times())
