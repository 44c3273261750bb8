"""Database queries of the endpoints: an outage is logged once when it starts and once when it ends."""

import logging
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from rca_dashboard.background import FailureLog
from rca_dashboard.store.queries import Database, DatabaseUnavailableError

logger = logging.getLogger(__name__)

# A server that takes some connections and refuses others was logged as seven outages in five seconds.
_SETTLES_SECONDS = 5.0

Parameters = ParamSpec("Parameters")
Found = TypeVar("Found")


class Questions:
    """Runs queries. They block: call it in a worker thread, where FastAPI runs every plain ``def``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._failures = FailureLog("REST", logger, settles_seconds=_SETTLES_SECONDS)

    def ask(
        self,
        question: Callable[Concatenate[Database, Parameters], Found],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Found:
        """Return the result of a query function for this database.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        try:
            found = question(self._database, *args, **kwargs)
        except DatabaseUnavailableError as error:
            self._failures.failed(error)
            raise
        self._failures.succeeded()
        return found
