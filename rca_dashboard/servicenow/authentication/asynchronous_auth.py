"""Base class for authentication that awaits I/O or reads responses."""

from collections.abc import Generator
from typing import NoReturn

import httpx


class AsynchronousAuth(httpx.Auth):
    """Works with ``httpx.AsyncClient`` only: a synchronous client would otherwise silently send anonymous requests."""

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, NoReturn]:
        """Refuse synchronous use.

        Raises:
            RuntimeError: Always.
        """
        raise RuntimeError(f"{type(self).__name__} needs an httpx.AsyncClient, to ask {request.url.host}")
