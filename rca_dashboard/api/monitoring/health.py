"""Whether the app is alive and whether it is ready, for whatever keeps it running."""

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import DATABASE_AWAY, ApiError
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Condition
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.store import queries


class ConditionEndpoints:
    """Answers about the app itself. Anyone may ask, so that no sentence here names a host or a file."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._is_migrated = False

    async def health(self) -> JsonAnswer:
        """Say that the app is alive; it looks at nothing else, so that a slow database restarts nobody."""
        return success({"status": "ok"})

    def ready(self) -> JsonAnswer:
        """Say whether the app can serve: its database answers, and its tables are made."""
        try:
            # Tables that were up to date stay so for this run of the app.
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
