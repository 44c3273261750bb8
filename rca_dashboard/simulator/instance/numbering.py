"""Unique sys_ids and numbers of a table, also after restarts and deletions."""

import re

_NUMBER = re.compile(r"[A-Z]+(\d{7,})")
_FIRST = 10_001


class Numbering:
    """Counts a table's records, and tracks the highest number.

    Attributes:
        ordinal: How many sys_ids were created.
        highest: The highest number, without its prefix.
    """

    def __init__(self, *, ordinal: int = 0, highest: int = _FIRST - 1) -> None:
        self.ordinal = ordinal
        self.highest = highest

    def next_ordinal(self) -> int:
        """Return an ordinal that was never used before."""
        self.ordinal += 1
        return self.ordinal

    def next_number(self, prefix: str) -> str:
        """Return the next number, such as ``INC0010001``."""
        self.highest += 1
        return f"{prefix}{self.highest:07}"

    def has_seen(self, number: str) -> None:
        """Continue after the number of an imported record."""
        if matched := _NUMBER.fullmatch(number):
            self.highest = max(self.highest, int(matched[1]))
