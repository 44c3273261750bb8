"""The span of a push, which continues the trace of what stored its changes, in whatever process that was."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from rca_dashboard import tracing
from rca_dashboard.domain.tickets.change import Change


def push_span(changes: Sequence[Change]) -> AbstractContextManager[tracing.Span]:
    """Return a block that is recorded as the push of these changes, if a recorded span has stored one of them."""
    causes = dict.fromkeys(change.traceparent for change in changes if change.traceparent)
    return tracing.span("push", follows=tuple(causes), is_part=True, changes=len(changes))
