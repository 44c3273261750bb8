"""Wiring: settings → store → access → live → REST → pages. Nothing is decided here."""

import reflex as rx
from starlette.types import ASGIApp

from rca_dashboard.live.assembly import Browsers, build_live
from rca_dashboard.live.hub.relay import MemoryRelay
from rca_dashboard.live.messages import Status
from rca_dashboard.live.reflex_adapter.abandoned_states import abandoned_states_of
from rca_dashboard.live.reflex_adapter.built_pages import build_of
from rca_dashboard.settings import load_settings
from rca_dashboard.startup.access import BUILT_PAGES, access_of, behind_gate
from rca_dashboard.startup.logs import PageErrors, configure_logs, log_handler_error
from rca_dashboard.startup.rest import api_of
from rca_dashboard.startup.worker import Worker
from rca_dashboard.store.engine import Database
from rca_dashboard.ui.routes import PAGES, add_pages, around_every_page

settings = load_settings()
configure_logs(settings)


class Dashboard(rx.App):
    """The Reflex app behind the gate, which wraps everything that Reflex builds."""

    def __call__(self) -> ASGIApp:
        """Return the ASGI app that the server runs."""
        return behind_gate(self, super().__call__(), settings, access)


app = Dashboard(
    backend_exception_handler=log_handler_error, frontend_exception_handler=PageErrors(), **around_every_page()
)
add_pages(app)

database = Database(settings.database_url)
relay = MemoryRelay()
browsers = Browsers(app)
access = access_of(settings, database, on_ended=browsers.ended_logins.send_to_login)
app.api_transformer = api_of(settings, database, access, relay)

worker = Worker(settings, database, relay, access)
live = build_live(
    browsers,
    PAGES,
    database,
    relay,
    access,
    polling=worker.polling,
    first=Status(build=build_of(BUILT_PAGES), is_demo=settings.is_demo),
    leads=worker.leads,
)
app.register_lifespan_task(worker.run, live=live)  # pyright: ignore[reportUnknownMemberType] - keywords of any type
app.register_lifespan_task(abandoned_states_of(app).run)  # pyright: ignore[reportUnknownMemberType] - keywords of any type
