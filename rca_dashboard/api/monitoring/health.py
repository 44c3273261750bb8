"""Health and readiness, for load balancers and process supervisors."""

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import DATABASE_AWAY, ApiError
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Condition
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.store import queries


class ConditionEndpoints:
    """The endpoints for the app's health. They are public, so no message here names a host or a file."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._is_migrated = False

    async def health(self) -> JsonAnswer:
        """Report that the app is alive. Nothing else is checked, so that a slow database causes no restart."""
        return success({"status": "ok"})

    def ready(self) -> JsonAnswer:
        """Report whether the app can serve: its database responds and its tables exist."""
        try:
            # Tables that were up to date stay so for this run of the app, so they are checked once.
            self._is_migrated = self._is_migrated or self._questions.ask(queries.is_migrated)
            if not self._is_migrated:
                raise ApiError(503, "not_ready", "The database's tables are not up to date yet.")
            self._questions.ask(queries.latest_seq)
        except queries.DatabaseUnavailableError as error:
            raise ApiError(503, "not_ready", DATABASE_AWAY) from error
        return success({"status": "ready"})


def add_condition_routes(routes: Routes, questions: Questions) -> None:
    """Add ``/health`` and ``/ready``."""
    endpoints = ConditionEndpoints(questions)
    routes.get("/health", endpoints.health, role=Role.NOBODY, response_model=Answer[Condition])
    routes.get("/ready", endpoints.ready, role=Role.NOBODY, errors=(503,), response_model=Answer[Condition])
