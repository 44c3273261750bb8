"""What runs in this worker, for handlers that Reflex and FastAPI create themselves and hand nothing to."""

from collections.abc import Callable
from dataclasses import dataclass

from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.domain.check import Check
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.operations.desk import OperationsDesk
from rca_dashboard.live.operations.push_metrics import Usage
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.live.personal.preferences_and_marks import Personal
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.polling.hints import Hints
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.reconciler import Reconciler


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The parts that wiring made.

    Attributes:
        ground: Gives what the checks of ServiceNow have seen since the start; nothing in demo mode.
    """

    hub: Hub
    database: Database
    poller: Poller
    hints: Hints
    ground: Callable[[], tuple[Check, ...]]
    bulk_import: BulkImport
    reconciler: Reconciler
    sessions: Sessions
    accounts: Accounts
    socket_sessions: SocketSessions
    personal: Personal
    operations: OperationsDesk
    bells: Bells

    @property
    def usage(self) -> Usage:
        """What measures the push; the operations page shows it."""
        return self.operations.usage


_running: list[Running] = []


def install(running: Running) -> None:
    """Name the parts that run from now on; wiring calls it once."""
    _running[:] = [running]


def running() -> Running:
    """Return the parts that run.

    Raises:
        RuntimeError: Before wiring has installed them.
    """
    if not _running:
        message = "the app is not wired yet: rca_dashboard/rca_dashboard.py does it"
        raise RuntimeError(message)
    return _running[0]
