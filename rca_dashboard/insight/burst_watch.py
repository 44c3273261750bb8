"""The watch over arriving tickets: it learns what is usual from all tickets, and stores the bursts that it finds."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import exp

from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.burst.alarm import Level
from rca_dashboard.domain.burst.keys import Arrival, Key, Kind, keys_of
from rca_dashboard.domain.burst.rhythm import WEEK
from rca_dashboard.domain.burst.watch import Episode, Watch
from rca_dashboard.domain.unspecified import is_unspecified
from rca_dashboard.insight.reading import Reading, reading_from
from rca_dashboard.insight.writing import Writing
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight import bursts as stored
from rca_dashboard.store.insight.bursts import StoredBurst
from rca_dashboard.store.insight.clusters import assignments, cluster_of
from rca_dashboard.store.insight.kept_terms import kept_after

# A poll may come minutes after a ticket was opened; one that comes later is the backlog of an outage, or an import.
LATE_SECONDS = 30 * 60
# Clocks differ by a few minutes; a ticket from further in the future has a wrong time.
EARLY_SECONDS = 10 * 60
# With a half-life of four weeks, what is older than a year and a half weighs nothing.
_REMEMBERED = 78 * WEEK
_AT_ONCE = 200
_SETTLED_SECONDS = 10.0


class BurstWatch:
    """The part of the insight that finds bursts.

    Args:
        database: Holds tickets and bursts.
        writing: The leader finds bursts, and the others show them.
        clock: ServiceNow's time, or as near to it as we know.
    """

    def __init__(self, database: Database, writing: Writing, clock: Clock = utc_now) -> None:
        self._database = database
        self._writing = writing
        self._clock = clock
        self._watch = Watch()
        self._is_resumed = False
        self._unlearned_at: float | None = None
        self.version = 0

    @property
    def needs_learning(self) -> bool:
        """Whether tickets came out of order, as those of an import do, and no more have come for some seconds."""
        return self._unlearned_at is not None and time.monotonic() - self._unlearned_at > _SETTLED_SECONDS

    @property
    def keys(self) -> int:
        """How many things are counted."""
        return self._watch.keys

    def reset(self) -> None:
        """Forget what is usual, which the next load learns."""
        self._watch, self._is_resumed = Watch(), False

    def load(self, readings: Sequence[Reading]) -> None:
        """Learn from tickets of the store, which come in the order in which they were opened."""
        self._resume()
        for arrival in self._arrivals(readings):
            self._watch.learn(arrival)

    def take(self, readings: Sequence[Reading], gone: Sequence[int]) -> None:
        """Look at tickets that have just come; those of an import and of an outage's backlog are learned later."""
        if gone:
            self.version += 1  # a burst outlives its tickets, and shows those that are left
        if not self._writing.is_allowed:
            return
        self._resume()
        now = int(self._clock().timestamp())
        ids = {each.id for each in readings if self._is_fresh(each, now)}
        if any(each.id not in ids and not each.is_known for each in readings):
            self._unlearned_at = time.monotonic()
        for arrival in self._arrivals([each for each in readings if each.id in ids]):
            for episode in self._watch.take(arrival, max(now, arrival.at)):
                self._store(episode)

    def end_calm(self) -> None:
        """End the bursts whose rate has fallen."""
        left = list(self._watch.end(int(self._clock().timestamp())))
        try:
            while left:
                self._store(left[0], ended_at=self._clock())
                left.pop(0)
        finally:
            self._watch.reopen(left)  # the database was away: they end with the next look

    def relearn(self) -> Iterator[None]:
        """Learn from all tickets again, in the order in which they were opened."""
        watch = Watch()
        opened, ticket = int(self._clock().timestamp()) - _REMEMBERED, -1
        while kept := kept_after(self._database, opened, ticket, _AT_ONCE):
            yield
            for arrival in self._arrivals([reading_from(each) for each in kept]):
                watch.learn(arrival)
            yield
            opened, ticket = kept[-1].opened, kept[-1].id
        watch.resume(self._watch)
        self._watch, self._unlearned_at = watch, None  # only now: a read that fails is to be repeated

    def _resume(self) -> None:
        """Go on with the bursts that were open when the app stopped."""
        if not self._is_resumed:
            self._is_resumed = True
            self._watch.go_on(stored.last_burst(self._database), map(_episode_of, stored.open_bursts(self._database)))
            self.version += 1

    def _is_fresh(self, reading: Reading, now: int) -> bool:
        return reading.has_arrived and now - LATE_SECONDS <= reading.opened <= now + EARLY_SECONDS

    def _arrivals(self, readings: Sequence[Reading]) -> list[Arrival]:
        now = int(self._clock().timestamp())
        plausible = [each for each in readings if 0 < each.opened <= now + EARLY_SECONDS]
        clusters = assignments(self._database, [each.id for each in plausible]) if plausible else {}
        found = [_arrival(each, clusters[each.id].cluster if each.id in clusters else 0) for each in plausible]
        return sorted(found, key=lambda each: (each.at, each.id))

    def _store(self, episode: Episode, *, ended_at: datetime | None = None) -> None:
        burst = StoredBurst(
            id=episode.number,
            kind=episode.key.kind.value,
            value=episode.key.value,
            label=self._label(episode),
            level=episode.level.value,
            count=episode.count,
            expected=episode.expected,
            log_chance=episode.log_chance,
            since=datetime.fromtimestamp(episode.since, UTC),
            until=datetime.fromtimestamp(episode.until, UTC),
            tickets=tuple(sorted(episode.tickets)),
            ended_at=ended_at,
        )
        stored.put_burst(self._writing.database, burst)
        for swallowed in episode.swallowed:
            self._end_swallowed(swallowed)
        self.version += 1

    def _end_swallowed(self, number: int) -> None:
        burst = stored.burst_of(self._database, number)
        if burst and burst.ended_at is None:
            stored.put_burst(self._writing.database, replace(burst, ended_at=self._clock()))

    def _label(self, episode: Episode) -> str:
        if episode.key.kind is Kind.CLUSTER:
            cluster = cluster_of(self._database, int(episode.key.value))
            return cluster.label if cluster else f"cluster {episode.key.value}"
        names = stored.names_in(self._database, max(episode.tickets))
        match episode.key.kind:
            case Kind.CONFIGURATION_ITEM:
                name = names.get("cmdb_ci_name")
            case Kind.SERVICE:
                name = names.get("business_service_name")
            case Kind.GROUP:
                name = names.get("assignment_group_name")
            case Kind.SUBCATEGORY:
                name = names.get("subcategory")
            case _:
                name = f"{names.get('category_label') or names.get('category')} at {names.get('location_name')}"
        return name or episode.key.value


