"""Identities of callers in tests."""

from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.access.identity import Identity, Role, identify

VIEWER = Identity(username="vera", role=Role.VIEWER)
AGENT = Identity(username="agnes", role=Role.AGENT)
ADMIN = Identity(username="ada", role=Role.ADMIN)


def identified(app: ASGIApp, identity: Identity) -> ASGIApp:
    """Say of each request that it is this person's, as the gate does."""

    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        identify(scope, identity)
        await app(scope, receive, send)

    return gate
