"""The actions of the operations page. Each is written to the audit log."""

from collections.abc import Awaitable
from datetime import UTC, datetime

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.iso8601 import from_iso, to_iso
from rca_dashboard.domain.progress.poll import PollResult
from rca_dashboard.domain.progress.reconcile import doubted_words
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import DatabaseUnavailableError
from rca_dashboard.ui.pushed.me import current_actor

_NO_TIME = "Enter a date and time in the past."
_LONGEST_TIME = 40
# ServiceNow has no older rows, and arithmetic with the first days of year 1 overflows.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class ControlState(rx.State):
    """Controls polling, the import and the reconcile; ``answer`` is the result of the last action."""

    answer: str = ""
    is_error: bool = False

    @rx.event
    @allowed(Role.ADMIN)
    async def start_polling(self) -> None:
        """Resume polling on schedule."""
        if await self._ordered(running().sync.poller.resume()):
            await self._done(Action.POLLING_STARTED, "Polling started.")

    @rx.event
    @allowed(Role.ADMIN)
    async def stop_polling(self) -> None:
        """Stop polling until an admin starts it."""
        if await self._ordered(running().sync.poller.pause()):
            await self._done(Action.POLLING_STOPPED, "Polling is stopped. Pages will go out of date.")

    @rx.event(background=True)
    @allowed(Role.ADMIN)
    async def poll_now(self) -> None:
        """Poll now, and show the result; in the background, so that the page stays responsive."""
        async with self:
            self._say("Polling…")
            await self._write(Action.POLLED)
        try:
            result = await running().sync.poller.poll_now()
        except DatabaseUnavailableError as error:
            result = PollResult(at=utc_now(), error=error.shown)
        async with self:
            found = f"Polled: {result.new} new, {result.updated} updated, {result.unchanged} unchanged."
            self._say(result.error or found, is_error=bool(result.error))
        running().live.operations.wake()

    @rx.event
    @allowed(Role.ADMIN)
    async def reset_polling(self, since: str) -> None:
        """Read again everything that was updated since a time, which is in UTC where it names no zone."""
        moment = _past_moment(since)
        if moment is None:
            self._say(_NO_TIME, is_error=True)
        elif await self._ordered(running().sync.poller.reset(moment)):
            answer = f"Re-syncing everything updated since {moment:%Y-%m-%d %H:%M} UTC."
            await self._done(Action.POLLING_RESET, answer, f"to {to_iso(moment)}")

    @rx.event
    @allowed(Role.ADMIN)
    async def start_import(self, is_forced: bool) -> None:  # noqa: FBT001 - an event's arguments are positional
        """Start or resume the import; if forced, start over."""
        if await self._ordered(running().sync.bulk_import.start(force=is_forced)):
            await self._done(Action.IMPORT_STARTED, "Import started.", "forced" if is_forced else "")

    @rx.event
    @allowed(Role.ADMIN)
    async def stop_import(self) -> None:
        """Stop the import until an admin starts it."""
        if await self._ordered(running().sync.bulk_import.stop()):
            await self._done(Action.IMPORT_STOPPED, "Import stopped. It resumes from the same point when started.")

    @rx.event
    @allowed(Role.ADMIN)
    async def reset_import(self) -> None:
        """Stop the import, and reset its progress."""
        if await self._ordered(running().sync.bulk_import.reset()):
            await self._done(Action.IMPORT_RESET, "Import progress was reset. Tickets are kept.")

    @rx.event
    @allowed(Role.ADMIN)
    async def start_reconcile(self) -> None:
        """Start comparing all tickets with ServiceNow."""
        done, otherwise = (Action.RECONCILE_STARTED, "Reconciliation started."), "A reconciliation is already running."
        await self._if_possible(running().sync.reconciler.start(), *done, otherwise=otherwise)

    @rx.event
    @allowed(Role.ADMIN)
    async def confirm_absences(self) -> None:
        """Mark as deleted those doubted tickets that ServiceNow still does not have."""
        reconciler = running().sync.reconciler
        await self._if_possible(
            reconciler.confirm_absences(),
            Action.ABSENCES_CONFIRMED,
            "Confirmed. Tickets that are still missing are marked.",
            doubted_words(reconciler.status().doubted),
            otherwise="Nothing to confirm, or a reconciliation is running.",
        )

    @rx.event
    @allowed(Role.ADMIN)
    async def stop_reconcile(self) -> None:
        """Stop the running reconciliation."""
        done, otherwise = (Action.RECONCILE_STOPPED, "Reconciliation stopped."), "No reconciliation is running."
        await self._if_possible(running().sync.reconciler.stop(), *done, otherwise=otherwise)

    async def _ordered(self, order: Awaitable[object]) -> bool:
        """Have the leader carry out an order; say why if it cannot, and return False."""
        try:
            await order
        except DatabaseUnavailableError as error:
            self._say(error.shown, is_error=True)
            return False
        return True

    async def _if_possible(
        self, order: Awaitable[bool], action: Action, answer: str, detail: str = "", *, otherwise: str
    ) -> None:
        try:
            is_done = await order
        except DatabaseUnavailableError as error:
            self._say(error.shown, is_error=True)
            return
        if is_done:
            await self._done(action, answer, detail)
        else:
            self._say(otherwise)

    async def _done(self, action: Action, answer: str, detail: str = "") -> None:
        await self._write(action, detail)
        self._say(answer)
        running().live.operations.wake()

    async def _write(self, action: Action, detail: str = "") -> None:
        await running().access.sessions.audit.write(await current_actor(self), action, detail=detail)

    def _say(self, answer: str, *, is_error: bool = False) -> None:
        self.answer, self.is_error = answer, is_error


def _past_moment(text: str) -> datetime | None:
    try:
        moment = from_iso(text[:_LONGEST_TIME])
    except (ValueError, OverflowError):  # a zone can move year 1 out of the calendar
        return None
    return max(moment, _EARLIEST) if moment is not None and moment < utc_now() else None
