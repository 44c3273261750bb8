"""Clusters in the database: their leaders, their tickets, and what users have done with them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.cluster_edits import check_edits, count_edit
from rca_dashboard.store.insight.kept_terms import upsert_into
from rca_dashboard.store.schema.insight import CLUSTER, CLUSTER_LEADER, TICKET_CLUSTER
from rca_dashboard.store.schema.tickets import KEPT_VALUE
from rca_dashboard.store.texts import storable

_C, _L, _A = CLUSTER.c, CLUSTER_LEADER.c, TICKET_CLUSTER.c
_BUILT = "insight_clusters"
# The largest id that a cluster had, though it may be gone: a link to it must not open another.
_LAST = "insight_last_cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCluster:
    """A cluster's names."""

    id: int
    label: str
    summary: str
    named_by: str | None = None


@dataclass(frozen=True, slots=True)
class StoredLeader:
    """A template that decides for a cluster."""

    cluster: int
    template: bytes


@dataclass(frozen=True, slots=True)
class Assignment:
    """A ticket's cluster."""

    ticket: int
    cluster: int
    is_pinned: bool = False


def built_at(database: Database) -> int:
    """Return how many tickets the last rebuild had; 0 before the first."""
    with database.read() as session:
        value = session.connection().execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _BUILT)).scalar()
    return int(json.loads(value)) if value else 0


def clusters(database: Database) -> dict[int, StoredCluster]:
    """Return all clusters by their id."""
    with database.read() as session:
        rows = session.connection().execute(select(CLUSTER)).mappings()
        return {row["id"]: StoredCluster(**row) for row in rows}


def cluster_of(database: Database, cluster: int) -> StoredCluster | None:
    """Return one cluster."""
    with database.read() as session:
        row = session.connection().execute(select(CLUSTER).where(_C.id == cluster)).mappings().first()
        return StoredCluster(**row) if row else None


def leaders(database: Database) -> tuple[StoredLeader, ...]:
    """Return all leaders, the oldest first."""
    with database.read() as session:
        rows = session.connection().execute(select(_L.cluster, _L.template).order_by(_L.id))
        return tuple(StoredLeader(row.cluster, row.template) for row in rows)


def assignments(database: Database, tickets: Sequence[int] | None = None) -> dict[int, Assignment]:
    """Return the clusters of some tickets, or of all that have one, by ticket."""
    wanted = select(_A.id, _A.cluster, _A.is_pinned)
    if tickets is not None:
        wanted = wanted.where(_A.id.in_(list(tickets)))
    with database.read() as session:
        return {row.id: Assignment(row.id, row.cluster, row.is_pinned) for row in session.connection().execute(wanted)}


def tickets_of(database: Database, cluster: int, most: int) -> tuple[int, ...]:
    """Return some tickets of a cluster, the newest first."""
    wanted = select(_A.id).where(_A.cluster == cluster).order_by(_A.id.desc()).limit(most)
    with database.read() as session:
        return tuple(session.connection().execute(wanted).scalars())


def add_clusters(database: Database, made: Sequence[tuple[StoredCluster, bytes]]) -> None:
    """Store new clusters, each with its first leader."""
    with database.write() as session:
        connection = session.connection()
        for cluster, template in made:
            _put_cluster(connection, cluster)
            _add_leader(connection, cluster.id, template)


def next_cluster(database: Database) -> int:
    """Return an id that no cluster has had."""
    with database.read() as session:
        connection = session.connection()
        kept = connection.execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _LAST)).scalar()
        last = [connection.execute(select(func.max(each))).scalar() for each in (_C.id, _L.cluster, _A.cluster)]
    return max(int(kept or 0), *(each or 0 for each in last)) + 1


def assign(database: Database, changed: Sequence[Assignment], without: Iterable[int] = (), *, edits: int) -> None:
    """Store the clusters of tickets; those in ``without`` have none from now on. Pinned ones stay as they are.

    Raises:
        ClustersEditedError: If users have edited clusters more than ``edits`` times; nothing is stored then.
    """
    with database.write() as session:
        connection = session.connection()
        check_edits(connection, edits)
        if gone := [{"wanted": each} for each in without]:
            connection.execute(
                delete(TICKET_CLUSTER).where(_A.id == bindparam("wanted"), _A.is_pinned.is_(False)), gone
            )
        if changed:
            statement = upsert_into(connection, TICKET_CLUSTER)
            new = {"cluster": statement.excluded["cluster"], "is_pinned": statement.excluded["is_pinned"]}
            rows = [{"id": each.ticket, "cluster": each.cluster, "is_pinned": each.is_pinned} for each in changed]
            connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=new), rows)


