"""Who a user of the app is at ServiceNow, guessed from their name."""

import re
import unicodedata
from collections.abc import Iterable

_PARTS = re.compile(r"[^\W_]+")


def proposed_user(username: str, people: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the sys_id and name of the only person whose name is that of an account; None if none or several are.

    ``beth.anglin``, ``banglin`` and ``beth.anglin@example.com`` are all Beth Anglin.

    Args:
        username: The account's name, which may be an e-mail address.
        people: The sys_ids and names of those who are known.
    """
    local = _plain(username.partition("@")[0])
    parts = _PARTS.findall(local)
    by_name = {sys_id: (sys_id, name) for sys_id, name in people if _is(parts, local, _PARTS.findall(_plain(name)))}
    return next(iter(by_name.values())) if len(by_name) == 1 else None


def _is(parts: list[str], whole: str, name: list[str]) -> bool:
    if not name or not parts:
        return False
    joined = {"".join(name), "".join(reversed(name)), name[0][0] + name[-1]}
    return sorted(parts) == sorted(name) or whole in joined


def _plain(text: str) -> str:
    """Return a text in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))
