"""The REST routes, put together from the settings and from what runs."""

from functools import partial

from fastapi import FastAPI

from rca_dashboard.access.access import Access
from rca_dashboard.access.signatures import Signatures
from rca_dashboard.api.app import create_api
from rca_dashboard.api.auth_routes import Logins
from rca_dashboard.api.operations.webhook import Webhook
from rca_dashboard.live.hub.relay import Relay
from rca_dashboard.live.running import running
from rca_dashboard.settings import Settings
from rca_dashboard.startup.access import home_of
from rca_dashboard.store.engine import Database
from rca_dashboard.store.shared_limits.accepted_requests import accept_once


def api_of(settings: Settings, database: Database, access: Access, relay: Relay) -> FastAPI:
    """Put together the REST routes; what they ask is made when the server starts."""
    return create_api(
        database,
        lambda: running().sync.poller,
        Logins(
            sessions=access.sessions,
            accounts=access.accounts,
            tokens=access.tokens,
            teams=access.teams,
            care=access.care,
            is_open=access.is_open,
            sign_on=access.sign_on,
            home=home_of(settings),
            passwords_for=_passwords_for(settings),
        ),
        Webhook(
            signatures=_signatures(settings),
            tables=settings.servicenow_tables,
            hints=lambda: running().sync.hints,
            accept_once=partial(accept_once, database) if settings.may_have_several_workers else None,
        ),
        importing=lambda: running().sync.bulk_import,
        reconciling=lambda: running().sync.reconciler,
        bells=lambda: running().live.bells,
        pushing=lambda: running().live.usage,
        insight=(lambda: running().insight) if settings.insight else None,
        push_silence=lambda: running().live.hub.seconds_silent,
        is_draining=lambda: running().live.workers.is_draining,
        views=lambda: running().live.views,
        view_changes=lambda: running().live.view_changes,
        wake=relay.wake,
    )


def _passwords_for(settings: Settings) -> str:
    """Return who may log in with a password."""
    return {"none": "nobody", "proxy": "nobody", "oidc": "admins"}.get(settings.auth_mode, "everyone")


def _signatures(settings: Settings) -> Signatures | None:
    """Return what checks ServiceNow's hints; None where no secret turns them on."""
    return Signatures(settings.servicenow_webhook_secret) if settings.servicenow_webhook_secret else None