def replace_all(
    database: Database,
    kept: Iterable[StoredCluster],
    templates: Mapping[int, Sequence[bytes]],
    *,
    edits: int,
) -> None:
    """Store the clusters and leaders of a rebuild in place of the earlier ones.

    Until ``finish_rebuild`` it counts as not built: the tickets follow in many transactions, and after a kill between
    two of them another rebuild is due at once.

    Raises:
        ClustersEditedError: If users have edited clusters more than ``edits`` times; nothing is stored then.
    """
    with database.write() as session:
        connection = session.connection()
        check_edits(connection, edits)
        _remember_last(connection)
        connection.execute(delete(CLUSTER))
        connection.execute(delete(CLUSTER_LEADER))
        for cluster in kept:
            _put_cluster(connection, cluster)
        rows = [(cluster, template) for cluster, some in templates.items() for template in some]
        if rows:
            values = [{"id": place, "cluster": one, "template": two} for place, (one, two) in enumerate(rows, start=1)]
            connection.execute(insert(CLUSTER_LEADER), values)
        _save_built(connection, 0)


def finish_rebuild(database: Database, tickets: int) -> None:
    """Store that the tickets of a rebuild have their clusters, and how many there were."""
    with database.write() as session:
        _save_built(session.connection(), tickets)


def rename(database: Database, cluster: int, label: str, username: str) -> bool:
    """Give a cluster a label that rebuilds keep; return whether there is such a cluster."""
    with database.write() as session:
        connection = session.connection()
        count_edit(connection)
        changed = update(CLUSTER).where(_C.id == cluster).values(label=storable(label), named_by=username)
        return connection.execute(changed).rowcount > 0


def merge(database: Database, into: int, others: Sequence[int], username: str) -> bool:
    """Move the tickets and leaders of other clusters into one; return whether all of them exist."""
    with database.write() as session:
        connection = session.connection()
        count_edit(connection)
        known = set(connection.execute(select(_C.id).where(_C.id.in_([into, *others]))).scalars())
        if known != {into, *others}:
            return False
        _remember_last(connection)
        for table in (CLUSTER_LEADER, TICKET_CLUSTER):
            connection.execute(update(table).where(table.c.cluster.in_(others)).values(cluster=into))
        connection.execute(delete(CLUSTER).where(_C.id.in_(others)))
        connection.execute(update(CLUSTER).where(_C.id == into).values(named_by=username))
    return True


def split(database: Database, cluster: int, made: StoredCluster, template: bytes, tickets: Sequence[int]) -> int:
    """Move some tickets of a cluster into a new one, where they stay; return how many moved."""
    with database.write() as session:
        connection = session.connection()
        count_edit(connection)
        moved = update(TICKET_CLUSTER).where(_A.cluster == cluster, _A.id.in_(list(tickets)))
        count = connection.execute(moved.values(cluster=made.id, is_pinned=True)).rowcount
        if count:
            _put_cluster(connection, made)
            _add_leader(connection, made.id, template)
            connection.execute(update(CLUSTER).where(_C.id == cluster).values(named_by=made.named_by))
    return count


def _save_built(connection: Connection, tickets: int) -> None:
    connection.execute(delete(KEPT_VALUE).where(KEPT_VALUE.c.name == _BUILT))
    connection.execute(insert(KEPT_VALUE).values(name=_BUILT, value=json.dumps(tickets)))


def _remember_last(connection: Connection) -> None:
    last = connection.execute(select(func.max(_C.id))).scalar() or 0
    kept = connection.execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _LAST)).scalar()
    if last > int(kept or 0):
        connection.execute(delete(KEPT_VALUE).where(KEPT_VALUE.c.name == _LAST))
        connection.execute(insert(KEPT_VALUE).values(name=_LAST, value=str(last)))


def _put_cluster(connection: Connection, cluster: StoredCluster) -> None:
    texts = {"label": storable(cluster.label), "summary": storable(cluster.summary)}
    connection.execute(insert(CLUSTER).values(id=cluster.id, named_by=cluster.named_by, **texts))


def _add_leader(connection: Connection, cluster: int, template: bytes) -> None:
    last = connection.execute(select(func.max(_L.id))).scalar() or 0
    connection.execute(insert(CLUSTER_LEADER).values(id=last + 1, cluster=cluster, template=template))
