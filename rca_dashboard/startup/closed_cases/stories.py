"""What the demo's two closed cases say: one whose fix held, and one that came back."""

from dataclasses import dataclass
from datetime import timedelta

from rca_dashboard.domain.json_types import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedStory:
    """A case that the demo's people have worked on.

    Attributes:
        title: What the case is called.
        statement: The problem.
        owner: Whose case it is.
        reviewer: Who verifies and approves.
        signature: Which tickets it is about, and by which it would be seen that it came back.
        change: The title of the change that broke it.
        fix: The title of the change that was to repair it.
        cause: The confirmed hypothesis.
        proof: What speaks for it.
        other: The refuted hypothesis.
        refutation: What speaks against that.
        action: What removes the cause.
        review: What was learned.
        watched: How long after the fix the case was closed.
    """

    title: str
    statement: str
    owner: str
    reviewer: str
    signature: JsonObject
    change: str
    fix: str
    cause: str
    proof: str
    other: str
    refutation: str
    action: str
    review: str
    watched: timedelta


HELD = ClosedStory(
    title="Short dumps when posting orders in SAP",
    statement="One or two order clerks a day lose an order to a short dump and enter it again. It is new.",
    owner="tomas.novak",
    reviewer="beth.anglin",
    signature={"words": ["posting", "orders", "SAP", "short", "dump"], "threshold": 0.6, "cmdb_ci": "SAP AppSRV01"},
    change="Apply the kernel patch to SAP AppSRV01",
    fix="Replace the kernel of SAP AppSRV01 by the corrected release",
    cause="The kernel patch changed how long texts are written to the database",
    proof="The first dump came hours after the patch, and each of them names a long text.",
    other="The database is full",
    refutation="The tablespace was never above 71 % in these weeks.",
    action="Replace the kernel by the corrected release",
    review="Kernel patches are tried with long texts before they are applied.",
    watched=timedelta(days=11),
)
CAME_BACK = ClosedStory(
    title="Outlook search misses the mail of last week",
    statement="Callers find no mail newer than a week. Rebuilding one mailbox's index helps for that mailbox alone.",
    owner="amelia.okafor",
    reviewer="david.loo",
    signature={"words": ["Outlook", "search", "mail", "last", "week"], "threshold": 0.6, "cmdb_ci": "Exchange EU"},
    change="Move the search index of Exchange EU to new storage",
    fix="Rebuild the search index of Exchange EU every night",
    cause="The index was damaged when it was moved",
    proof="The first ticket came on the morning after the move.",
    other="Clients of an old release search wrongly",
    refutation="Callers with the newest release have it too.",
    action="Rebuild the index every night",
    review="Indexes are compared with the store after a move.",
    watched=timedelta(days=11, hours=12),
)
STORIES = (HELD, CAME_BACK)
