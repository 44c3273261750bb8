"""What must hold after any events: the stored tickets equal the instance's, and the feed has each change once."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import ChangeType, fold, is_empty
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.rows import ticket_of

Contents = dict[str, dict[str, Json]]
EVERYTHING = 1_000_000


def filled(content: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in content.items() if not is_empty(value)}


def stored(database: Database) -> Contents:
    """Return what we hold and is not marked as deleted."""
    with database.read() as session:
        tickets = [ticket_of(row) for row in session.connection().execute(select(TICKET)).mappings()]
    return {ticket.sys_id: filled(ticket.content()) for ticket in tickets if not ticket.is_deleted}


def told(database: Database) -> Contents:
    """Fold the feed from the start; it must have no gap, no version twice, and none of a deleted ticket."""
    feed = changes_after(database, 0, EVERYTHING)
    assert [change.seq for change in feed] == list(range(1, len(feed) + 1))
    folded: Contents = {}
    versions: set[tuple[str, Json]] = set()
    for change in feed:
        if change.type is ChangeType.DELETED:
            del folded[change.sys_id]
            continue
        folded[change.sys_id] = fold(folded.get(change.sys_id, {}), change.changes)
        version = change.sys_id, folded[change.sys_id].get("mod_count")
        assert version not in versions
        versions.add(version)
    return folded


async def shown(client: TableClient, tables: Sequence[str]) -> Contents:
    """Ask for everything that the instance has, in one go."""
    tickets: Contents = {}
    for table in tables:
        page = await client.get_page(table, "", limit=EVERYTHING)
        for record in page.records:
            ticket = ticket_from_record(record, table=table, instance=client.instance)
            assert ticket is not None
            tickets[ticket.sys_id] = filled(ticket.content())
    return tickets


async def assert_converged(
    simulator: Simulator, client: TableClient, database: Database, tables: Sequence[str] = ("incident",)
) -> None:
    ours = stored(database)
    assert told(database) == ours
    assert await shown(client, tables) == ours
    # And without a line of our own reading: the instance as it knows itself.
    records = [
        record
        for table in tables
        for record in simulator.instance.records(table)
        if not simulator.rules.is_hidden(table, record)
    ]
    assert {record["sys_id"]: (record["short_description"], int(record["sys_mod_count"])) for record in records} == {
        sys_id: (content["short_description"], content.get("mod_count", 0)) for sys_id, content in ours.items()
    }
