"""Watches over fixes, at the leader: a new ticket that fits a signature joins its case, planned looks are stored."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rca_dashboard.background import FailureLog, every, run_forever
from rca_dashboard.cases.report import keep_report
from rca_dashboard.cases.verdict import verdict_of
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import THE_APP
from rca_dashboard.domain.cases.case import CAME_BACK, Case, CaseTicket, Stage, TicketRole
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.cases.editing import give_verdict
from rca_dashboard.domain.cases.parts import Verdict, VerdictKind
from rca_dashboard.domain.iso8601 import from_iso
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.domain.verdict.signature import signature_of
from rca_dashboard.store.cases.editing import edit_case
from rca_dashboard.store.cases.reading import cases_of_tickets
from rca_dashboard.store.cases.recognised import cluster_of_ticket, recognised_until, save_recognised, waiting_cases
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after

logger = logging.getLogger(__name__)

_SECONDS = 1.0
_RETRY_SECONDS = 10.0
_LOOK_SECONDS = 300.0
_CHANGES_AT_ONCE = 1_000
# The insight gives a ticket its cluster shortly after it has come.
_UNTIL_CLUSTERED = timedelta(seconds=5)
_DECIDED = frozenset({VerdictKind.FEWER, VerdictKind.CANNOT_BE_TOLD_APART})


@dataclass(frozen=True, slots=True)
class _Arrival:
    sys_id: str
    number: str
    summary: str
    items: tuple[str, ...]
    opened_at: datetime | None


class Recurrences:
    """Recognises tickets with which an incident comes back.

    Args:
        database: The store, which the leader alone writes through here.
        wake: Wakes the hub after an edit.
        now: The server's clock.
    """

    def __init__(self, database: Database, wake: Callable[[], None], now: Clock = utc_now) -> None:
        self._database = database
        self._wake = wake
        self._now = now
        self._seq: int | None = None
        self._looked_at = 0.0

    async def run(self) -> None:
        """Watch until cancelled."""
        failures = FailureLog("Watch over fixes", logger)
        await run_forever(
            lambda: asyncio.to_thread(self.step), failures, wait=every(_SECONDS), retry_seconds=_RETRY_SECONDS
        )

    def step(self) -> None:
        """Take the changes since the last step; look at what is planned every five minutes."""
        if self._seq is None:
            self._seq = recognised_until(self._database)
            save_recognised(self._database, self._seq)
        changes = changes_after(self._database, self._seq, _CHANGES_AT_ONCE)
        arrived = [each for each in changes if _is_arrival(each)]
        waiting = waiting_cases(self._database) if arrived else ()
        if any(signature_of(each.signature).cluster for each in waiting):
            settled = self._now() - _UNTIL_CLUSTERED
            changes = tuple(each for each in changes if each.at <= settled)
        for change in (each for each in changes if _is_arrival(each)):
            self._recognise(_arrival_of(change), waiting)
        if changes:
            self._seq = changes[-1].seq
        if any(_is_arrival(each) for each in changes):
            save_recognised(self._database, self._seq)
        self._look()

    def _recognise(self, arrival: _Arrival, waiting: tuple[Case, ...]) -> None:
        for case in waiting:
            signature = signature_of(case.signature)
            is_later = arrival.opened_at is None or case.fixed_at is None or arrival.opened_at >= case.fixed_at
            cluster = cluster_of_ticket(self._database, arrival.sys_id) if signature.cluster else 0
            if is_later and signature.fits(arrival.summary, arrival.items, cluster):
                self._join(case, arrival)

    def _join(self, case: Case, arrival: _Arrival) -> None:
        joined = cases_of_tickets(self._database, [arrival.sys_id]).get(arrival.sys_id, ())
        if any(each.id == case.id for each in joined):
            return
        at = self._now()
        self._edit(case, lambda now: _came_back(now, arrival, at), at)

    def _look(self) -> None:
        """Store the verdicts of planned looks that are over."""
        if time.monotonic() - self._looked_at < _LOOK_SECONDS and self._looked_at:
            return
        self._looked_at = time.monotonic()
        for case in waiting_cases(self._database):
            found = verdict_of(self._database, case, self._now()) if case.stage is Stage.WATCHING else None
            figures = found.found if found else None
            if found is None or figures is None or figures.last is None or figures.kind not in _DECIDED:
                continue
            if any(each.look == figures.last.number for each in case.verdicts):
                continue
            verdict = Verdict(
                kind=figures.kind,
                at=self._now(),
                look=figures.last.number,
                text=found.in_words(),
                figures=figures.as_json(),
            )
            self._store(case, verdict)

    def _store(self, case: Case, verdict: Verdict) -> None:
        self._edit(case, lambda now: give_verdict(now, verdict), verdict.at)

    def _edit(self, case: Case, edit: Callable[[Case], Edit], at: datetime) -> None:
        edited = edit_case(self._database, case.number, edit, THE_APP, at=at)
        self._wake()
        if edited is not None:
            keep_report(self._database, edited)


def _came_back(case: Case, arrival: _Arrival, at: datetime) -> Edit:
    ticket = CaseTicket(
        sys_id=arrival.sys_id,
        number=arrival.number,
        role=TicketRole.RECURRENCE,
        summary=arrival.summary,
        opened_at=arrival.opened_at,
        added_by=THE_APP.username,
        added_at=at,
    )
    text = f"{arrival.number} fits the signature: {arrival.summary}"
    verdict = Verdict(
        kind=VerdictKind.CAME_BACK, at=at, sys_id=arrival.sys_id, number=arrival.number, text=f"Came back: {text}"
    )
    is_new = not case.verdicts or case.verdicts[-1].kind is not VerdictKind.CAME_BACK
    return Edit(
        case=replace(case, verdicts=(*case.verdicts, verdict)) if is_new else case,
        kind=CAME_BACK,
        text=text,
        sys_id=arrival.sys_id,
        tickets=(ticket,),
    )


def _is_arrival(change: Change) -> bool:
    is_ticket = change.table not in {"change_request", "rca_case"}
    return change.type is ChangeType.NEW and change.origin is not Origin.IMPORT and is_ticket


def _arrival_of(change: Change) -> _Arrival:
    def new(name: str) -> object:
        return change.changes[name][1] if name in change.changes else None

    item = new("cmdb_ci")
    items = tuple(str(each) for each in item.values()) if isinstance(item, dict) else ()  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    opened = new("opened_at")
    return _Arrival(
        sys_id=change.sys_id,
        number=change.ticket_id,
        summary=str(new("short_description") or ""),
        items=items,
        opened_at=from_iso(opened) if isinstance(opened, str) else None,
    )
