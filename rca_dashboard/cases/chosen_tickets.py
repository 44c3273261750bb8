"""The tickets that a command names, or that it means by a cluster or a burst."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import CaseTicket, TicketRole
from rca_dashboard.domain.cases.edit import InvalidCaseError
from rca_dashboard.domain.cases.editing import MOST_TICKETS
from rca_dashboard.domain.cases.snapshot import snapshot_of
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.suspects.change_work import work_of
from rca_dashboard.store import queries
from rca_dashboard.store.cases.chosen import burst_tickets, cluster_label, cluster_tickets, named_tickets
from rca_dashboard.store.cases.preceding import CHANGES
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import burst_of

_MOST_ECHOED = 5


class ChosenTickets:
    """Finds tickets, as far as the reader may see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def found_in(self, cluster: int, burst: int) -> tuple[str, list[RowMapping]]:
        """Return the tickets of a cluster and of a burst, and what they are called.

        Raises:
            InvalidCaseError: If there is no such cluster or burst.
        """
        label, rows = "", list[RowMapping]()
        if cluster:
            found = cluster_label(self._database, cluster)
            if found is None:
                raise InvalidCaseError(f"There is no cluster {cluster}.")
            label, rows = found, cluster_tickets(self._database, cluster, MOST_TICKETS)
        if burst:
            known = burst_of(self._database, burst)
            if known is None:
                raise InvalidCaseError(f"There is no burst {burst}.")
            label, rows = label or known.label, [*rows, *burst_tickets(self._database, burst)]
        return label, rows

    def named(self, names: Sequence[str]) -> dict[str, RowMapping]:
        """Return the tickets with these sys_ids or numbers, by sys_id.

        Raises:
            InvalidCaseError: If one of them does not exist.
        """
        found, unknown = named_tickets(self._database, names)
        if unknown:
            more = f" and {len(unknown) - _MOST_ECHOED} more" if len(unknown) > _MOST_ECHOED else ""
            raise InvalidCaseError(f"There is no ticket {', '.join(unknown[:_MOST_ECHOED])}{more}.")
        return found

    def seen(self, name: str) -> dict[str, Any]:
        """Return what evidence keeps of a ticket or change.

        Raises:
            InvalidCaseError: If it does not exist.
        """
        found = queries.ticket(self._database, name)
        if found is None:
            raise InvalidCaseError(f"There is no ticket {name}.")
        if found.table != CHANGES:
            return {"sys_id": found.sys_id, "number": found.ticket_id, "kind": "ticket", "snapshot": snapshot_of(found)}
        work = work_of(found.extra, found.closed_at, found.state)
        ended = {"ended_at": to_iso(work.ended_at)} if work and work.ended_at else {}
        snapshot = {**snapshot_of(found), **ended}
        return {"sys_id": found.sys_id, "number": found.ticket_id, "kind": "change", "snapshot": snapshot}

    def seen_change(self, name: str) -> dict[str, Any]:
        """Return what a judgement keeps of a change.

        Raises:
            InvalidCaseError: If it does not exist, or is no change.
        """
        seen = self.seen(name)
        if seen["kind"] != "change":
            raise InvalidCaseError(f"{name} is not a change.")
        return seen


def case_tickets(rows: Iterable[RowMapping], role: TicketRole, actor: Actor, at: datetime) -> list[CaseTicket]:
    """Return tickets as a case keeps them."""
    return [
        CaseTicket(
            sys_id=row["sys_id"],
            number=row["ticket_id"],
            role=role,
            summary=row["short_description"],
            opened_at=row["opened_at"],
            added_by=actor.username,
            added_at=at,
        )
        for row in rows
    ]
