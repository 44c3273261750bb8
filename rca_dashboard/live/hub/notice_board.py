"""The notice board of a run of the app: the latest notices, numbered by time."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rca_dashboard.domain.notifications.notice import ARRIVALS, Notice, arrivals, arrivals_notice, health_notice
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.messages import PollView

# Enough for a browser that was away for a while to catch up on; older notices are only history.
MOST_NOTICES = 20
# A poll's pages come as several commits; what arrives within 5 s is one notice, so that a storm is one toast.
TOGETHER_MILLISECONDS = 5_000


class NoticeBoard:
    """Keeps the latest notices, and combines the new tickets of one burst into one notice.

    Args:
        now: The server's clock as ms since 1970.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._notices: tuple[Notice, ...] = ()
        self._last_id = 0
        self._burst: list[Change] = []
        self._burst_began = 0

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The last notices, oldest first."""
        return self._notices

    def post(self, notice: Notice, at: int) -> None:
        """Post a notice; its number is the time, or one more than the last notice's if that is greater.

        Args:
            notice: What happened.
            at: When it happened, in ms: every worker gives it about the same number, so that a browser which moves to
                another worker does not show it a second time.
        """
        self._last_id = max(at, self._last_id + 1)
        self._notices = (*self._notices, replace(notice, id=self._last_id))[-MOST_NOTICES:]

    def post_health(self, before: PollView, poll: PollView) -> bool:
        """Post a notice if polling has begun or ceased to fail; return False otherwise."""
        notice = health_notice(before.health, poll.health, poll.error)
        if notice is not None:
            self.post(notice, poll.failing_since or poll.succeeded_at)
        return notice is not None

    def post_changes(self, changes: Sequence[Change]) -> bool:
        """Post the notices for these changes; return False if there are none."""
        arrived = arrivals(changes)
        if not arrived:
            return False
        if self._now() - self._burst_began > TOGETHER_MILLISECONDS:
            self._burst, self._burst_began = [], self._now()
        elif self._notices and self._notices[-1].subject == ARRIVALS:
            self._notices = self._notices[:-1]
        self._burst.extend(arrived)
        self.post(arrivals_notice(self._burst), to_milliseconds(arrived[-1].at))
        return True
