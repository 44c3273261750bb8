"""The files of the last builds of the pages, whose names hold a hash of their content.

A browser that loaded a page of one build may ask a worker of another for the rest of it.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.workers import BUILT_FILE
from rca_dashboard.store.wake_ups import database_now

# Of 0.7 MB each. More than an update has at once, and a page of the fifth before has long been told to load again.
MOST_BUILDS = 5
_F = BUILT_FILE.c


def keep_build(database: Database, build: str, files: Mapping[str, bytes]) -> None:
    """Keep the files of a build that is served now, by name, and forget those of builds that were served long ago.

    Raises:
        DatabaseUnavailableError: If the database does not work.
    """
    with database.write() as session:
        connection = session.connection()
        now = database_now(connection)
        of_build = {"build": build, "served_at": now}
        connection.execute(update(BUILT_FILE).where(_F.name.in_(list(files))).values(of_build))
        insert_of = sqlite.insert if database.is_sqlite else postgresql.insert
        missing = files.keys() - set(connection.execute(select(_F.name).where(_F.name.in_(list(files)))).scalars())
        for name in sorted(missing):  # another worker of this build may start as well
            row = {"name": name, "content": files[name], **of_build}
            connection.execute(insert_of(BUILT_FILE).values(row).on_conflict_do_nothing())
        _forget_old(connection)


def built_files(database: Database) -> frozenset[str]:
    """Return the names of all files that are kept."""
    with database.read() as session:
        return frozenset(session.connection().execute(select(_F.name)).scalars())


def built_file(database: Database, name: str) -> bytes | None:
    """Return what was kept of a file; None if it is not kept."""
    with database.read() as session:
        return session.connection().execute(select(_F.content).where(_F.name == name)).scalar()


def _forget_old(connection: Connection) -> None:
    newest_first = select(_F.build).group_by(_F.build).order_by(func.max(_F.served_at).desc(), _F.build)
    kept = list(connection.execute(newest_first.limit(MOST_BUILDS)).scalars())
    connection.execute(delete(BUILT_FILE).where(_F.build.not_in(kept)))
