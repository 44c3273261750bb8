"""Demo mode: the built-in ServiceNow next to the app, called over real HTTP like any other."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from rca_dashboard.servicenow.authentication.auth import basic_auth
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.opening import Opening, open_instance
from rca_dashboard.simulator.server import Simulator


@asynccontextmanager
async def running_demo(archive: Path) -> AsyncGenerator[tuple[str, httpx.Auth]]:
    """Run the built-in ServiceNow on a free loopback port, and yield its URL and its authentication.

    Its tables are kept in the file ``archive``.

    Raises:
        ArchiveError: If its archive cannot be read; the text says what to do.
    """
    opened = await asyncio.to_thread(open_instance, Opening(archive=archive, causes=True))
    # A password of this run only: nothing else on this machine should call it.
    account = Account("demo", secrets.token_urlsafe(16))
    simulator = Simulator(opened.instance, account=account, desk=opened.life)
    try:
        yield await asyncio.to_thread(simulator.start), basic_auth(account.username, account.password)
    finally:
        await asyncio.to_thread(simulator.stop)
        opened.close()
