"""Arguments that no page of the app sends; seeded, so that failures are reproducible."""

import json
import random
from collections.abc import Sequence
from typing import Any

# What is too large, too deep or no JSON ends its socket (test_packets); what is here is read.
LONGEST_TEXT = 9_000
DEEPEST = 8

_SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 0.1, -0.0, 1e308),
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "\udfff\ud800",
        "\u202e",
        "\ufeff",
        "\u0130\u0131\u017f\u212a",
        "é" * 3,
        "🔥",
        "\r\nSet-Cookie: x",
    ),
    *("__proto__", "constructor", "prototype", "toString", "__class__", "__init__", "self", "_identity", "router"),
    *("admin", "vera", "ADMIN", "\uff36\uff45\uff52\uff41", " admin ", "everybody", "viewer", "nobody"),
    *("' OR '1'='1", "'; DROP TABLE account; --", "%", "_", "^", "${7*7}", "{{7*7}}", "%s%n", "../../etc/passwd"),
    *("javascript:alert(1)", "<img src=x onerror=alert(1)>", "[red]", "[/]", "\x1b[31m", "1e999", "NaN", "null"),
    *("/", "//evil.example", "/?page=-1", "/?query=%00&sort=1", "/?" + "status=a," * 500, "http://[::1", "\\\\x"),
)
_NAMES = ("__proto__", "constructor", "self", "username", "password", "role", "old", "new", "form", "", "\0", "\ud800")


def value(rng: random.Random, depth: int = 0) -> Any:
    """Return any JSON value, and some that JSON does not know."""
    kind = rng.random()
    if depth > 3 or kind < 0.6:
        return rng.choice(_SCALARS)
    if kind < 0.65:
        return rng.choice(("x", "9", "é", "\0", "[")) * rng.randrange(LONGEST_TEXT)
    if kind < 0.7:
        return nested(rng.randrange(DEEPEST), rng.choice(({}, [])))
    if kind < 0.85:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(_NAMES): value(rng, depth + 1) for _ in range(rng.randrange(4))}


def nested(depth: int, kind: Any) -> Any:
    """Return a list in a list, or an object in an object, and so on."""
    found: Any = kind
    for _ in range(depth):
        found = [found] if isinstance(kind, list) else {"__proto__": found}
    return found


def payload(rng: random.Random, parameters: Sequence[str]) -> Any:
    """Return arguments for a handler: mostly all of them, at times too few, too many, or no arguments at all."""
    kind = rng.random()
    if kind < 0.08:
        return value(rng)
    given = {name: value(rng) for name in parameters if kind < 0.85 or rng.random() < 0.5}
    return given | ({rng.choice(_NAMES): value(rng)} if kind > 0.9 else {})


def place(rng: random.Random) -> Any:
    """Return where a page says that it is."""
    plain = {"pathname": "/", "asPath": "/", "query": {}}
    kind = rng.random()
    if kind < 0.5:
        return plain
    if kind < 0.6:
        return value(rng)
    return plain | {rng.choice((*plain, "headers", "ip", "sid", "token")): value(rng) for _ in range(2)}


def event(rng: random.Random, name: str, parameters: Sequence[str]) -> dict[str, Any]:
    """Return an event for a handler, at times with parts that are none of a page's business."""
    made: dict[str, Any] = {"name": name, "payload": payload(rng, parameters), "router_data": place(rng)}
    if rng.random() < 0.1:
        made[rng.choice(("token", "substate_name", "client_state", "traceparent", "__class__"))] = value(rng)
    return made


def packet(*arguments: Any, named: str = "event", number: str = "") -> str:
    """Return the packet of a Socket.IO event; with a number it asks for an acknowledgement."""
    return f"42/_event,{number}" + json.dumps([named, *arguments], separators=(",", ":"))
