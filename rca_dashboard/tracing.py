"""Spans: what a poll does, from its requests to the frames that browsers get. Off until ``record_with`` is called.

While it is off a span is one comparison, and OpenTelemetry, which ``startup.workers`` imports, is not loaded.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

Attribute = str | int | float | bool


class Span(Protocol):
    """A part of a trace that has begun and not ended."""

    def note(self, **attributes: Attribute) -> None:
        """Add attributes that are known only now."""
        ...


class Recorder(Protocol):
    """Where spans go."""

    def span(
        self, name: str, attributes: dict[str, Attribute], *, follows: Sequence[str], is_part: bool
    ) -> AbstractContextManager[Span]:
        """Begin a span, which ends with the block."""
        ...

    def traceparent(self) -> str:
        """Return the current span as W3C's ``traceparent``; empty outside of any."""
        ...


class _NoSpan:
    def note(self, **attributes: Attribute) -> None:
        """Do nothing."""


_off: AbstractContextManager[Span] = nullcontext(_NoSpan())
_recorder: Recorder | None = None


def record_with(recorder: Recorder | None) -> None:
    """Record the spans of this process from now on; None ends that."""
    global _recorder  # noqa: PLW0603 - spans begin in all rooms, and none of them should have to be handed a recorder
    _recorder = recorder


def span(
    name: str, *, follows: Sequence[str] = (), is_part: bool = False, **attributes: Attribute
) -> AbstractContextManager[Span]:
    """Return a block that is recorded as a span, below the span around it.

    Args:
        name: What is done, in a few fixed names.
        follows: The ``traceparent`` of spans of any process that caused this one. It continues the trace of the first,
            and links to the others.
        is_part: Record it only as part of a span around it, and never as the first of a trace.
        attributes: What distinguishes this span; never what a ticket or a person says.
    """
    if _recorder is None:
        return _off
    return _recorder.span(name, attributes, follows=follows, is_part=is_part)


def traceparent() -> str | None:
    """Return the current span as W3C's ``traceparent``, for what other processes will do because of it."""
    return (_recorder.traceparent() or None) if _recorder else None
