"""Wiring: settings → store → sync → live → access → api → ui. Nothing is decided here."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import reflex as rx
from starlette.types import ASGIApp

from rca_dashboard.access.gate.gate import Gate
from rca_dashboard.api.app import create_api
from rca_dashboard.api.auth_routes import Logins
from rca_dashboard.api.operations.webhook import Webhook
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.hub.relay import MemoryRelay
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.operations.desk import OperationsDesk
from rca_dashboard.live.operations.push import OperationsRoom, OperationsScreens
from rca_dashboard.live.operations.push_metrics import CountConnects, Usage
from rca_dashboard.live.page_load.first_frame import FirstPage
from rca_dashboard.live.page_load.guard import Guard
from rca_dashboard.live.page_load.identify import Introduce
from rca_dashboard.live.page_load.join_operations import JoinOperations
from rca_dashboard.live.page_load.join_rooms import JoinBeforeSnapshot
from rca_dashboard.live.page_load.load_bell import Ring
from rca_dashboard.live.page_load.load_personal import Personalize
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.live.personal.preferences_and_marks import Personal
from rca_dashboard.live.push import RoomPush, Screens
from rca_dashboard.live.reflex_adapter.abandoned_states import left_states_of
from rca_dashboard.live.reflex_adapter.direct_socket import DirectSocket
from rca_dashboard.live.reflex_adapter.packet_log import PacketLog
from rca_dashboard.live.reflex_adapter.socket import Socket
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.live.running import running
from rca_dashboard.settings import load_settings
from rca_dashboard.startup.access import access_of, gate_rules, webhook_signatures
from rca_dashboard.startup.logs import PageErrors, configure_logs, log_handler_error
from rca_dashboard.startup.worker import Worker
from rca_dashboard.store.engine import Database
from rca_dashboard.ui.operations.state import AuditState, OperationsState, PollsState, PushState
from rca_dashboard.ui.pushed.everywhere import ChangedRowsState, NoticeState, PulseState, StatusState
from rca_dashboard.ui.pushed.filter_choices import ChoicesState
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.pushed.preferences import PreferencesState
from rca_dashboard.ui.pushed.probe import ProbeState
from rca_dashboard.ui.pushed.ticket_list import TicketListState
from rca_dashboard.ui.pushed.ticket_marks import TicketMarksState
from rca_dashboard.ui.routes import LIST_ROUTE, OPERATIONS_ROUTE, add_pages, around_every_page
from rca_dashboard.ui.shell.bell import BellState
from rca_dashboard.ui.ticket.state import TicketState

# Where Reflex puts the pages that it serves itself.
BUILT_PAGES = Path(".web/build/client")

settings = load_settings()
configure_logs(settings)


class Dashboard(rx.App):
    """The Reflex app behind our gate, which stands outside of all that Reflex builds."""

    def __call__(self) -> ASGIApp:
        """Return the ASGI app that the server runs."""
        inside = DirectSocket(self, super().__call__())
        origins = rx.config.get_config().cors_allowed_origins
        rules = gate_rules(settings, tuple(origins), BUILT_PAGES)
        gate = Gate(inside, rules, sessions=access.asked_sessions, sockets=access.sockets)
        return PacketLog(gate) if settings.logs_socket_packets else gate


database = Database(settings.database_url)
access = access_of(settings, database)
relay = MemoryRelay()
worker = Worker(settings, database, relay, access)
logins = Logins(sessions=access.sessions, accounts=access.accounts, is_open=access.is_open)
webhook = Webhook(
    signatures=webhook_signatures(settings),
    tables=settings.servicenow_tables,
    hints=lambda: running().hints,
)
api = create_api(
    database,
    lambda: running().poller,
    logins,
    webhook,
    importing=lambda: running().bulk_import,
    reconciling=lambda: running().reconciler,
    bells=lambda: running().bells,
    pushing=lambda: running().usage,
)
app = Dashboard(
    api_transformer=api,
    backend_exception_handler=log_handler_error,
    frontend_exception_handler=PageErrors(),
    **around_every_page(),
)
socket = Socket(app)
socket.keep_order()
socket.keep_little_of_handshakes()
screens = Screens(
    tickets=TicketListState,
    pulse=PulseState,
    changed=ChangedRowsState,
    status=StatusState,
    notices=NoticeState,
    choices=ChoicesState,
    preferences=PreferencesState,
    marks=TicketMarksState,
    bell=BellState,
    ticket=TicketState,
    probe=ProbeState,
)
push = RoomPush(socket, screens)
hub = Hub(StoreReader(database), push, relay, worker.polling, is_demo=settings.is_demo)
personal = Personal(database, push, hub.refresh_for)
bells = Bells(database, push, relay.wake)
socket_sessions = SocketSessions(app)
operations_screens = OperationsScreens(operations=OperationsState, polls=PollsState, audit=AuditState, push=PushState)
usage = Usage(socket, hub, push)
hub.on_told = usage.told
operations = OperationsDesk(running, OperationsRoom(socket, operations_screens), usage)
guard = Guard(socket, socket_sessions, access.asked_sessions)
guard.refuse_unknown_events(app)
# The order counts: who may, who it is, then the room, what is the person's own, and all of it at once.
for place, middleware in enumerate(
    (
        guard,
        CountConnects(usage, socket_sessions),
        Introduce(socket_sessions, MeState),
        JoinBeforeSnapshot(hub, socket, socket_sessions, TicketListState, TicketState, LIST_ROUTE),
        JoinOperations(operations, socket, socket_sessions, OperationsState, OPERATIONS_ROUTE),
        Personalize(
            personal,
            hub,
            socket_sessions,
            tickets=TicketListState,
            preferences=PreferencesState,
            marks=TicketMarksState,
        ),
        Ring(bells, socket_sessions, BellState),
        FirstPage(socket, MeState),
    )
):
    app.add_middleware(middleware, index=place)
access.sessions.on_ended(guard.send_to_login)
access.sessions.on_ended(access.sockets.close_sessions)
add_pages(app)


def run_worker() -> AbstractAsyncContextManager[None]:
    """Run what this worker runs beside the server, for as long as the server runs."""
    return worker.run(hub, socket_sessions, personal, bells, operations)


app.register_lifespan_task(run_worker)
app.register_lifespan_task(operations.run)
app.register_lifespan_task(usage.run)
app.register_lifespan_task(left_states_of(app).run)
