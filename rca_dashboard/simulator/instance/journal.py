"""Journal fields: each text that is written to them is added to what was written before.

The Table API never sends a value for them; the display value is the whole journal, newest first.
"""

from collections.abc import Mapping

from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.queries.schema import JOURNAL_FIELDS

_LABELS = {"work_notes": "Work notes", "comments": "Additional comments"}


def written(old: Record, changes: Mapping[str, str], *, at: str, author: str) -> dict[str, str]:
    """Return the changes with each journal entry prepended to those in the field."""
    entries = {field: text for field, text in changes.items() if field in JOURNAL_FIELDS}
    if not entries:
        return dict(changes)
    written_changes = {field: text for field, text in changes.items() if field not in JOURNAL_FIELDS}
    both = old.get("comments_and_work_notes", "")
    for field, text in entries.items():
        if text:
            entry = f"{at} - {author} ({_LABELS.get(field, 'Comments')})\n{text}\n\n"
            written_changes[field] = entry + old.get(field, "")
            both = entry + both
    return {**written_changes, "comments_and_work_notes": both}
