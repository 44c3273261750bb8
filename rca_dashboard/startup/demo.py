"""Demo mode: the built-in ServiceNow beside the app, asked over real HTTP like any other."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from rca_dashboard.servicenow.authentication.auth import basic_auth
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.opening import Opening, open_instance
from rca_dashboard.simulator.server import Simulator

# Beside demo.db: what the app has stored is then still true after a restart of both.
ARCHIVE = Path("demo_servicenow.db")


@asynccontextmanager
async def running_demo() -> AsyncIterator[tuple[str, httpx.Auth]]:
    """Run the built-in ServiceNow on a free loopback port, and give its URL and how to log in.

    Raises:
        ArchiveError: If what it kept cannot be read again; the text says what to do.
    """
    opened = await asyncio.to_thread(open_instance, Opening(archive=ARCHIVE))
    # A password of this run alone: nobody else on this machine is meant to ask it.
    account = Account("demo", secrets.token_urlsafe(16))
    simulator = Simulator(opened.instance, account=account, desk=opened.desk)
    try:
        yield await asyncio.to_thread(simulator.start), basic_auth(account.username, account.password)
    finally:
        await asyncio.to_thread(simulator.stop)
        opened.close()
