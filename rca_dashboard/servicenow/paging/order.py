"""The order of a sweep, by (``sys_updated_on``, ``sys_id``), and the check that an answer follows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.servicenow.raw_field import moment, read_field


@dataclass(frozen=True, slots=True)
class Position:
    """A row's position. ``sys_updated_on`` is in whole seconds, and bulk jobs update hundreds of rows in one."""

    updated_on: datetime
    sys_id: str

    @property
    def key(self) -> tuple[datetime, str]:
        """The comparison key: ServiceNow's databases compare text case-insensitively."""
        return self.updated_on, self.sys_id.casefold()


def position_of(record: JsonObject) -> Position | None:
    """Return a record's position; None if the account may not read its stamp or its key."""
    stamp, key = read_field(record.get("sys_updated_on")), read_field(record.get("sys_id"))
    updated_on = moment(stamp) if stamp else None
    return Position(updated_on, key.text) if updated_on and key and key.text else None


def what_is_wrong(
    positions: Sequence[Position], *, since: datetime | None, until: datetime, after: Position | None
) -> str:
    """Return how an answer violates the request, or an empty text.

    ServiceNow drops a condition on a field that is unknown or that the account may not read, and reads times in the
    account's zone: other rows come than were requested, and continuing from them would loop or lose rows.

    Args:
        positions: Those of the answer's rows, as they came.
        since: The first requested second; None for no lower bound.
        until: The last requested second.
        after: The pair that all rows must come after, or None.
    """
    previous = after
    for position in positions:
        if position.updated_on > until or (since is not None and position.updated_on < since):
            asked = f"from {since:%Y-%m-%d %H:%M:%S}" if since else "from the beginning"
            return (
                f"a row of {position.updated_on:%Y-%m-%d %H:%M:%S} UTC came where rows {asked} "
                f"to {until:%Y-%m-%d %H:%M:%S} were requested"
            )
        if previous is not None and position.key < previous.key:
            return "rows came out of order"
        if previous is after and after is not None and position.key == after.key:
            return "the same row came again"
        previous = position
    return ""
