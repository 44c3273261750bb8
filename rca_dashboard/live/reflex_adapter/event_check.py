"""Events are checked before Reflex queues them."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from rca_dashboard.live.reflex_adapter.event_arguments import BadEventError, checked_event

# Called with the socket, the name of the event's handler, and the reason.
Refused = Callable[[str, str, str], None]


def check_events(app: rx.App, refused: Refused) -> None:
    """Refuse events that no page of the app sends, before Reflex queues them, with the reason in any acknowledgement.

    Reflex 0.10.1 logs each with a traceback and its whole payload, and keeps a future for it forever.
    """
    namespace = app.event_namespace
    if namespace is None:
        raise RuntimeError("The Reflex app has no event namespace yet.")
    on_event, on_ping, on_client_error = namespace.on_event, namespace.on_ping, namespace.on_client_error

    async def checked(sid: str, data: Any = None, *_: Any) -> str | None:  # noqa: ANN401 - whatever a browser sends
        try:
            event = checked_event(data)
        except BadEventError as error:
            refused(sid, error.handler or "an event", str(error))
            return str(error)
        await on_event(sid, event)
        return None

    async def ping(sid: str, *_: Any) -> None:  # noqa: ANN401 - the same
        await on_ping(sid)

    async def client_error(sid: str, data: Any = None, *_: Any) -> None:  # noqa: ANN401 - the same
        await on_client_error(sid, data)

    for name, handler in (("on_event", checked), ("on_ping", ping), ("on_client_error", client_error)):
        setattr(namespace, name, handler)
