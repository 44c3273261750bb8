"""What a worker does because there may be others: it hears their wake-ups, and follows what they store."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime

from rca_dashboard.insight.insight import Insight
from rca_dashboard.live.hub.relay import Relay
from rca_dashboard.live.personal.personal_follower import PersonalFollower
from rca_dashboard.live.running import Live
from rca_dashboard.settings import Settings
from rca_dashboard.startup.workers.leader_work import LeaderWork, start
from rca_dashboard.store.engine import Database
from rca_dashboard.store.wake_ups import Topic
from rca_dashboard.sync.workers.listener import Listener, OnWakeUp
from rca_dashboard.sync.workers.order_desk import OrderDesk
from rca_dashboard.sync.workers.steering import Steering


class SeveralWorkers:
    """Connects a worker to the others of its database.

    Args:
        settings: Where to listen.
        database: The shared database.
        steering: Follows the leader.
        desk: Waits for answers of the leader.
        work: Takes orders while this worker leads.
        live: Shows what others have stored.
        relay: Wakes the hub.
        insight: Shows the bursts that the leader has stored; None where it is off.
    """

    def __init__(  # noqa: PLR0913 - the parts of a worker that others reach
        self,
        settings: Settings,
        database: Database,
        *,
        steering: Steering,
        desk: OrderDesk,
        work: LeaderWork,
        live: Live,
        relay: Relay,
        insight: Insight | None,
    ) -> None:
        self._live = live
        self._personal = PersonalFollower(database, live.bells.occupied_users, self._follow_user, live.views.follow)
        follow_bursts = insight.bursts_changed if insight else _nothing
        self._listener = Listener(
            database,
            settings.database_listen_url or settings.database_url,
            {
                Topic.FEED: _without_payload(relay.wake),
                Topic.NOTIFICATIONS: _without_payload(relay.wake),
                Topic.PERSONAL: _without_payload(self._personal.wake),
                Topic.COMMAND: _without_payload(work.take_orders),
                Topic.ANSWER: _without_payload(desk.wake),
                Topic.LEASE: _without_payload(steering.leadership.look),
                Topic.HINTS: steering.hints.receive,
                Topic.BURSTS: _without_payload(follow_bursts),
            },
            looks=(
                relay.wake,
                self._personal.wake,
                work.take_orders,
                desk.wake,
                steering.leadership.look,
                follow_bursts,
            ),
            redis_url="" if database.is_sqlite else settings.redis_url,
        )

    async def _follow_user(self, username: str, since: datetime) -> None:
        await self._live.personal.follow(username, since)
        await self._live.views.follow_user(username)

    def start(self, stack: AsyncExitStack, worker_id: str) -> None:
        """Start, until the stack ends it.

        Args:
            stack: Ends it.
            worker_id: Names this process among all workers of the database.
        """
        start(stack, self._live.workers.run(worker_id), "report of this worker")
        start(stack, self._listener.run(), "wake-ups of other workers")
        start(stack, self._personal.run(), "preferences and marks stored elsewhere")


def _nothing() -> None:
    """Do nothing."""


def _without_payload(wake: Callable[[], None]) -> OnWakeUp:
    return lambda _payload: wake()
