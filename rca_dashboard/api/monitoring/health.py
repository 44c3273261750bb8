"""Health and readiness, for load balancers and process supervisors."""

import asyncio
from collections.abc import Callable

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import ApiError
from rca_dashboard.api.operations.polling import Polling
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Condition
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.store import queries

# Probes give up after some seconds, often one; a database that takes longer hangs.
DATABASE_SECONDS = 3.0
# Three heartbeats of the push.
PUSH_SECONDS = 45.0


class ConditionEndpoints:
    """The endpoints for the app's health. They are public, so no message here names a host or a file."""

    def __init__(
        self,
        questions: Questions,
        polling: Callable[[], Polling],
        push_silence: Callable[[], float] | None,
        is_draining: Callable[[], bool],
    ) -> None:
        self._push_silence = push_silence
        self._is_draining = is_draining
        self._questions = questions
        self._polling = polling
        self._is_migrated = False
        self._looking: asyncio.Task[str | None] | None = None

    async def health(self) -> JsonAnswer:
        """Report that the app is alive. Nothing else is checked, so that a slow database causes no restart."""
        return success({"status": "ok"})

    async def ready(self) -> JsonAnswer:
        """Report whether the app can serve: its database responds, its tables exist, polls end, and changes are sent.

        A ServiceNow that fails is no reason: the dashboard still shows what is stored, and since when.
        """
        if self._is_draining():
            raise ApiError(503, "draining", "This worker is about to end; others take over.")
        problems = [await self._database_problem(), self._polling_problem(), self._push_problem()]
        if found := " ".join(filter(None, problems)):
            raise ApiError(503, "not_ready", found)
        return success({"status": "ready"})

    async def _database_problem(self) -> str | None:
        # One look at a time: while a database hangs, probes must not use up the threads.
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(asyncio.to_thread(self._look_at_database), name="readiness")
        done, _ = await asyncio.wait({self._looking}, timeout=DATABASE_SECONDS)
        if not done:
            return f"The database has not answered for {DATABASE_SECONDS:g} s."
        return self._looking.result()

    def _look_at_database(self) -> str | None:
        try:
            # Tables that were up to date stay so for this run of the app, so they are checked once.
            self._is_migrated = self._is_migrated or self._questions.ask(queries.is_migrated)
            if not self._is_migrated:
                return "The database's tables are not up to date yet."
            self._questions.ask(queries.latest_seq)
        except queries.DatabaseUnavailableError as error:
            return error.shown
        return None

    def _polling_problem(self) -> str | None:
        status = self._polling().status()
        return status.error or "Polls no longer end." if status.is_overdue else None

    def _push_problem(self) -> str | None:
        seconds = self._push_silence() if self._push_silence else 0.0
        return f"The change feed has not been sent for {seconds:.0f} s." if seconds > PUSH_SECONDS else None


def add_condition_routes(
    routes: Routes,
    questions: Questions,
    polling: Callable[[], Polling],
    push_silence: Callable[[], float] | None,
    is_draining: Callable[[], bool],
) -> None:
    """Add ``/health`` and ``/ready``."""
    endpoints = ConditionEndpoints(questions, polling, push_silence, is_draining)
    routes.get("/health", endpoints.health, role=Role.NOBODY, response_model=Answer[Condition])
    routes.get("/ready", endpoints.ready, role=Role.NOBODY, errors=(503,), response_model=Answer[Condition])
