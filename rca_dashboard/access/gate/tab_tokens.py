"""The token of a tab, bound to its session.

Reflex keeps a tab's state under a token that the browser chooses and keeps in its session storage. Without the binding,
the next user to log in in the same tab, or anyone who learns the token, would get the previous user's state.
"""

import re
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

_TOKEN = re.compile(r"[A-Za-z0-9-]{1,200}")
_SUFFIX_DIGITS = 16


def bound_query(query: bytes, session_id: str) -> bytes | None:
    """Return a handshake's query string with its token bound to a session, or None if no page of the app sends it."""
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
