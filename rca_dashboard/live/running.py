"""The services of this worker, for handlers that Reflex and FastAPI instantiate without arguments."""

from dataclasses import dataclass

from rca_dashboard.access.access import Access
from rca_dashboard.cases.assistant.model import LanguageModel
from rca_dashboard.insight.insight import Insight
from rca_dashboard.live.cases.rooms import CaseRooms
from rca_dashboard.live.hub.burst_band import BurstBand
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.hub.list_figures import FiguresOfLists
from rca_dashboard.live.operations.desk import OperationsDesk
from rca_dashboard.live.operations.push_metrics import Usage
from rca_dashboard.live.operations.workers import Workers
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.live.personal.looks import Looks
from rca_dashboard.live.personal.named_views import NamedViews
from rca_dashboard.live.personal.notifier import Notifier
from rca_dashboard.live.personal.preferences_and_marks import Personal
from rca_dashboard.live.personal.servicenow_users import ServiceNowUsers
from rca_dashboard.live.personal.view_changes import ViewChanges
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.live.sights import Sights
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.workers.steering import Steering


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The services that show the store to browsers.

    Attributes:
        usage: Measures the push; the operations page shows it.
        figures: The figures above the lists.
        cases: The open cases and the board.
        workers: The processes that run; empty where there can be one only.
        sights: The hubs of people who see the same tickets; ``hub`` and ``figures`` are those of every ticket.
    """

    hub: Hub
    socket_sessions: SocketSessions
    personal: Personal
    bells: Bells
    users: ServiceNowUsers
    views: NamedViews
    looks: Looks
    view_changes: ViewChanges
    notifier: Notifier
    operations: OperationsDesk
    usage: Usage
    bursts: BurstBand
    figures: FiguresOfLists
    cases: CaseRooms
    workers: Workers
    sights: Sights


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """All services of this worker.

    Attributes:
        sync: What keeps the store in sync with ServiceNow, here or in the worker that leads.
        insight: None where the settings turn it off.
        assistant: What drafts texts of cases; None where the settings name none.
    """

    live: Live
    sync: Steering
    access: Access
    database: Database
    insight: Insight | None = None
    assistant: LanguageModel | None = None


_running: list[Running] = []


def install(running: Running) -> None:
    """Register the services of this worker; called once by the worker."""
    _running[:] = [running]


def running() -> Running:
    """Return the services of this worker.

    Raises:
        RuntimeError: If the worker has not started.
    """
    if not _running:
        message = "the worker has not started yet: rca_dashboard/startup/worker.py does it"
        raise RuntimeError(message)
    return _running[0]
