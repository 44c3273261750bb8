"""The configured instance: its authentication, and its startup checks."""

import httpx

from rca_dashboard.domain.check import Check
from rca_dashboard.environment import environment
from rca_dashboard.servicenow.authentication.auth import Credentials, auth_with
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.network import network_of
from rca_dashboard.servicenow.probe.probe import Probe, Wanted
from rca_dashboard.settings import Settings


def auth_of(settings: Settings) -> httpx.Auth:
    """Return the configured authentication."""
    return auth_with(
        Credentials(
            mode=settings.servicenow_auth,
            username=settings.servicenow_username,
            password=settings.servicenow_password,
            client_id=settings.servicenow_client_id,
            client_secret=settings.servicenow_client_secret,
            api_key=settings.servicenow_api_key,
        )
    )


def client_of(settings: Settings, url: str, auth: httpx.Auth) -> TableClient:
    """Return a client of an instance, through the proxy that the environment names for it."""
    return TableClient(
        url,
        auth,
        timeout_seconds=settings.servicenow_timeout_seconds,
        network=network_of(url, environment()),
    )


async def check_instance(settings: Settings, url: str, auth: httpx.Auth) -> tuple[Check, ...]:
    """Return the results of the checks of an instance, which sends requests of its own.

    Args:
        settings: What the instance is used for.
        url: Its URL.
        auth: Its authentication; the poller's, so that both share one token.
    """
    client = client_of(settings, url, auth)
    wanted = Wanted(
        tables=settings.servicenow_tables,
        query=settings.servicenow_query,
        batch_size=settings.servicenow_polling_batch_size,
    )
    try:
        return await Probe(client, wanted).look()
    finally:
        await client.aclose()
