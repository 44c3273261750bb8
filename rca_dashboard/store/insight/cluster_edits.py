"""How often users have renamed, merged or split clusters, at whichever worker.

The leading worker keeps clusters in memory, and a rebuild takes seconds: whoever writes what follows from an earlier
read says how many edits it knew of, and is refused if there are more by now.
"""

from sqlalchemy import Connection, Integer, cast, select, update
from sqlalchemy.types import Text

from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.kept_terms import upsert_into
from rca_dashboard.store.schema.tickets import KEPT_VALUE

_V = KEPT_VALUE.c
_NAME = "insight_cluster_edits"
_COUNT = select(_V.value).where(_V.name == _NAME)


class ClustersEditedError(Exception):
    """A user has edited clusters since they were read."""


def edits_of(database: Database) -> int:
    """Return how often users have edited clusters."""
    with database.read() as session:
        return int(session.connection().execute(_COUNT).scalar() or 0)


def count_edit(connection: Connection) -> None:
    """Count an edit in its transaction, which waits for writes that know of earlier ones alone."""
    first = upsert_into(connection, KEPT_VALUE).values(name=_NAME, value="0").on_conflict_do_nothing()
    connection.execute(first)
    counted = cast(cast(_V.value, Integer) + 1, Text)
    connection.execute(update(KEPT_VALUE).where(_V.name == _NAME).values(value=counted))


def check_edits(connection: Connection, known: int) -> None:
    """Hold back edits until this transaction ends.

    Raises:
        ClustersEditedError: If there are others than the ``known`` ones.
    """
    connection.execute(upsert_into(connection, KEPT_VALUE).values(name=_NAME, value="0").on_conflict_do_nothing())
    if int(connection.execute(_COUNT.with_for_update()).scalar_one()) != known:
        raise ClustersEditedError
