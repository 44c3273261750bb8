"""The notice board of a run: the last notices, numbered by time."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rca_dashboard.domain.notifications.notice import ARRIVALS, Notice, arrivals, arrivals_notice
from rca_dashboard.domain.tickets.change import Change

# What a browser that was away for a while can still be told; older ones are only history.
MOST_NOTICES = 20
# A poll's pages come as several commits; what arrives within 5 s is one notice, so that a storm is one toast.
TOGETHER_MILLISECONDS = 5_000


class NoticeBoard:
    """Keeps the last notices and gathers the arrivals of one burst into one.

    Args:
        now: Our clock as ms since 1970.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._notices: tuple[Notice, ...] = ()
        self._burst: list[Change] = []
        self._burst_began = 0

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The last notices, oldest first."""
        return self._notices

    def post(self, notice: Notice) -> None:
        """Put up a notice; its number is the time, or one more than the last one's."""
        last = self._notices[-1].id if self._notices else 0
        self._notices = (*self._notices, replace(notice, id=max(self._now(), last + 1)))[-MOST_NOTICES:]

    def post_changes(self, changes: Sequence[Change]) -> bool:
        """Put up what the changes are worth; give False where they are worth nothing."""
        arrived = arrivals(changes)
        if not arrived:
            return False
        if self._now() - self._burst_began > TOGETHER_MILLISECONDS:
            self._burst, self._burst_began = [], self._now()
        elif self._notices and self._notices[-1].subject == ARRIVALS:
            self._notices = self._notices[:-1]
        self._burst.extend(arrived)
        self.post(arrivals_notice(self._burst))
        return True
