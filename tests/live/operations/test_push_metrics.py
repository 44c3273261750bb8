"""Counting and measuring the push, and that clients cannot forge the figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.live.messages import Probe
from rca_dashboard.live.operations.push_figures import MINUTES_KEPT, PushFigures, PushTotals, percentile
from rca_dashboard.live.operations.push_metrics import LONGEST_SECONDS, MOST_ANSWERS, SECONDS_BETWEEN_PROBES, Usage
from rca_dashboard.live.reflex_adapter.socket import Queues

NOON = 1_795_435_200


@dataclass
class Clock:
    now: float = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class MetricsHarness:
    """Socket, hub and push as far as the figures ask."""

    sockets: int = 1
    occupied: frozenset[str] = frozenset()
    sent: tuple[int, int, int] = (0, 0, 0)
    reads: tuple[int, int] = (0, 0)
    probes: list[Probe] = field(default_factory=list)

    def counted(self) -> tuple[int, int, int]:
        return self.sent

    def queues(self) -> Queues:
        return Queues(self.sockets, 2, 5_000)

    def rooms(self) -> frozenset[str]:
        return self.occupied

    async def probe(self, probe: Probe) -> None:
        self.probes.append(probe)


def changes(at: float, origin: Origin = Origin.POLL) -> Sequence[Change]:
    moment = datetime.fromtimestamp(at, UTC)
    return [Change(1, moment, ChangeType.NEW, "incident", "a" * 32, "INC1", {}, origin)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def harness() -> MetricsHarness:
    return MetricsHarness()


@pytest.fixture
def usage(harness: MetricsHarness, clock: Clock) -> Usage:
    return Usage(harness, lambda: harness.reads, harness, clock)


def test_a_minute_holds_what_was_counted_in_it_alone_and_the_longest_queue(clock: Clock) -> None:
    figures = PushFigures(clock)
    figures.look(PushTotals(browsers=5, frames=100, bytes=1_000))
    clock.now += 60
    figures.look(PushTotals(browsers=4, frames=110, bytes=1_500, waiting=1, longest_queue=900_000))
    clock.now += 5
    figures.look(PushTotals(browsers=3, frames=130, bytes=1_900))
    first, second = figures.view().minutes
    assert (first.at, second.at) == (NOON * 1000, (NOON + 60) * 1000)
    assert (first.shown.frames, second.shown.frames, second.shown.bytes) == (100, 30, 900)
    assert (second.shown.browsers, second.shown.waiting, second.shown.longest_queue) == (3, 1, 900_000)


def test_only_the_last_hour_is_kept(clock: Clock) -> None:
    figures = PushFigures(clock)
    for minute in range(200):
        clock.now = NOON + 60 * minute
        figures.look(PushTotals(frames=minute))
    minutes = figures.view().minutes
    assert len(minutes) == MINUTES_KEPT
    assert minutes[-1].at - minutes[0].at == 59 * 60_000
    assert {each.shown.frames for each in minutes} == {1}


def test_percentiles_are_the_nearest_rank() -> None:
    assert percentile([], 50) == -1
    assert percentile([7], 99) == 7
    assert percentile(range(1, 101), 50) == 50
    assert percentile(range(100, 0, -1), 99) == 99
    assert percentile([1, 2, 3], 99) == 3


async def test_latency_is_from_the_change_to_the_answer_by_our_clock(
    usage: Usage, harness: MetricsHarness, clock: Clock
) -> None:
    await usage.measure_push(changes(NOON - 0.03))
    clock.now += 0.05
    assert usage.acknowledge("ada", harness.probes[0].id)
    clock.now += 0.32
    assert usage.acknowledge("bob", harness.probes[0].id)
    view = usage.figures.view()
    assert (view.p50, view.p99, view.measured) == (80, 400, 2)
    assert (view.minutes[-1].p50, view.minutes[-1].p99) == (80, 400)
    assert usage.figures.latencies().buckets == (0, 1, 0, 1, 0, 0, 0, 0)
    assert usage.figures.latencies().seconds == pytest.approx(0.48)


async def test_a_push_is_measured_at_most_every_twenty_seconds_and_an_import_never(
    usage: Usage, harness: MetricsHarness, clock: Clock
) -> None:
    await usage.measure_push(changes(NOON, Origin.IMPORT))
    harness.sockets = 0
    await usage.measure_push(changes(NOON))
    assert harness.probes == []
    harness.sockets = 1
    asked_at: list[float] = []
    for second in range(52):
        await usage.measure_push(changes(clock.now))
        if len(harness.probes) > len(asked_at):
            asked_at.append(second)
            # Nobody answers the last one: another comes sooner.
            assert second >= 40 or usage.acknowledge("ada", harness.probes[-1].id)
        clock.now += 1
    assert asked_at == [0, 20, 40, 45, 50]
    assert SECONDS_BETWEEN_PROBES == 20


async def test_about_ten_of_a_thousand_browsers_are_asked_and_all_of_three(
    usage: Usage, harness: MetricsHarness, clock: Clock
) -> None:
    harness.sockets = 1_000
    await usage.measure_push(changes(NOON))
    harness.sockets, clock.now = 3, NOON + 30
    await usage.measure_push(changes(clock.now))
    assert [each.share for each in harness.probes] == [0.01, 1.0]


async def test_what_was_not_asked_for_or_comes_twice_or_late_counts_for_nothing(
    usage: Usage, harness: MetricsHarness, clock: Clock
) -> None:
    assert not usage.acknowledge("ada", 0)
    assert not usage.acknowledge("ada", 1)
    await usage.measure_push(changes(NOON))
    assert not usage.acknowledge("ada", 2)
    assert not usage.acknowledge("ada", -1)
    assert usage.acknowledge("ada", 1)
    assert not usage.acknowledge("ada", 1)
    heard = [usage.acknowledge(str(sid), 1) for sid in range(100)]
    assert sum(heard) == MOST_ANSWERS - 1
    clock.now += SECONDS_BETWEEN_PROBES
    await usage.measure_push(changes(clock.now))
    assert not usage.acknowledge("bob", harness.probes[0].id)
    clock.now += LONGEST_SECONDS + 1
    assert not usage.acknowledge("bob", harness.probes[1].id)
    assert usage.figures.view().measured == MOST_ANSWERS


def test_rooms_are_counted_by_what_they_are_for(usage: Usage, harness: MetricsHarness) -> None:
    harness.occupied = frozenset({"all", "view:", "view:page=2", "ticket:a", "user:ada", "operations", "a3f"})
    harness.sent, harness.reads = (9, 900, 1), (4, 6)
    usage.count_connect(again=False)
    usage.count_connect(again=True)
    assert usage.totals() == PushTotals(
        browsers=1, views=2, tickets=1, users=1, waiting=2, longest_queue=5_000, frames=9, bytes=900, closed=1,
        reads=4, skipped=6, connects=2, reconnects=1,
    )  # fmt: skip
