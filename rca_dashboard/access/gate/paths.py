"""Which paths are public. A path that is not in plain form always requires a login."""

import re
from enum import Enum
from urllib.parse import quote

LOGIN_PATH = "/login/"
# /health is answered before anything is read from the database: whether the app is alive does not depend on it.
HEALTH_PATH = "/health"
# The wall's page holds no data: a screen without a login reads REST with the token in its own link.
_PUBLIC = frozenset({"/login", "/login/", "/wall", "/wall/", "/favicon.svg", "/favicon.ico", "/style.css", HEALTH_PATH})
# Built scripts and styles: the same for all users, and the login page needs them.
_PUBLIC_FOLDERS = ("/assets/", "/live/")
# REST routes declare their own roles; for them the gate only identifies the client.
_REST = frozenset({"/ready", "/metrics"})
REST_FOLDER = "/api/"
# Signed by a program, and called many times after a bulk change: it has a limit of its own.
WEBHOOK_PATH = "/api/v1/servicenow/webhook"
# Segments that are not empty, without backslashes, doubly encoded percent signs or control characters.
_PLAIN = re.compile(r"/(?:[^/\\%\x00-\x1f\x7f]+/)*[^/\\%\x00-\x1f\x7f]*")
_LONGEST_NEXT = 2_000


class Area(Enum):
    """The kind of a path."""

    PUBLIC = "public"
    REST = "rest"
    PAGE = "page"


def area_of(path: str) -> Area:
    """Return the kind of a path as ASGI provides it, decoded once. The comparison is case-sensitive."""
    if not _is_plain(path):
        return Area.PAGE
    if path in _PUBLIC or path.startswith(_PUBLIC_FOLDERS):
        return Area.PUBLIC
    if path in _REST or path.startswith(REST_FOLDER):
        return Area.REST
    return Area.PAGE


def own_path(text: str) -> str:
    """Return the page that a ``next`` parameter names, or ``/`` if it is not a page of the app.

    It starts with a single slash and contains no backslash and no control character, with which browsers would read it
    as the address of another site.
    """
    path, _, query = text.partition("?")
    is_query = all(sign.isprintable() and sign not in "\\#" for sign in query)
    if len(text) > _LONGEST_NEXT or not _is_plain(path) or not is_query or area_of(path) is not Area.PAGE:
        return "/"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "/"
    return text


def login_location(path: str, query: str = "") -> str:
    """Return the address of the login page that leads back to a page afterwards."""
    wanted = own_path(f"{path}?{query}" if query else path)
    return LOGIN_PATH if wanted == "/" else f"{LOGIN_PATH}?next={quote(wanted, safe='/')}"


def _is_plain(path: str) -> bool:
    return bool(_PLAIN.fullmatch(path)) and not {".", ".."} & set(path.split("/"))
