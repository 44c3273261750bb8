"""The token of a tab, bound to its login.

Reflex keeps a tab's state under a token that the browser chooses and keeps in its session storage. Unbound, whoever
logs in next in the same tab, or learns the token, would be given the state of the one before.
"""

import re
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

_TOKEN = re.compile(r"[A-Za-z0-9-]{1,200}")
_SUFFIX_DIGITS = 16


def bound_query(query: bytes, session_id: str) -> bytes | None:
    """Return a handshake's query string with its token bound to a login; None for one that no page of ours sends."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    tokens = [value for name, value in pairs if name == "token"]
    if len(tokens) != 1 or not _TOKEN.fullmatch(tokens[0]):
        return None
    bound = [(name, _bound(value, session_id) if name == "token" else value) for name, value in pairs]
    return urlencode(bound).encode()


def _bound(token: str, session_id: str) -> str:
    if not session_id:
        return token
    suffix = "-" + sha256(session_id.encode()).hexdigest()[:_SUFFIX_DIGITS]
    return token if token.endswith(suffix) else token + suffix
