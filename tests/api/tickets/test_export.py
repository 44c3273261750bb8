"""All tickets of a list as a file."""

import csv
import io
import json
import tracemalloc

import httpx
import pytest
from sqlalchemy import text

from rca_dashboard.api.running_exports import RunningExports
from rca_dashboard.api.tickets import export
from rca_dashboard.api.tickets.export_forms import form_of
from rca_dashboard.api.tickets.spreadsheet_cells import CUT_MARK, LONGEST_CELL
from rca_dashboard.domain.preferences import Separator
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.view import View
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from tests.api.conftest import Keep
from tests.tickets import make


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_the_file_holds_all_pages_of_the_filtered_list_in_its_order(
    client: httpx.AsyncClient, keep: Keep
) -> None:
    keep([make(place, priority=1 + place % 2) for place in range(1, 61)])
    answer = await client.get("/tickets/export?priority=1&sort=ticket_id&limit=5&page=3&columns=ticket_id,priority")
    rows = rows_of(answer)
    assert rows == [{"ticket_id": f"INC{place:07}", "priority": "1"} for place in range(2, 61, 2)]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="tickets-20')
    assert answer.headers["content-disposition"].endswith('.csv"')
    assert answer.headers["cache-control"] == "no-store"


async def test_excel_knows_the_encoding_and_every_cell_comes_back_as_it_was(
    client: httpx.AsyncClient, keep: Keep
) -> None:
    text = 'Ärger, "quoted"\r\nand a second line; 火事 🔥'
    keep([make(1, short_description=text, assigned_to=Reference("u", "Müller, Ann"), tags=("a", "b"))])
    answer = await client.get("/tickets/export")
    assert answer.content.startswith("\ufeff".encode())
    [row] = rows_of(answer)
    assert (row["short_description"], row["assigned_to"], row["tags"]) == (text, "Müller, Ann", "a, b")
    assert row["opened_at"] == "2026-11-23T12:01:00Z"
    assert row["is_active"] == "true"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d"])
async def test_no_cell_is_a_formula(client: httpx.AsyncClient, keep: Keep, start: str) -> None:
    keep([make(1, short_description=f"{start}cmd|' /C calc'!A0", assignment_group=Reference("g", f"{start}1+1"))])
    [row] = rows_of(await client.get("/tickets/export"))
    assert row["short_description"] == f"'{start}cmd|' /C calc'!A0"
    assert row["assignment_group"] == f"'{start}1+1"


async def test_the_separator_can_be_chosen_for_a_locale(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(1, short_description="a, b; c")])
    for separator, sign, suffix in (("comma", ",", "csv"), ("semicolon", ";", "csv"), ("tab", "\t", "tsv")):
        answer = await client.get(f"/tickets/export?columns=ticket_id,short_description&separator={separator}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].endswith(f'.{suffix}"')
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=sign))
        assert rows == [["ticket_id", "short_description"], ["INC0000001", "a, b; c"]]
    tab_separated = await client.get("/tickets/export?separator=tab")
    assert tab_separated.headers["content-type"] == "text/tab-separated-values; charset=utf-8"


async def test_a_cell_that_is_too_long_for_excel_is_cut_with_a_mark(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(1, description="=" + "x" * 40_000, short_description="short")])
    [row] = rows_of(await client.get("/tickets/export"))
    assert len(row["description"]) == LONGEST_CELL
    assert row["description"].startswith("'=xxx")
    assert row["description"].endswith(CUT_MARK)
    assert row["short_description"] == "short"
    whole = (await client.get("/tickets/export?format=json")).json()
    assert len(whole[0]["description"]) == 40_001


async def test_json_holds_the_tickets_as_rest_gives_them(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(place) for place in range(1, 4)])
    listed = (await client.get("/tickets?sort=ticket_id")).json()["data"]
    answer = await client.get("/tickets/export?format=json&sort=ticket_id")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.content) == [
        {name: value for name, value in each.items() if name != "case"} for each in listed
    ]
    some = await client.get("/tickets/export?format=json&columns=priority,ticket_id&query=0003")
    assert json.loads(some.content) == [{"priority": 3, "ticket_id": "INC0000003"}]
    assert json.loads((await client.get("/tickets/export?format=json&query=nothing")).content) == []


async def test_invalid_values_are_refused(client: httpx.AsyncClient) -> None:
    for query in ("format=xml", "columns=secret", "sort=nothing", "priority=9", "query=a&query=b", "separator=x"):
        answer = await client.get(f"/tickets/export?{query}")
        assert answer.status_code == 422, query
        assert answer.json()["success"] is False


def _make_20_000_of_the_one_ticket(database: Database) -> None:
    with database.write() as session:
        connection = session.connection()
        columns = [row[1] for row in connection.execute(text("PRAGMA table_info(ticket)"))]
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join({"id": "value", "sys_id": "'copy ' || value"}.get(name, f'"{name}"') for name in columns)
        places = "WITH RECURSIVE place(value) AS (SELECT 2 UNION ALL SELECT value + 1 FROM place WHERE value < 20000)"
        connection.execute(text(f"INSERT INTO ticket ({names}) {places} SELECT {values} FROM ticket, place"))  # noqa: S608 - our own names
        connection.execute(text("UPDATE ticket_kind SET count = 20000"))


@pytest.mark.slow  # 5 s of CPU: memory shows only with many tickets
def test_20_000_tickets_are_never_in_memory_at_once(
    database: Database, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep([make(1, description="x" * 1_000)])
    _make_20_000_of_the_one_ticket(database)
    most = 0
    asked = queries.tickets_by_id

    def counted(database: Database, ids: list[int]) -> object:
        nonlocal most
        most = max(most, len(ids))
        return asked(database, ids)

    monkeypatch.setattr(queries, "tickets_by_id", counted)
    endpoint = export.ExportEndpoint(export.Questions(database), RunningExports(), lambda _: {})
    ids = queries.selected_ids(database, View())
    tracemalloc.start()
    sizes = [len(piece) for piece in form_of("csv", Separator.COMMA).pieces(export.TICKET_KEYS, endpoint._batches(ids))]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(ids), most, len(sizes)) == (20_000, 500, 41)
    assert peak < sum(sizes) / 2, peak
