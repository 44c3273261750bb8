"""How requests prove who they are. Each mode is an ``httpx.Auth``; the client takes any of them."""

import httpx


def basic_auth(username: str, password: str) -> httpx.Auth:
    """Give HTTP basic authentication in UTF-8, which ServiceNow reads."""
    return httpx.BasicAuth(username, password)
