"""What really causes the tickets. No client is served it: tests compare with it what the app finds."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True, kw_only=True)
class Cause:
    """One cause and what came of it.

    Attributes:
        kind: ``change`` for one that a change began, ``weekly`` for one that recurs every week.
        item: The configuration item.
        reason: What went wrong, in words.
        change: The number of the change; empty if there was none.
        began_at: From when on it makes tickets.
        fix: The number of the change that was to repair it; empty as long as there is none.
        fixed_at: When that change was done.
        holds: Whether the fix holds; None as long as there is none.
        returned_at: When it came back, if the fix does not hold.
        incidents: The numbers of the tickets.
    """

    kind: str
    item: str
    reason: str
    change: str = ""
    began_at: str = ""
    fix: str = ""
    fixed_at: str = ""
    holds: bool | None = None
    returned_at: str = ""
    incidents: list[str] = field(default_factory=list[str])


class Truth:
    """All causes, in the order in which they began.

    Args:
        path: A file that is written at each change; None for none.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.causes: list[Cause] = []

    def add(self, cause: Cause) -> Cause:
        """Add a cause and return it."""
        self.causes.append(cause)
        return cause

    def save(self) -> None:
        """Write the file, if there is one."""
        if self._path:
            text = json.dumps([asdict(each) for each in self.causes], ensure_ascii=False, indent=1)
            self._path.write_text(text, encoding="utf-8")
