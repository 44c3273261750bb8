"""The polls of ``task_sla``, with the same care as those of tickets: the same windows, cursor and overlap.

The first sweep reads the service levels that are active, however old; those that had ended before the app came are
not read. An account that may not read the table, or an instance without it, is asked again each hour.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from rca_dashboard.clock import Monotonic
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.servicenow.errors import NoSuchTableError, ServiceNowError, TableForbiddenError
from rca_dashboard.servicenow.sla_records import TASK_SLA
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.cycle import TableCycle, Tally
from rca_dashboard.sync.polling.rows import SlaRows
from rca_dashboard.sync.writer import Writer

log = logging.getLogger(__name__)

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_ASKED_AGAIN_AFTER = timedelta(hours=1).total_seconds()


class SlaCycle(TableCycle):
    """Keeps the service levels in sync with ServiceNow.

    Args:
        plan: How polling is done.
        writer: Stores them.
        monotonic: A monotonic clock, in seconds.
        parts: The other parts of any table's cycle.

    Attributes:
        refusal: Why they cannot be read; empty if they can.
    """

    def __init__(self, plan: PollingPlan, writer: Writer, *, monotonic: Monotonic, **parts: Any) -> None:  # noqa: ANN401 - those of TableCycle
        super().__init__(TASK_SLA, plan=plan, writer=writer, **parts)
        self.rows = SlaRows(writer)
        self.refusal = ""
        self.is_optional = plan.sla != "true"
        self._tables = plan.tables
        self._monotonic = monotonic
        self._ask_at = 0.0

    @property
    def is_past_first_sweep(self) -> bool:
        """Whether what existed before the app has been read."""
        return self.cursor.since is not None and self.cursor.since > _EVER

    async def poll(self, tally: Tally) -> None:
        """Read every service level that changed since the last poll.

        Raises:
            ServiceNowError: If ServiceNow does not answer as it should; a refusal only if they are required.
            DatabaseUnavailableError: If the database does not work.
        """
        if self._monotonic() < self._ask_at:
            return
        try:
            await super().poll(tally)
        except (NoSuchTableError, TableForbiddenError) as error:
            self._note(error)
            if not self.is_optional:
                raise
        else:
            if self.refusal:
                log.warning("Service levels (task_sla) can be read again.")
            self.refusal, self._ask_at = "", 0.0

    def query(self, since: datetime | None) -> str:
        """Return the condition on the rows: those of the tables that are read, and at first those that are active."""
        of_tables = f"task.sys_class_nameIN{','.join(self._tables)}"
        return f"active=true^{of_tables}" if since is None or since <= _EVER else of_tables

    def first(self) -> Cursor:
        """Return the cursor of the first sweep, which reads what is active from whenever."""
        return Cursor(table=TASK_SLA, since=_EVER)

    def origin(self) -> Origin:
        """Return the rows' origin: what the first sweep finds existed before the app."""
        return Origin.IMPORT if self.table in self.writer.fresh else Origin.POLL

    def _note(self, error: ServiceNowError) -> None:
        if not self.refusal:
            log.warning("Service levels are not shown: %s Set SERVICENOW_SLA=false to stop asking.", error)
        self.refusal = str(error)
        if self.is_optional:
            self._ask_at = self._monotonic() + _ASKED_AGAIN_AFTER


def cycles_of(
    plan: PollingPlan,
    writer: Writer,
    *,
    monotonic: Monotonic,
    **parts: Any,  # noqa: ANN401 - those of TableCycle
) -> tuple[list[TableCycle], SlaCycle | None]:
    """Return the cycles of all tables, and the one of the service levels, if these are read."""
    of_tickets = [TableCycle(table, plan=plan, writer=writer, **parts) for table in plan.tables]
    if plan.sla == "false":
        return of_tickets, None
    of_slas = SlaCycle(plan, writer, monotonic=monotonic, **parts)
    return [*of_tickets, of_slas], of_slas
