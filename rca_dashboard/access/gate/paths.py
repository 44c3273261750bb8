"""Which paths are for everybody. What is not written plainly is for nobody without a login."""

import re
from enum import Enum
from urllib.parse import quote

LOGIN_PATH = "/login/"
_PUBLIC = frozenset({"/login", "/login/", "/favicon.svg", "/favicon.ico", "/style.css"})
# Built scripts and styles: the same for all, and without them there is no login page.
_PUBLIC_FOLDERS = ("/assets/", "/live/")
# Routes of REST state their own roles; for them the gate says only who asks.
_REST = frozenset({"/health", "/ready", "/metrics"})
REST_FOLDER = "/api/"
# Signed by a program, and many at once after a bulk change: it has a limit of its own.
WEBHOOK_PATH = "/api/v1/servicenow/webhook"
# One name after another: no empty one, no backslash, no percent sign that was encoded twice, no control character.
_PLAIN = re.compile(r"/(?:[^/\\%\x00-\x1f\x7f]+/)*[^/\\%\x00-\x1f\x7f]*")
_LONGEST_NEXT = 2_000


class Area(Enum):
    """What a path is."""

    PUBLIC = "public"
    REST = "rest"
    PAGE = "page"


def area_of(path: str) -> Area:
    """Say what a path is, as ASGI gives it: decoded once. Names are compared as they are, case and all."""
    if not _is_plain(path):
        return Area.PAGE
    if path in _PUBLIC or path.startswith(_PUBLIC_FOLDERS):
        return Area.PUBLIC
    if path in _REST or path.startswith(REST_FOLDER):
        return Area.REST
    return Area.PAGE


def own_path(text: str) -> str:
    """Return the page that a ``next`` parameter names, or ``/`` for whatever is no page of ours.

    It begins with one slash and holds no backslash and no control character, which browsers would read as another
    site's address.
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
    """Return the address of the login that leads back to a page afterwards."""
    wanted = own_path(f"{path}?{query}" if query else path)
    return LOGIN_PATH if wanted == "/" else f"{LOGIN_PATH}?next={quote(wanted, safe='/')}"


def _is_plain(path: str) -> bool:
    return bool(_PLAIN.fullmatch(path)) and not {".", ".."} & set(path.split("/"))
