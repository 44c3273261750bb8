"""The base of authentication that waits for others, or looks at answers."""

from collections.abc import Generator
from typing import NoReturn

import httpx


class AsynchronousAuth(httpx.Auth):
    """For ``httpx.AsyncClient`` alone: a synchronous client would otherwise ask anonymously without a word."""

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, NoReturn]:
        """Refuse.

        Raises:
            RuntimeError: Always.
        """
        raise RuntimeError(f"{type(self).__name__} needs an httpx.AsyncClient, to ask {request.url.host}")
