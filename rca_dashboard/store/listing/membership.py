"""Which of some tickets still match a filter: rows on screens leave it one by one."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from rca_dashboard.domain.views.view import TicketFilter
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.conditions import matches
from rca_dashboard.store.listing.search import TEXTS, holds
from rca_dashboard.store.listing.words import sought_words
from rca_dashboard.store.schema.tickets import TICKET


def matching(database: Database, wanted: TicketFilter, sys_ids: Collection[str]) -> frozenset[str]:
    """Return those of at most some hundred tickets that match the filter now; a search reads their texts."""
    with database.read() as session:
        return matching_in(session.connection(), wanted, sys_ids)


def matching_in(connection: Connection, wanted: TicketFilter, sys_ids: Collection[str]) -> frozenset[str]:
    """Return those of some tickets that match the filter, as a transaction sees them."""
    sought = sought_words(wanted.query)
    these = TICKET.c.sys_id.in_(sorted(sys_ids))
    found = connection.execute(select(TICKET.c.sys_id, *TEXTS).where(these, *matches(connection, wanted)))
    return frozenset(row[0] for row in found if holds(sought, row))
