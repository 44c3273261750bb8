"""Notification rules: which events, which tickets, and which toasts."""

from dataclasses import replace
from typing import Literal

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.preferences import DUE_MINUTES, NoticeEvent, NoticeRules, ToastChoice
from rca_dashboard.domain.tickets.priority import PRIORITY_CHOICES, Priority
from rca_dashboard.domain.views.view import LONGEST_CHOICE, MOST_CHOICES
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity

ToastName = Literal["off", "errors", "all"]
TicketField = Literal["table", "assignment_group", "category", "source"]
_PRIORITIES = frozenset(number for number, _ in PRIORITY_CHOICES)


class NoticeRulesState(rx.State):
    """Changes the user's rules, one choice at a time; each is stored immediately and shown in all their tabs."""

    notices_answer: str = ""
    is_refused: bool = False

    @rx.event
    @allowed(Role.VIEWER)
    def forget_answer(self) -> None:
        """Clear the answer when the page opens."""
        self.notices_answer, self.is_refused = "", False

    @rx.event
    @allowed(Role.VIEWER)
    async def set_toasts(self, choice: ToastName) -> None:
        """Set which toasts are shown."""
        identity = await current_identity(self)
        await running().live.personal.choose(identity.username, toasts=ToastChoice(choice))
        self._say("Saved.")

    @rx.event
    @allowed(Role.VIEWER)
    async def set_event(
        self,
        event: Literal[
            "new_ticket",
            "updated_ticket",
            "watched_ticket",
            "sla_due",
            "sla_breached",
            "polling",
            "import",
            "burst",
            "recurrence",
        ],
        is_on: bool,  # noqa: FBT001 - a checkbox calls it
    ) -> None:
        """Set whether a kind of event notifies the user."""
        rules = await self._rules()
        events = set(rules.events) - {NoticeEvent(event)} | ({NoticeEvent(event)} if is_on else set())
        await self._keep(replace(rules, events=tuple(each for each in NoticeEvent if each in events)))

    @rx.event
    @allowed(Role.VIEWER)
    async def set_due_minutes(self, minutes: str) -> None:
        """Set how long before its end a service level is about to be breached."""
        if minutes not in {str(each) for each in DUE_MINUTES}:
            self._say(f"Not saved: choose one of {', '.join(map(str, DUE_MINUTES))} minutes.", is_refused=True)
            return
        await self._keep(replace(await self._rules(), due_minutes=int(minutes)))

    @rx.event
    @allowed(Role.VIEWER)
    async def set_priority(self, priority: str, is_on: bool) -> None:  # noqa: FBT001 - a checkbox calls it
        """Set whether tickets of a priority notify the user."""
        if priority not in _PRIORITIES:
            self._say(f"Not saved: priority must be a number from {min(Priority)} to {max(Priority)}.", is_refused=True)
            return
        rules = await self._rules()
        chosen = set(rules.priority) - {int(priority)} | ({int(priority)} if is_on else set())
        await self._keep(replace(rules, priority=tuple(sorted(chosen))))

    @rx.event
    @allowed(Role.VIEWER)
    async def set_choices(
        self,
        field: TicketField,
        values: list[str],
        is_on: bool,  # noqa: FBT001 - a checkbox calls it
    ) -> None:
        """Set whether tickets with one of these values in a field notify the user."""
        rules = await self._rules()
        chosen = [each for each in getattr(rules, field) if each not in values]
        if is_on:
            chosen += dict.fromkeys(values)
        if len(chosen) > MOST_CHOICES or not all(0 < len(value) <= LONGEST_CHOICE for value in values):
            self._say(f"Not saved: you can select at most {MOST_CHOICES} here.", is_refused=True)
            return
        await self._keep(replace(rules, **{field: tuple(chosen)}))

    async def _rules(self) -> NoticeRules:
        identity = await current_identity(self)
        return (await running().live.personal.read(identity.username)).notices

    async def _keep(self, rules: NoticeRules) -> None:
        identity = await current_identity(self)
        await running().live.personal.choose(identity.username, notices=rules)
        self._say("Saved.")

    def _say(self, answer: str, *, is_refused: bool = False) -> None:
        self.notices_answer, self.is_refused = answer, is_refused
