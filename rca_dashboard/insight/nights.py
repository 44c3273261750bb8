"""When the nightly rebuild is due: at an hour of the desk's own zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Night:
    """The hour at which clusters are found again.

    Attributes:
        hour: 0 to 23.
        zone: The desk's.
    """

    hour: int = 3
    zone: tzinfo = UTC

    def last_before(self, now: datetime) -> datetime:
        """Return when it last was that hour."""
        here = now.astimezone(self.zone)
        tonight = here.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return (tonight if tonight <= here else tonight - timedelta(days=1)).astimezone(UTC)
