"""Through which database the insight writes: the leader's, which refuses writes once another worker leads."""

from collections.abc import Callable

from rca_dashboard.store.engine import Database, LeaseLostError

# Returns the database of the term in which this worker leads, the same one for the whole term; None while it follows.
Leading = Callable[[], Database | None]


class Writing:
    """The term in which the insight writes.

    It changes between two steps alone: what was read in one term is never written in another.

    Args:
        leading: Says whether this worker leads.
    """

    def __init__(self, leading: Leading) -> None:
        self._leading = leading
        self._database: Database | None = None
        self._lost: Database | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether this worker leads, as far as it knows."""
        return self._database is not None

    @property
    def database(self) -> Database:
        """The database of the term.

        Raises:
            LeaseLostError: If this worker follows.
        """
        if self._database is None:
            raise LeaseLostError("Another worker leads; this one does not write what the tickets say together.")
        return self._database

    def follow(self) -> bool:
        """Take the current term; return whether it is another one than before."""
        now = self._leading()
        now = None if now is self._lost else now
        is_another = now is not self._database
        self._database = now
        return is_another

    def lose(self) -> None:
        """Write no more in this term: a write was refused."""
        self._lost, self._database = self._database or self._lost, None