def chance_of(burst: StoredBurst) -> float:
    """Return how probable it is that chance brings as many tickets."""
    return exp(burst.log_chance)


def _episode_of(burst: StoredBurst) -> Episode:
    return Episode(
        number=burst.id,
        key=Key(Kind(burst.kind), burst.value),
        level=Level(burst.level),
        tickets=frozenset(burst.tickets),
        count=burst.count,
        expected=burst.expected,
        since=int(burst.since.timestamp()),
        until=int(burst.until.timestamp()),
        log_chance=burst.log_chance,
    )


def _arrival(reading: Reading, cluster: int) -> Arrival:
    first = reading.first
    category, location = str(first.get("category") or ""), str(first.get("location") or "")
    says_where = not is_unspecified(category) and not is_unspecified(location)
    values = {
        Kind.CLUSTER: str(cluster or ""),
        Kind.CONFIGURATION_ITEM: str(first.get("cmdb_ci") or ""),
        Kind.SERVICE: str(first.get("business_service") or ""),
        Kind.CATEGORY_AT_LOCATION: f"{category}@{location}" if says_where else "",
        Kind.SUBCATEGORY: str(first.get("subcategory") or ""),
        Kind.GROUP: str(first.get("assignment_group") or ""),
    }
    return Arrival(
        reading.id, reading.opened, str(first.get("caller") or ""), first.get("priority") == 1, keys_of(values)
    )
