"""Check that the account can read a table, and in pages of the configured size."""

from rca_dashboard.domain.check import Check, failed, passed, warned
from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.servicenow.paging.order import position_of

# This many hidden rows in a row are proof enough.
_ROWS = 100
_ROLE = "grant the account a role that can read them, such as itil or snc_read_only"


async def look_at_table(client: TableClient, table: str) -> Check:
    """Return the check of a table as the account sees it.

    Raises:
        ServiceNowError: If ServiceNow does not answer, or refuses the table.
    """
    name = f"Table {table}"
    page = await client.get_page(table, "ORDERBYsys_id", limit=_ROWS, fields="sys_id,sys_updated_on")
    counted = "an unknown number of" if page.total is None else str(page.total)
    if not page.records and not page.total:
        seen = "no rows: the table is empty, or the account can read none of them"
        return warned(name, seen, f"if it holds records, {_ROLE}")
    if not page.records:
        seen = f"ServiceNow counts {counted} rows and shows none of the first {_ROWS} to this account (access rules)"
        return failed(name, seen, _ROLE)
    if not any(map(position_of, page.records)):
        remedy = "grant the account read access to sys_id and sys_updated_on, which polling needs to page"
        return failed(name, "rows come without their sys_id or their sys_updated_on", remedy)
    return _whole(name, counted, page)


def _whole(name: str, counted: str, page: TablePage) -> Check:
    wanted = min(_ROWS, page.total or 0)
    if len(page.records) < wanted:
        seen = f"{counted} rows, of which access rules hide {wanted - len(page.records)} of the first {wanted}"
        return warned(name, seen, f"if the hidden ones are wanted, {_ROLE}")
    return passed(name, f"{counted} rows")


async def look_at_page_size(client: TableClient, table: str, batch_size: int) -> Check:
    """Return the check that a page holds as many rows as requested, and no more.

    Raises:
        ServiceNowError: If ServiceNow does not answer.
    """
    name = "Page size"
    page = await client.get_page(table, "ORDERBYsys_id", limit=batch_size, fields="sys_id")
    came, wanted = len(page.records), min(batch_size, page.total or 0)
    if came > batch_size:
        seen = f"{came} rows came where {batch_size} were requested"
        return failed(name, seen, "check whether a proxy drops sysparm_limit from the URL")
    if came < wanted:
        seen = (
            f"{came} of {wanted} rows of {table} came at once: the instance caps its pages, or access rules hide some"
        )
        remedy = f"nothing is lost; SERVICENOW_POLLING_BATCH_SIZE={max(came, 1)} matches what the instance sends"
        return warned(name, seen, remedy)
    return passed(name, f"{came} rows came in one page")
