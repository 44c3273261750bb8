"""Parts of a leader, steered as pages and REST do in the worker that leads."""

from typing import Any, cast

from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from rca_dashboard.sync.workers.hint_relay import HintRelay
from rca_dashboard.sync.workers.leader import Leader
from rca_dashboard.sync.workers.leadership import Leadership
from rca_dashboard.sync.workers.lease_keeper import SoleKeeper
from rca_dashboard.sync.workers.order_desk import OrderDesk
from rca_dashboard.sync.workers.steering import Steering


def steered(poller: Poller, bulk_import: BulkImport | None = None, reconciler: Reconciler | None = None) -> Steering:
    """Return the steering of a worker that leads with these parts."""
    database = poller.writer.database
    missing = cast("Any", None)
    leadership = Leadership(SoleKeeper(database), missing)
    leadership.leader = Leader(
        client=missing,
        poller=poller,
        hints=missing,
        bulk_import=bulk_import or missing,
        reconciler=reconciler or missing,
        checks=tuple,
        database=database,
    )
    return Steering(leadership, OrderDesk(database), HintRelay(leadership, database))
