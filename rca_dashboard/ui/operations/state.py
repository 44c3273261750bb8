"""Older pages of the audit log, requested by one admin."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.operations.desk import SHOWN_ENTRIES
from rca_dashboard.live.operations.lines import AuditLine, audit_line
from rca_dashboard.live.running import running
from rca_dashboard.store import queries

LARGEST_ID = 2**31 - 1


class OlderAuditState(rx.State):
    """A page of older entries; while one is shown, new ones move nothing."""

    entries: rx.Field[list[AuditLine]] = rx.field(default_factory=list)
    is_older: bool = False

    @rx.event
    @allowed(Role.ADMIN)
    async def older(self, before: int) -> None:
        """Show the entries before an id."""
        before = max(1, min(before, LARGEST_ID))
        database = running().database
        entries = await asyncio.to_thread(queries.audit_entries_before, database, before, SHOWN_ENTRIES)
        self.entries, self.is_older = [audit_line(entry) for entry in entries], True

    @rx.event
    @allowed(Role.ADMIN)
    def newest_again(self) -> None:
        """Show the newest entries again."""
        self.entries, self.is_older = [], False
