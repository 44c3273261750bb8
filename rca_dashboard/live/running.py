"""What runs in this worker, for handlers that Reflex and FastAPI create themselves and hand nothing to."""

from collections.abc import Callable
from dataclasses import dataclass

from rca_dashboard.access.access import Access
from rca_dashboard.domain.check import Check
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.operations.desk import OperationsDesk
from rca_dashboard.live.operations.push_metrics import Usage
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.live.personal.notifier import Notifier
from rca_dashboard.live.personal.preferences_and_marks import Personal
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.polling.hints import Hints
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.reconciler import Reconciler


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What shows the store to browsers.

    Attributes:
        usage: Measures the push; the operations page shows it.
    """

    hub: Hub
    socket_sessions: SocketSessions
    personal: Personal
    bells: Bells
    notifier: Notifier
    operations: OperationsDesk
    usage: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """What keeps the store up to date with ServiceNow.

    Attributes:
        checks: Gives what the checks of ServiceNow have seen since the start; nothing in demo mode.
    """

    poller: Poller
    hints: Hints
    bulk_import: BulkImport
    reconciler: Reconciler
    checks: Callable[[], tuple[Check, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The wholes that run."""

    live: Live
    sync: Sync
    access: Access
    database: Database


_running: list[Running] = []


def install(running: Running) -> None:
    """Name what runs from now on; the worker calls it once."""
    _running[:] = [running]


def running() -> Running:
    """Return what runs.

    Raises:
        RuntimeError: Before the worker has started.
    """
    if not _running:
        message = "the worker has not started yet: rca_dashboard/startup/worker.py does it"
        raise RuntimeError(message)
    return _running[0]
