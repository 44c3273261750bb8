"""Several workers of the app on one PostgreSQL of their own."""

import contextlib
import time
from collections.abc import Callable, Iterator

import httpx
import psycopg
import pytest

from tests.fixtures.app_server import AppServer
from tests.fixtures.several_workers import PASSWORD, Serve
from tests.postgres import running_postgresql
from tests.servicenow.table_server import TableServer, running_table_server


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL of its own, which these tests cut connections of."""
    with running_postgresql() as url:
        yield url


@pytest.fixture
def database_url(postgresql: str) -> str:
    """The URL of an empty database."""
    name = f"desk_{time.monotonic_ns()}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgresql.removesuffix("postgres") + name


@pytest.fixture
def instance() -> Iterator[TableServer]:
    with running_table_server() as server:
        yield server


@pytest.fixture
def serve(app_server: Callable[..., AppServer], database_url: str, instance: TableServer) -> Serve:
    """Start the app on the shared database; each call is another machine."""

    def start(page_port: int | None = None, **settings: str) -> AppServer:
        return app_server(
            {
                "SERVICENOW_URL": instance.url,
                "SERVICENOW_USERNAME": "reader",
                "SERVICENOW_PASSWORD": "secret",
                "SERVICENOW_POLLING_INTERVAL": "*/1 * * * * *",
                "DATABASE_URL": database_url,
                "ADMIN_PASSWORD": PASSWORD,
                **settings,
            },
            page_port,
        )

    return start


@pytest.fixture
def browse() -> Iterator[Callable[..., httpx.Client]]:
    """Return a function that gives a client of a server, logged in as the admin unless cookies say otherwise."""
    with contextlib.ExitStack() as stack:

        def begin(server: AppServer, cookies: httpx.Cookies | None = None) -> httpx.Client:
            headers = {"Origin": server.url}
            return stack.enter_context(httpx.Client(base_url=server.api, headers=headers, timeout=40, cookies=cookies))

        yield begin
