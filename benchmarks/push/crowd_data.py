"""The orders for a crowd of browsers, and its results."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order.

    Attributes:
        peer: Whether the server is the peer, which speaks Socket.IO without Reflex.
        views: Query strings of the list; the sockets take them in turn.
        greeting: A text of the first page that a socket receives.
        changes: The first change's number, and how many.
        readers: Which views a change is sent to; all if it is empty.
    """

    port: int
    peer: bool
    sockets: int
    greeting: str
    changes: tuple[int, int]
    views: list[str] = field(default_factory=lambda: [""])
    readers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One change: seconds from its commit to the sockets, and the bytes a socket got.

    Attributes:
        cpu: The server's CPU seconds from the commit on; ``storing_cpu`` those before it, from the request on.
    """

    last: float
    half: float
    p99: float
    cpu: float
    storing_cpu: float
    bytes_each: float
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One round: all connect at once, and then the changes."""

    connecting: float
    connecting_cpu: float
    memory_each: float
    pushes: list[Push]
