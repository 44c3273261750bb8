"""The leader's status, as all workers show it; it is stored as JSON with the lease."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError

from rca_dashboard.domain.check import Check
from rca_dashboard.domain.progress.bulk_import import ImportStatus
from rca_dashboard.domain.progress.poll import PollerHealth, PollerStatus
from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.domain.progress.table_reading import TableReading
from rca_dashboard.domain.progress.table_wait import TableWait

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderStatus:
    """What the leader does with ServiceNow.

    Attributes:
        poller: The status of polling.
        tables: How far each table has been polled.
        bulk_import: The import.
        reconcile: The running or last reconcile.
        checks: The results of the startup checks.
        waits: The tables that wait for another attempt.
        barred_until: Before this time nothing calls ServiceNow: it sent a Retry-After.
    """

    poller: PollerStatus = field(default_factory=PollerStatus)
    tables: tuple[TableReading, ...] = ()
    bulk_import: ImportStatus = field(default_factory=ImportStatus)
    reconcile: ReconcileStatus = field(default_factory=ReconcileStatus)
    checks: tuple[Check, ...] = ()
    waits: tuple[TableWait, ...] = ()
    barred_until: datetime = _LONG_AGO

    @property
    def news(self) -> tuple[object, ...]:
        """The part that other workers show at once; times and counts follow with the next renewal."""
        poller, imports = self.poller, self.bulk_import
        reconcile = self.reconcile.running, self.reconcile.finished_at
        return poller.health, poller.error, poller.failing_since, imports.state, imports.error, *reconcile


_JSON = TypeAdapter(LeaderStatus)


def status_json(status: LeaderStatus) -> str:
    """Return a status as JSON."""
    return _JSON.dump_json(status).decode()


def status_of(text: str) -> LeaderStatus:
    """Return the status of some JSON; an empty one if there is none, or if another version of the app wrote it."""
    try:
        return _JSON.validate_json(text) if text else LeaderStatus()
    except ValidationError:
        return LeaderStatus()


def unreachable(shown: LeaderStatus, since: datetime, sentence: str) -> LeaderStatus:
    """Return the status that a worker shows while it cannot learn the leader's."""
    if shown.poller.health is not PollerHealth.OK:
        return shown
    failing = replace(shown.poller, health=PollerHealth.FAILING, failing_since=since, error=sentence)
    return replace(shown, poller=failing)
