"""What a report rests on beside the case itself, kept with the case's version.

Tickets are deleted and changes come late in ServiceNow, without a new version of the case.
"""

import json
from typing import Any

from sqlalchemy import select

from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.json_types import Json
from rca_dashboard.store.cases.rows import as_text
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.kept_terms import upsert_into
from rca_dashboard.store.limits import VISIBILITY
from rca_dashboard.store.schema.cases import CASE_REPORT
from rca_dashboard.store.texts import storable

_R = CASE_REPORT.c


def reader_of(database: Database) -> tuple[str, bool]:
    """Return the key of what the reader may see, and whether that is limited."""
    with database.read() as session:
        visibility = session.connection().get_execution_options().get(VISIBILITY)
    return (visibility.key, visibility.is_limited) if visibility is not None else ("", False)


def kept_basis(database: Database, case: Case, reader: str) -> Any:  # noqa: ANN401 - as it was kept
    """Return what the report of this version rests on for such a reader; None if it was not asked for yet."""
    wanted = select(_R.basis).where(_R.case_id == case.id, _R.reader == reader, _R.version == case.version)
    with database.read() as session:
        found = session.connection().execute(wanted).scalar()
    return None if found is None else json.loads(found)


def keep_basis(database: Database, case: Case, reader: str, basis: Json) -> None:
    """Keep what the report of a version rests on, unless that was kept meanwhile, and forget older versions."""
    row = {"case_id": case.id, "reader": reader, "version": case.version, "basis": storable(as_text(basis))}
    with database.write() as session:
        connection = session.connection()
        put = upsert_into(connection, CASE_REPORT)
        new = {name: put.excluded[name] for name in ("version", "basis")}
        is_newer = _R.version < put.excluded["version"]
        keys = ["case_id", "reader"]
        connection.execute(put.on_conflict_do_update(index_elements=keys, set_=new, where=is_newer), row)
