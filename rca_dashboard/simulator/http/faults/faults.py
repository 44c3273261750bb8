"""Fault injection: what goes wrong between an instance and its client, how often, and from when to when.

Faults wait in a queue. A request takes the first one that matches it; if none does, it gets its normal answer.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TypedDict, Unpack

from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.request_log import Asked


class FaultOptions(TypedDict, total=False):
    """What can go wrong with one answer; see ``Fault``."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    media_type: str
    html: bool
    truncated: bool
    error_beside_result: bool
    cut: bool
    hang_up: bool
    delay_seconds: float
    trickle_seconds: float
    dropped_fields: Collection[str]
    hidden: Callable[[Record], bool]
    meanwhile: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one answer.

    Attributes:
        status: Sent instead, with the body an instance has for it, or ``body``.
        headers: Of that answer, such as ``Retry-After``.
        body: The whole answer, with status 200 if no other is given.
        media_type: The content type of ``body``.
        html: The page of a hibernating instance, with status 200.
        truncated: The JSON ends in the middle, though the answer claims to be complete.
        error_beside_result: Half of the records, and an error beside them, with status 200.
        cut: The connection ends in the middle of the answer.
        hang_up: The connection ends before the first byte of the answer.
        delay_seconds: A delay before the answer; alone, a slow but normal answer.
        trickle_seconds: How long the body of the normal answer takes to arrive, in 20 pieces.
        dropped_fields: The query's conditions on them, and its orderings by them, are silently dropped.
        hidden: Records that this answer leaves out, after paging and while ``X-Total-Count`` counts them.
        meanwhile: Called before the request is answered, such as a write between two pages.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    media_type: str = "application/json"
    html: bool = False
    truncated: bool = False
    error_beside_result: bool = False
    cut: bool = False
    hang_up: bool = False
    delay_seconds: float = 0.0
    trickle_seconds: float = 0.0
    dropped_fields: Collection[str] = ()
    hidden: Callable[[Record], bool] | None = None
    meanwhile: Callable[[], object] | None = None


def every_request(_asked: Asked) -> bool:
    """Match every request."""
    return True


@dataclass(slots=True)
class _Waiting:
    fault: Fault
    times: int | None
    after: int
    fits: Callable[[Asked], bool]
    since: datetime | None
    until: datetime | None

    def is_due(self, asked: Asked) -> bool:
        """Return whether it applies now; counts a matching request that is still let through."""
        if (self.since and asked.at < self.since) or (self.until and asked.at >= self.until) or not self.fits(asked):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        return True


class Faults:
    """The queue of faults. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[_Waiting] = []

    def add(
        self,
        *,
        times: int | None = 1,
        after: int = 0,
        fits: Callable[[Asked], bool] = every_request,
        since: datetime | None = None,
        until: datetime | None = None,
        **options: Unpack[FaultOptions],
    ) -> None:
        """Add a fault.

        Args:
            times: For how many requests; None for every one until ``clear``.
            after: How many matching requests are let through first: 2 affects the third page.
            fits: Which requests it matches; others pass. See ``targets``.
            since: The instance's time from which it applies.
            until: The instance's time from which it no longer applies.
            **options: What goes wrong; see ``Fault``.
        """
        with self._lock:
            self._waiting.append(_Waiting(Fault(**options), times, after, fits, since, until))

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._waiting.clear()

    def next_for(self, asked: Asked) -> Fault | None:
        """Take the fault for a request; None for no fault."""
        with self._lock:
            waiting = next((waiting for waiting in self._waiting if waiting.is_due(asked)), None)
            if waiting is None:
                return None
            if waiting.times is not None:
                waiting.times -= 1
                if waiting.times <= 0:
                    self._waiting.remove(waiting)
            return waiting.fault
