"""The tickets of clusters and bursts as conditions of a list."""

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, exists, false, or_, select

from rca_dashboard.store.schema.insight import BURST, TICKET_CLUSTER
from rca_dashboard.store.schema.tickets import TICKET

_T, _A = TICKET.c, TICKET_CLUSTER.c
NO_CLUSTER = "none"
_LARGEST_ID = 2**63 - 1


def in_clusters(choices: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a ticket is in one of these clusters; ``none`` is a ticket without one."""
    of_these = _T.id.in_(select(_A.id).where(_A.cluster.in_(_ids(choices))))
    return or_(of_these, ~exists().where(_A.id == _T.id)) if NO_CLUSTER in choices else of_these


def in_bursts(connection: Connection, choices: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a ticket is part of one of these bursts."""
    found = connection.execute(select(BURST.c.tickets).where(BURST.c.id.in_(_ids(choices)))).scalars()
    ids = sorted({ticket for tickets in found for ticket in json.loads(tickets)})
    return _T.id.in_(ids) if ids else false()


def _ids(choices: Sequence[str]) -> list[int]:
    numbers = (int(each) for each in choices if each.isascii() and each.isdigit() and len(each) < 20)  # noqa: PLR2004 - digits of eight bytes
    return [each for each in numbers if each <= _LARGEST_ID]
