"""Which case an address names: the last part of ``/cases/RCA-12``; ``/cases`` is the board."""

from urllib.parse import unquote

from rca_dashboard.domain.cases.case import case_id_of, case_number
from rca_dashboard.live.page_load.ticket_address import Address

BOARD_PATH = "/cases"


def case_asked_for(address: Address) -> str | None:
    """Return the number of the case in an address, empty for the board, and None on another page."""
    path = address.path.rstrip("/")
    if path == BOARD_PATH:
        return ""
    if not path.startswith(f"{BOARD_PATH}/"):
        return None
    number = case_id_of(unquote(path.removeprefix(f"{BOARD_PATH}/")))
    return case_number(number) if number else None
