"""How many rows of a table fit into one body: halved where they do not, and doubled again where they are small."""

from rca_dashboard.servicenow.body import LONGEST_BODY

# ServiceNow's own limit; who may ask for so many needs no other.
_MOST_ROWS = 10_000


class PageSizes:
    """Remembers page sizes by request, so that no body that is too large is started twice."""

    def __init__(self) -> None:
        self._most: dict[str, int] = {}

    def limit(self, question: str, wanted: int) -> int:
        """Return how many rows to ask for."""
        return min(wanted, max(1, self._most.get(question, wanted)))

    def is_one_row_too_large(self, question: str) -> bool:
        """Return whether even one row did not fit."""
        return self._most.get(question) == 0

    def halve(self, question: str, limit: int) -> None:
        """Note that so many rows did not fit."""
        self._most[question] = limit // 2

    def note(self, question: str, length: int) -> None:
        """Note that a body came whole; where it is small, more rows are asked for next time."""
        most = self._most.get(question)
        if most is None or length > LONGEST_BODY / 4:
            return
        if most >= _MOST_ROWS:
            del self._most[question]
        else:
            self._most[question] = max(1, most * 2)
