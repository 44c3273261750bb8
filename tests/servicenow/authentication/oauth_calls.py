"""Shared helpers for tests of OAuth: grants, a clock, and calls of four tables."""

import asyncio
from collections.abc import Callable

from rca_dashboard.servicenow.authentication.oauth import client_credentials, password_grant
from rca_dashboard.servicenow.client import TableClient
from tests.servicenow.authentication.token_office import CLIENT, USER

BY_CLIENT = client_credentials(*CLIENT.values())
BY_PASSWORD = password_grant(*CLIENT.values(), *USER.values())
TABLES = ("incident", "problem", "change_request", "sc_req_item")
Connect = Callable[..., TableClient]


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 5000.0

    def __call__(self) -> float:
        return self.seconds


async def ask(client: TableClient, table: str = "incident") -> None:
    await client.get_page(table, "", limit=1)


async def ask_all(client: TableClient) -> list[BaseException | None]:
    return await asyncio.gather(*(ask(client, table) for table in TABLES), return_exceptions=True)
