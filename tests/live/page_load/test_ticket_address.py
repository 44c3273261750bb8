"""Which ticket an address names."""

from types import SimpleNamespace

import pytest

from rca_dashboard.live.page_load.ticket_address import ticket_asked_for


@pytest.mark.parametrize(
    ("path", "parameters", "asked"),
    [
        ("/tickets/INC0000001", {}, "INC0000001"),
        ("/tickets/INC0000001/", {"ticket": "other"}, "INC0000001"),
        ("/tickets/a%2Fb", {}, "a/b"),
        ("/tickets/" + "x" * 101, {}, ""),
        ("/", {"ticket": "INC0000001"}, "INC0000001"),
        ("/", {"ticket": " "}, ""),
        ("/", {}, ""),
        ("/settings", {"ticket": "INC0000001"}, ""),
    ],
)
def test_an_address_names_a_ticket(path: str, parameters: dict[str, str], asked: str) -> None:
    address = SimpleNamespace(path=path, query_parameters=parameters)
    assert ticket_asked_for(address, on_list=path == "/") == asked
