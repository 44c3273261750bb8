"""Which ticket an address names: the last part of ``/tickets/NUMBER``, or the list's parameter ``ticket``."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import unquote

TICKETS_PATH = "/tickets/"
PARAMETER = "ticket"
# A sys_id has 32 characters, and ServiceNow's numbers have at most 40.
LONGEST = 100


class Address(Protocol):
    """A page's address."""

    @property
    def path(self) -> str:
        """The path, as sent by the browser."""
        ...

    @property
    def query_parameters(self) -> Mapping[str, str]:
        """The query parameters, decoded."""
        ...


def ticket_asked_for(address: Address, *, on_list: bool) -> str:
    """Return the number or sys_id in an address; empty if there is none, or if it can be neither."""
    if on_list:
        asked = address.query_parameters.get(PARAMETER, "")
    else:
        path = address.path
        asked = unquote(path.removeprefix(TICKETS_PATH).rstrip("/")) if path.startswith(TICKETS_PATH) else ""
    return asked.strip() if len(asked) <= LONGEST else ""
