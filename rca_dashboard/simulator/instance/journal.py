"""Journal fields: each text that is written to them is added to what was written before.

The Table API never sends a value for them; the display value is the whole journal, newest first. Its headers have the
format and the zone of the account that asks, so that the journal is kept with a mark in front of each header.
"""

import re
from collections.abc import Callable, Mapping

from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.queries.schema import JOURNAL_FIELDS

_LABELS = {"work_notes": "Work notes", "comments": "Additional comments"}

# The separator of records in ASCII, which no one types.
_MARK = "\x1e"
_STAMP = re.compile(_MARK + r"(\S+ \S+)(?= - )")


def written(old: Record, changes: Mapping[str, str], *, at: str, author: str) -> dict[str, str]:
    """Return the changes with each journal entry prepended to those in the field."""
    entries = {field: text for field, text in changes.items() if field in JOURNAL_FIELDS}
    if not entries:
        return dict(changes)
    written_changes = {field: text for field, text in changes.items() if field not in JOURNAL_FIELDS}
    both = old.get("comments_and_work_notes", "")
    for field, text in entries.items():
        if text:
            entry = f"{_MARK}{at} - {author} ({_LABELS.get(field, 'Comments')})\n{text.replace(_MARK, '')}\n\n"
            written_changes[field] = entry + old.get(field, "")
            both = entry + both
    return {**written_changes, "comments_and_work_notes": both}


def shown(journal: str, as_shown: Callable[[str], str] = str) -> str:
    """Return a journal as an account is shown it.

    Args:
        journal: As it is kept.
        as_shown: Returns a time in UTC in the format and the zone of the account.
    """
    return _STAMP.sub(lambda found: as_shown(found[1]), journal)
