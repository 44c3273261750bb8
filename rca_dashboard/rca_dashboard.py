"""Wiring: settings → store → sync → live → access → api → ui. Nothing is decided here."""

from contextlib import AbstractAsyncContextManager

import reflex as rx
from starlette.types import ASGIApp

from rca_dashboard.access.gate import Gate, GateRules
from rca_dashboard.api.app import create_api
from rca_dashboard.live.hub import Hub
from rca_dashboard.live.join import JoinBeforeSnapshot
from rca_dashboard.live.packet_log import PacketLog
from rca_dashboard.live.push import RoomPush, Screens
from rca_dashboard.live.reflex_socket import Socket
from rca_dashboard.live.relay import MemoryRelay
from rca_dashboard.live.running import running
from rca_dashboard.live.store_reader import StoreReader
from rca_dashboard.logs import configure_logs
from rca_dashboard.settings import load_settings
from rca_dashboard.store.engine import Database
from rca_dashboard.ui.routes import LIST_ROUTE, add_pages, around_every_page
from rca_dashboard.ui.shell.state import ChangedRowsState, NoticeState, PulseState, StatusState
from rca_dashboard.ui.tickets.state import TicketListState
from rca_dashboard.worker import Worker

settings = load_settings()
configure_logs(settings)


class Dashboard(rx.App):
    """The Reflex app behind our gate, which stands outside of all that Reflex builds."""

    def __call__(self) -> ASGIApp:
        """Give the ASGI app that the server runs."""
        inside = super().__call__()
        origins = rx.config.get_config().cors_allowed_origins
        gate = Gate(inside, GateRules(origins=origins, credentials=settings.cors_credentials))
        return PacketLog(gate) if settings.logs_socket_packets else gate


database = Database(settings.database_url)
relay = MemoryRelay()
worker = Worker(settings, database, relay)
app = Dashboard(api_transformer=create_api(database, lambda: running().poller), **around_every_page())
socket = Socket(app)
screens = Screens(
    tickets=TicketListState,
    pulse=PulseState,
    changed=ChangedRowsState,
    status=StatusState,
    notices=NoticeState,
)
hub = Hub(StoreReader(database), RoomPush(socket, screens), relay, worker.polling, is_demo=settings.is_demo)
app.add_middleware(JoinBeforeSnapshot(hub, socket, TicketListState, LIST_ROUTE))
add_pages(app)


def run_worker() -> AbstractAsyncContextManager[None]:
    """Run what this worker runs beside the server, for as long as the server runs."""
    return worker.run(hub)


app.register_lifespan_task(run_worker)
