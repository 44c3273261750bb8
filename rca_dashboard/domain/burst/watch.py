"""The watch: takes tickets in the order in which they were opened, and keeps the episodes of bursts."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rca_dashboard.domain.burst.alarm import WINDOWS, Alarm, Level, alarm_of, is_calm
from rca_dashboard.domain.burst.keys import Arrival, Key
from rca_dashboard.domain.burst.rhythm import HOUR, Rhythm

# After a kill or a failed write the last tickets are taken again: at most some hundred, which count once.
_MOST_REPEATED = 2_000
# What flares up again within a day is the same episode: on a real log one in seven would be counted twice.
_RESUMED = 24 * HOUR
# Alarms that share this much of the smaller one's tickets are about the same thing.
_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Episode:
    """One burst from its first alarm to its last.

    Attributes:
        number: Its number in this watch.
        key: The most specific of the keys under which it was noticed.
        level: The highest level that it reached.
        tickets: Every ticket of its alarms.
        count: How many were in the window when it was most improbable.
        expected: How many were usual in that window.
        since: When the first ticket was opened.
        until: When the last was.
        log_chance: The lowest probability.
        is_over: Whether the rate has fallen.
        swallowed: The numbers of episodes that turned out to be this one.
    """

    number: int
    key: Key
    level: Level
    tickets: frozenset[int]
    count: int
    expected: float
    since: int
    until: int
    log_chance: float
    is_over: bool = False
    swallowed: tuple[int, ...] = ()


class Watch:
    """Counts tickets by key, and finds those of which too many come."""

    def __init__(self) -> None:
        self._rhythms: dict[Key, Rhythm] = {}
        self._desk: Rhythm | None = None
        self._recent: defaultdict[Key, list[Arrival]] = defaultdict(list)
        self._open: dict[int, Episode] = {}
        self._times: list[int] = []
        self._calm: dict[int, Episode] = {}
        self._lately: dict[int, None] = {}
        self._last = 0
        self._number = 0

    @property
    def open_episodes(self) -> tuple[Episode, ...]:
        """The bursts that are not over, the most improbable first."""
        return tuple(sorted(self._open.values(), key=lambda each: (-each.level, each.log_chance)))

    @property
    def number(self) -> int:
        """The number of the last episode."""
        return self._number

    @property
    def keys(self) -> int:
        """How many keys are counted."""
        return len(self._rhythms)

    @property
    def calm_episodes(self) -> tuple[Episode, ...]:
        """The bursts that are over, but may flare up again."""
        return tuple(self._calm.values())

    def go_on(self, last_number: int, episodes: Iterable[Episode], calm: Iterable[Episode] = ()) -> None:
        """Go on with earlier episodes."""
        self._number = last_number
        self._open = {each.number: each for each in episodes}
        self._calm = {each.number: each for each in calm}

    def resume(self, other: "Watch") -> None:
        """Go on with the episodes of another watch."""
        self.go_on(other.number, other.open_episodes, other.calm_episodes)

    def learn(self, arrival: Arrival) -> None:
        """Count a ticket as usual, without looking for bursts: one of an import, or of an outage's backlog."""
        if arrival.id in self._lately:
            return
        self._lately[arrival.id] = None
        if len(self._lately) > _MOST_REPEATED:
            del self._lately[next(iter(self._lately))]
        desk = self._desk = self._desk or Rhythm(arrival.at)
        desk.add(arrival.at)
        insort(self._times, arrival.at)
        del self._times[: bisect_left(self._times, self._times[-1] - WINDOWS[-1])]
        for key in arrival.keys:
            rhythm = self._rhythms.get(key)
            if rhythm is None:
                rhythm = self._rhythms[key] = Rhythm(arrival.at)
            rhythm.add(arrival.at)
            recent = self._recent[key]
            recent.append(arrival)
            if len(recent) > 1 and recent[-2].at > arrival.at:
                recent.sort(key=lambda each: each.at)
            while recent and recent[0].at < recent[-1].at - WINDOWS[-1]:
                del recent[0]
        self._last = max(self._last, arrival.at)

    def take(self, arrival: Arrival, now: int) -> tuple[Episode, ...]:
        """Count a ticket that has just come; return the episodes that it began or changed."""
        self.learn(arrival)
        changed = [self._joined(alarm) for key in arrival.keys if (alarm := self._alarm(key, now))]
        return tuple({each.number: self._open[each.number] for each in changed if each.number in self._open}.values())

    def end(self, now: int) -> tuple[Episode, ...]:
        """Return the episodes that are over now, since the rate of their key has fallen."""
        over = [each for each in self._open.values() if self._is_calm(each.key, now)]
        self._calm = {number: each for number, each in self._calm.items() if now - each.until <= _RESUMED}
        for each in over:
            self._calm[each.number] = self._open.pop(each.number)
        return tuple(replace(each, is_over=True) for each in over)

    def reopen(self, episodes: Iterable[Episode]) -> None:
        """Go on with episodes that were over, and whose end could not be stored."""
        for each in episodes:
            self._calm.pop(each.number, None)
            self._open[each.number] = replace(each, is_over=False)

    def _alarm(self, key: Key, now: int) -> Alarm | None:
        rhythm, desk = self._rhythms.get(key), self._desk
        if rhythm is None or desk is None:
            return None
        rhythm.advance(now)
        desk.advance(now)
        return alarm_of(key, self._recent[key], rhythm, desk, now, self._times)

    def _is_calm(self, key: Key, now: int) -> bool:
        rhythm, desk = self._rhythms.get(key), self._desk
        return rhythm is None or desk is None or is_calm(self._recent[key], rhythm, desk, now)

    def _joined(self, alarm: Alarm) -> Episode:
        tickets = frozenset(alarm.tickets)
        same = [each for each in self._open.values() if each.key == alarm.key or _is_shared(tickets, each.tickets)]
        same += [each for each in self._calm.values() if each.key == alarm.key and alarm.until - each.until <= _RESUMED]
        number = same[0].number if same else self._next()
        episode = _widened(
            Episode(
                number=number,
                key=alarm.key,
                level=alarm.level,
                tickets=tickets,
                count=len(tickets),
                expected=alarm.expected,
                since=alarm.since,
                until=alarm.until,
                log_chance=alarm.log_chance,
            ),
            same,
        )
        for each in same:
            self._open.pop(each.number, None)
            self._calm.pop(each.number, None)
        episode = replace(episode, swallowed=tuple(each.number for each in same[1:]))
        self._open[number] = episode
        return episode

    def _next(self) -> int:
        self._number += 1
        return self._number


def _is_shared(first: frozenset[int], second: frozenset[int]) -> bool:
    return len(first & second) >= _SHARED * min(len(first), len(second))


def _widened(newest: Episode, earlier: Iterable[Episode]) -> Episode:
    """Return one episode of several: the most specific key, and the figures of the most improbable moment."""
    every = (*earlier, newest)
    least = min(every, key=lambda each: each.log_chance)
    return replace(
        newest,
        key=min(each.key for each in every),
        level=max(each.level for each in every),
        tickets=frozenset().union(*(each.tickets for each in every)),
        count=least.count,
        expected=least.expected,
        log_chance=least.log_chance,
        since=min(each.since for each in every),
        until=max(each.until for each in every),
    )
