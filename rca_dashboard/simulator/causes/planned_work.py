"""Changes that break something or repair it: as they are stored when their work is under way, done or long closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.desk.breakages import Breakage
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.organisation import GROUPS, sys_id, user_name
from rca_dashboard.simulator.queries.conditions import Record

IMPLEMENT, REVIEW, CLOSED = "-1", "0", "3"
_CATEGORIES = {"network": "Network", "software": "Software", "hardware": "Hardware"}
_PLANNED_AHEAD = timedelta(days=4)
_REVIEWED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """The work of a change.

    Attributes:
        breakage: What it breaks or repairs.
        is_fix: Whether it repairs.
        start: When the work begins.
        end: When it ends.
    """

    breakage: Breakage
    is_fix: bool
    start: datetime
    end: datetime

    @property
    def author(self) -> str:
        """The name of who does it."""
        return GROUPS[self.breakage.complaint.group][0]

    def values(self) -> dict[str, str]:
        """Return the change's fields, apart from how far it is."""
        complaint, agent = self.breakage.complaint, sys_id("sys_user", self.author)
        return {
            "short_description": self.breakage.fix if self.is_fix else self.breakage.change,
            "assignment_group": sys_id("sys_user_group", complaint.group),
            "assigned_to": agent,
            "requested_by": agent,
            "category": _CATEGORIES.get(complaint.category, "Other"),
            "cmdb_ci": sys_id("cmdb_ci", complaint.item),
            "business_service": sys_id("cmdb_ci_service", complaint.service),
            "risk": "3",
            "type": "emergency" if self.is_fix else "normal",
            "justification": "Ends an outage." if self.is_fix else "Planned maintenance.",
            "backout_plan": "Restore the configuration of before.",
            "start_date": to_text(self.start),
            "end_date": to_text(self.end),
        }

    def drafted(self, instance: Instance) -> Record:
        """Return the change as it is by now: in review, and closed a day after its work."""
        now = instance.clock()
        opened = self.start - (timedelta(hours=1) if self.is_fix else _PLANNED_AHEAD)
        done = {"state": REVIEW, "work_start": to_text(self.start), "work_end": to_text(self.end), "sys_mod_count": "5"}
        updated, closed = self.end, self.end + _REVIEWED_AFTER
        if closed <= now:
            updated = closed
            done |= {"state": CLOSED, "closed_at": to_text(closed), "close_code": "successful"}
            done |= {"close_notes": "Reviewed with the owner of the service.", "active": "false"}
        stamps = {"sys_updated_on": to_text(updated), "approval": "approved"}
        by = user_name(self.author)
        return instance.drafted("change_request", {**self.values(), **done, **stamps}, at=opened, by=by)
