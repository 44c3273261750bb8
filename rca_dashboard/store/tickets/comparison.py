"""Compare what was read with what is stored, by versions and digests, without reading whole tickets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection, RowMapping, bindparam, select

from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.rows import ticket_of
from rca_dashboard.store.tickets.versions import Order, Version, order_of

# A page of the usual size in one query; SQLite takes at most 32,766 parameters.
_IDS_IN_ONE_QUESTION = 1000
# Executed at each poll, and compiled once.
_ASKED = TICKET.c.sys_id.in_(bindparam("sys_ids", expanding=True))
_WHOLE = select(TICKET).where(_ASKED)
_VERSIONS = select(
    TICKET.c.sys_id,
    TICKET.c.mod_count,
    TICKET.c.updated_at,
    TICKET.c.digest,
    TICKET.c.is_deleted,
    TICKET.c.revision,
).where(_ASKED)


@dataclass(slots=True)
class Comparison:
    """What differs.

    Attributes:
        pending: Versions to store, in the order in which they enter the feed.
        known_ids: The tickets among them that are stored in another version.
        went_back: Sys_ids of versions that are older than ours and to be stored all the same.
    """

    pending: list[Version] = field(default_factory=list[Version])
    known_ids: set[str] = field(default_factory=set[str])
    unchanged: int = 0
    outdated: int = 0
    went_back: set[str] = field(default_factory=set[str])


@dataclass(frozen=True, slots=True)
class _Known:
    order: Order
    digest: int
    is_deleted: bool = False
    revision: int | None = None


def compare(connection: Connection, versions: Sequence[Version], overwrites_as_of: int | None = None) -> Comparison:
    """Compare versions, each ticket's in order, with what this transaction sees.

    Args:
        connection: The transaction.
        versions: The versions to compare.
        overwrites_as_of: Older versions are pending too, if the stored ticket has not changed after this ``seq``.
    """
    stored = _stored_versions(connection, {version.ticket.sys_id for version in versions})
    latest = dict(stored)
    # A page may hold a row twice. Of one version it is the last that counts: each of two that differ would otherwise
    # be a change of the other, in every poll again.
    last = {(version.ticket.sys_id, version.order): version.digest for version in versions}
    seen = Comparison()
    for version in versions:
        sys_id = version.ticket.sys_id
        if last[sys_id, version.order] != version.digest:
            seen.unchanged += 1
            continue
        known = latest.get(sys_id)
        if known is not None and not known.is_deleted:
            if version.digest == known.digest:
                seen.unchanged += 1
                continue
            if version.order < known.order:
                if not _may_go_back(known, overwrites_as_of):
                    seen.outdated += 1
                    continue
                seen.went_back.add(sys_id)
        latest[sys_id] = _Known(version.order, version.digest)
        seen.pending.append(version)
        if sys_id in stored:
            seen.known_ids.add(sys_id)
    return seen


def _may_go_back(known: _Known, as_of: int | None) -> bool:
    return as_of is not None and known.revision is not None and known.revision <= as_of


def stored_tickets(connection: Connection, sys_ids: Iterable[str]) -> dict[str, Ticket]:
    """Return the whole tickets with these sys_ids, by their sys_id."""
    return {sys_id: ticket_of(row) for sys_id, row in stored_rows(connection, sys_ids).items()}


def stored_rows(connection: Connection, sys_ids: Iterable[str]) -> dict[str, RowMapping]:
    """Return the whole rows of the tickets with these sys_ids, by their sys_id."""
    found: dict[str, RowMapping] = {}
    for some in _in_chunks(sys_ids):
        rows = connection.execute(_WHOLE, {"sys_ids": some}).mappings()
        found.update((row["sys_id"], row) for row in rows)
    return found


def _stored_versions(connection: Connection, sys_ids: Iterable[str]) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for some in _in_chunks(sys_ids):
        rows = connection.execute(_VERSIONS, {"sys_ids": some})
        for sys_id, mod_count, updated_at, digest, is_deleted, revision in rows:
            known[sys_id] = _Known(order_of(mod_count, updated_at), digest, is_deleted, revision)
    return known


def _in_chunks(sys_ids: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(sys_ids)
    while some := list(islice(remaining, _IDS_IN_ONE_QUESTION)):
        yield some
