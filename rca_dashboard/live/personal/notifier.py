"""The notifier: follows the feed once for all users, and stores the notifications that each user's rules ask for.

The hub wakes it after each read of the feed. With several workers the leader notifies, and each worker pushes to the
tabs that are connected to it. Should two notify at once while the lead changes, the second finds by the stored ``seq``
that the first was there.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rca_dashboard.background import FailureLog, run_forever
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.notifications.news import News, authors_of, is_theirs, news_for, ticket_changes
from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.domain.notifications.polling_news import health_to_report, import_notification
from rca_dashboard.domain.notifications.recurrence_news import Recurrence, recurrence_news, recurrences_for
from rca_dashboard.domain.notifications.sla_news import breached_news
from rca_dashboard.domain.preferences import NoticeRules
from rca_dashboard.domain.visibility import Visibility
from rca_dashboard.live.messages import PollView
from rca_dashboard.live.personal.bells import Bells, Sees, sees_everything
from rca_dashboard.live.personal.bursts import Bursts
from rca_dashboard.live.personal.due_warnings import SECONDS_BETWEEN, DueWarnings
from rca_dashboard.live.personal.outage_entries import OutageEntries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.feed_reader import FeedPart, read_feed, recipients
from rca_dashboard.store.personal.notification_log import (
    NotifyProgress,
    Outgoing,
    prepare_progress,
    progress_of,
    store_outgoing,
)
from rca_dashboard.store.personal.recurrences import visible_cases
from rca_dashboard.store.queries import visible_among

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
# After a long outage one step processes the whole feed since then.
DEADLINE_SECONDS = 600.0
MOST_CHANGES_READ = 1_000
# Changes that notify no user advance the place in the feed without a write; after this many it is stored.
MOST_UNWRITTEN = 10_000


class Notifier:
    """Notifies users; every method runs in the worker's event loop.

    Args:
        database: Holds the feed and the notifications.
        bells: Push the new notifications.
        polling: Returns the polling status.
        people: Returns the usernames of all users; it blocks.
        now: The server's clock.
        sees: Returns which tickets a user may see; it blocks.
        leads: Returns whether this worker leads: the others only push the bells of their tabs.
    """

    def __init__(
        self,
        database: Database,
        bells: Bells,
        polling: Callable[[], PollView],
        people: Callable[[], Sequence[str]],
        now: Clock = utc_now,
        leads: Callable[[], bool] = lambda: True,
        sees: Sees = sees_everything,
    ) -> None:
        self._database = database
        self._bells = bells
        self._polling = polling
        self._people = people
        self._now = now
        self._kept = NotifyProgress()
        self._seq = 0
        self._imported = 0
        self._revision: int | None = None
        self._bursts = Bursts()
        self._outages = OutageEntries()
        self._due = DueWarnings(database)
        self._announced: list[Notification] = []
        self._woken = asyncio.Event()
        self._leads = leads
        self._sees = sees
        self._has_led = True
        self._failures = FailureLog("Notifications", logger)

    async def prepare(self) -> None:
        """Find the place in the feed to continue from. Call it before the first poll: the initial feed is history."""
        self._kept = await asyncio.to_thread(prepare_progress, self._database)
        self._seq = self._kept.seq
        warned_at = self._kept.warned_at
        self._due.go_on_from(datetime.fromtimestamp(warned_at, UTC) if warned_at else self._now())

    def announce(self, notification: Notification) -> None:
        """Notify the users whose rules ask for this kind, with the next read of the feed; the leader does so alone."""
        if self._leads():
            self._announced.append(notification)
            self.wake()

    def wake(self) -> None:
        """Request a read of the feed."""
        self._woken.set()

    async def run(self) -> None:
        """Follow the feed until cancelled. A database outage is logged once when it starts and once when it ends."""
        await run_forever(
            self._step,
            self._failures,
            wait=self._wait,
            retry_seconds=RETRY_SECONDS,
            deadline_seconds=DEADLINE_SECONDS,
        )

    async def tick(self) -> None:
        """Notify users of the changes since the last read, and push the bells that have changed."""
        self._revision = None
        leads = self._leads()
        if leads and not self._has_led:
            await self._restart()
        self._has_led = leads
        while leads and await self._notify_part():
            pass
        await self._bells.push_changed(self._revision)

    async def _step(self) -> None:
        if self._failures.is_failing:
            self._bursts.forget()  # what was combined and not stored is combined again
            self._outages.forget()
        await self.tick()

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):  # what is due comes by the clock
            async with asyncio.timeout(SECONDS_BETWEEN):
                await self._woken.wait()
        self._woken.clear()

    async def _notify_part(self) -> bool:
        """Notify users of the next part of the feed; return whether there may be more."""
        poll, now = self._polling(), self._now()
        after = replace(
            self._kept,
            health=health_to_report(self._kept.health, poll.health, has_succeeded=poll.succeeded_at > 0),
            is_importing=poll.is_importing,
            warned_at=now.timestamp(),
        )
        self._imported = max(self._imported, poll.imported) if poll.is_importing else self._imported
        general, is_due = self._general(after, poll), self._due.is_due(now)
        part, outgoing, self._revision = await asyncio.to_thread(self._read_part, general, is_due=is_due)
        after = replace(after, seq=part.seq)
        if outgoing or self._is_worth_writing(after):
            ids = await asyncio.to_thread(store_outgoing, self._database, self._kept, after, outgoing)
            if ids is None:
                await self._restart()
                return True
            self._bursts.remember(outgoing, ids, self._now())
            self._outages.remember(outgoing, ids)
            self._kept = await asyncio.to_thread(progress_of, self._database) if outgoing else after
            self._revision = None
        self._seq = part.seq
        if part.changes or general or is_due:
            self._due.go_on_from(now)
        self._announced = [each for each in self._announced if each not in general]
        return not part.is_all

    def _is_worth_writing(self, after: NotifyProgress) -> bool:
        is_turn = (after.health, after.is_importing) != (self._kept.health, self._kept.is_importing)
        return is_turn or after.seq - self._kept.seq >= MOST_UNWRITTEN

    async def _restart(self) -> None:
        self._kept = await asyncio.to_thread(progress_of, self._database)
        self._seq = self._kept.seq
        self._bursts.forget()
        self._outages.forget()

    def _general(self, after: NotifyProgress, poll: PollView) -> list[Notification]:
        turned = self._outages.notification(self._kept.health, after.health, poll.error, self._now())
        found = [*([turned] if turned else []), *self._announced]
        if self._kept.is_importing and not after.is_importing:
            found.append(import_notification(self._imported, self._now()))
        return found

    def _read_part(self, general: Sequence[Notification], *, is_due: bool) -> tuple[FeedPart, list[Outgoing], int]:
        """Return a part of the feed, what it asks for, and the revision of the notifications before: in one thread."""
        revision = progress_of(self._database).revision
        part = read_feed(self._database, self._seq, MOST_CHANGES_READ)
        is_asked = part.changes or part.recurrences or general or is_due
        return part, self._outgoing(part, general) if is_asked else [], revision

    def _outgoing(self, part: FeedPart, general: Sequence[Notification]) -> list[Outgoing]:
        happened = ticket_changes(part.changes, part.contents)
        sys_ids = frozenset(each.change.sys_id for each in happened)
        authors = authors_of(happened)
        # Most users keep the same rules, which are evaluated once: 1 s less for 1,000 users in a burst.
        shared: dict[NoticeRules, tuple[News, ...]] = {}
        outgoing: list[Outgoing] = []
        everyone = recipients(self._database, self._people(), sys_ids)
        due = self._due.look(everyone, part.changes, self._now())
        for recipient in everyone:
            visibility = self._sees(recipient.username)
            wanted = [each for each in general if each.event in recipient.rules.events]
            if visibility.is_limited:  # what is announced, such as a burst, is about all tickets together
                wanted = [each for each in wanted if each not in self._announced]
            outgoing += [self._outages.outgoing_for(recipient.username, each) for each in wanted]
            if recipient.watched or is_theirs(recipient.username, authors):
                news = news_for(recipient, happened)
            else:
                if recipient.rules not in shared:
                    shared[recipient.rules] = news_for(recipient, happened)
                news = shared[recipient.rules]
            news = (*news, *due.news_for(recipient), *breached_news(recipient, happened))
            news = self._visible(news, visibility) if visibility.is_limited else news
            news = (*news, *self._recurrences(recurrences_for(recipient, part.recurrences), visibility))
            outgoing += self._bursts.outgoing_for(recipient, news, self._now())
        return outgoing

    def _recurrences(self, recurrences: Sequence[Recurrence], visibility: Visibility) -> tuple[News, ...]:
        if recurrences and visibility.is_limited:
            visible = visible_cases(self._database.seen_by(visibility), {each.case for each in recurrences})
            recurrences = [each for each in recurrences if each.case in visible]
        return recurrence_news(recurrences)

    def _visible(self, news: Sequence[News], visibility: Visibility) -> tuple[News, ...]:
        sys_ids = {each.ticket_change.change.sys_id for each in news}
        visible = visible_among(self._database.seen_by(visibility), sys_ids)
        return tuple(each for each in news if each.ticket_change.change.sys_id in visible)
