"""One key's alarm: how many came lately, how many are usual, and how seldom chance brings as many."""

from bisect import bisect_left
from dataclasses import dataclass
from enum import IntEnum
from math import log

from rca_dashboard.domain.burst.keys import Arrival, Key
from rca_dashboard.domain.burst.rhythm import WEEK, Rhythm
from rca_dashboard.domain.burst.tail import log_tail

MINUTE = 60
WINDOWS = (60 * MINUTE, 240 * MINUTE)
SILENT = 4 * WEEK
LEAST_COUNT = 4
LEAST_CALLERS = 3
LEAST_RATIO = 3.0
LEAST_MAJOR_COUNT = 8
# How much the rate of an hour varies from week to week beyond chance: by a sixth. With more, none of the known small
# incidents of a real desk is a burst; with none, the desk has a tenth more bursts.
SHAPE = 40.0
# So few tickets of the whole desk say nothing of how busy it is.
ASSUMED_OTHERS = 3.0
# Nothing is expected so seldom that four tickets prove a disaster.
LEAST_EXPECTED = 0.05


class Level(IntEnum):
    """How improbable a burst is."""

    WATCH = 1
    BURST = 2
    MAJOR = 3


_WATCH, _BURST, _MAJOR = log(1e-4), log(1e-6), log(1e-8)
# A burst goes on until so many are no surprise: with the limit at which it begins, most would begin several times.
_CALM = log(0.05)


@dataclass(frozen=True, slots=True)
class Alarm:
    """More tickets of a key than chance explains.

    Attributes:
        key: What they are about.
        level: How improbable it is.
        tickets: The keys of the tickets in the window, oldest first.
        expected: How many are usual in it, or more while the whole desk has more than usual.
        since: When the first of them was opened.
        until: When the last was.
        log_chance: The natural logarithm of the probability.
    """

    key: Key
    level: Level
    tickets: tuple[int, ...]
    expected: float
    since: int
    until: int
    log_chance: float


def alarm_of(
    key: Key, recent: "list[Arrival]", rhythm: Rhythm, desk: Rhythm, now: int, all_times: "list[int]"
) -> Alarm | None:
    """Return a key's alarm at a time, the more improbable of both windows; None if there is nothing unusual.

    Args:
        key: The key.
        recent: Its tickets of the last four hours, oldest first.
        rhythm: What is usual for it.
        desk: What is usual for all tickets.
        now: The time.
        all_times: When all tickets of the last four hours were opened, ascending.
    """
    if now - rhythm.since < SILENT or len(recent) < LEAST_COUNT:
        return None
    found = (_alarm_within(window, key, recent, rhythm, desk, now, all_times) for window in WINDOWS)
    return min((each for each in found if each), key=lambda each: each.log_chance, default=None)


def _alarm_within(
    window: int, key: Key, recent: "list[Arrival]", rhythm: Rhythm, desk: Rhythm, now: int, all_times: "list[int]"
) -> Alarm | None:
    inside = _inside(recent, window, now)
    callers = {each.caller for each in inside}
    if len(inside) < LEAST_COUNT or len(callers) < LEAST_CALLERS:
        return None
    expected = _expected(rhythm, desk, window, now) * _busyness(all_times, len(inside), desk, window, now)
    if len(inside) < LEAST_RATIO * expected:
        return None
    chance = log_tail(len(inside), expected, SHAPE)
    level = _level(chance, inside)
    if level is None:
        return None
    tickets = tuple(each.id for each in inside)
    return Alarm(key, level, tickets, expected, inside[0].at, inside[-1].at, chance)


def _busyness(all_times: "list[int]", own: int, desk: Rhythm, window: int, now: int) -> float:
    """Return how many times as many tickets of other keys came as usual; 1 if there are no more.

    On the morning after a holiday everything comes more often, and no single thing is the reason.
    """
    came = len(all_times) - bisect_left(all_times, now - window) - own
    return max(1.0, (came + ASSUMED_OTHERS) / (desk.expected(now - window, now, desk) + ASSUMED_OTHERS))


def is_calm(recent: "list[Arrival]", rhythm: Rhythm, desk: Rhythm, now: int) -> bool:
    """Return whether a key's rate has fallen: within neither window so many tickets are a surprise."""
    return all(
        log_tail(len(_inside(recent, window, now)), _expected(rhythm, desk, window, now), SHAPE) > _CALM
        for window in WINDOWS
    )


def _inside(recent: "list[Arrival]", window: int, now: int) -> "list[Arrival]":
    return recent[bisect_left(recent, now - window, key=lambda each: each.at) :]


def _expected(rhythm: Rhythm, desk: Rhythm, window: int, now: int) -> float:
    return max(rhythm.expected(now - window, now, desk), LEAST_EXPECTED)


def _level(chance: float, inside: "list[Arrival]") -> Level | None:
    is_large = len(inside) >= LEAST_MAJOR_COUNT or any(each.is_critical for each in inside)
    if chance < _MAJOR and is_large:
        return Level.MAJOR
    if chance < _BURST:
        return Level.BURST
    return Level.WATCH if chance < _WATCH else None
