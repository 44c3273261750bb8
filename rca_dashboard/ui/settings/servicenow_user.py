"""Who the user is at ServiceNow: proposed by their name, and changed here."""

from typing import Any

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.view import LONGEST_CHOICE
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity

MOST_FOUND = 50


class ServiceNowUserState(rx.State):
    """Shows and changes the ServiceNow user that "me" stands for."""

    name: str = ""
    is_proposed: bool = False
    found: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Read who the user is, and the first of those to choose from."""
        await self._show()
        await self.look_up("")

    @rx.event
    @allowed(Role.VIEWER)
    async def look_up(self, typed: str) -> None:
        """Offer the people whose name contains a text."""
        found = await running().live.users.people_like(typed[:LONGEST_CHOICE])
        self.found = list(found[:MOST_FOUND])

    @rx.event
    @allowed(Role.VIEWER)
    async def choose(self, sys_id: str) -> None:
        """Choose one of the people who are known; an empty text for none of them."""
        identity = await current_identity(self)
        await running().live.views.be(identity.username, sys_id[:LONGEST_CHOICE])
        await self._show()

    async def _show(self) -> None:
        identity = await current_identity(self)
        person = await running().live.users.read(identity.username)
        self.name, self.is_proposed = person.servicenow_name, person.is_proposed


def servicenow_user() -> rx.Component:
    """Show who the user is at ServiceNow, and a search for another one."""
    return rx.el.section(
        rx.el.div(rx.el.h2("You at ServiceNow"), class_name="section-head"),
        rx.el.p(
            rx.cond(
                ServiceNowUserState.name == "",
                "Choose who you are, and My tickets shows what is assigned to you.",
                rx.fragment(
                    "My tickets shows what is assigned to ",
                    rx.el.strong(ServiceNowUserState.name, translate="no"),
                    rx.cond(ServiceNowUserState.is_proposed, ", who has your name.", "."),
                ),
            ),
            custom_attrs={"data-testid": "servicenow-user"},
        ),
        rx.el.div(
            rx.el.label(
                rx.el.span("Search people with tickets"),
                rx.el.input(
                    type="search",
                    on_change=ServiceNowUserState.look_up.debounce(200),
                    class_name="input",
                    custom_attrs={"data-testid": "servicenow-user-search", "autoComplete": "off"},
                ),
                class_name="field",
            ),
            rx.el.label(
                rx.el.span("Person"),
                rx.el.select(
                    rx.el.option("Choose", value=""),
                    rx.foreach(ServiceNowUserState.found, _option),
                    value="",
                    on_change=ServiceNowUserState.choose,
                    class_name="input",
                    custom_attrs={"data-testid": "servicenow-user-choice"},
                ),
                class_name="field",
            ),
            class_name="two",
        ),
        class_name="settings-section",
        custom_attrs={"aria-label": "You at ServiceNow"},
    )


def _option(person: Any) -> rx.Component:  # noqa: ANN401 - a Var of sys_id and name
    return rx.el.option(person[1], value=person[0], key=person[0])
