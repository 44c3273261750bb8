"""The links of the wall on the accounts page."""

import reflex as rx

from rca_dashboard.ui.accounts.wall_links_state import WallLinkRow, WallLinksState
from rca_dashboard.ui.kit.action_button import ActionButton
from rca_dashboard.ui.kit.forms import answer_line, headings
from rca_dashboard.ui.kit.live import Moment

_HEADINGS = ("Created", "By", "Last used", "Expires", "Actions")


class CopyAddress(rx.Component):
    """A field with an address of this app in full, and a button that copies it."""

    library = "$/public/live/kit/copy_address.js"
    tag = "CopyAddress"

    path: rx.Var[str]
    label: rx.Var[str]
    testid: rx.Var[str]


def wall_links() -> rx.Component:
    """List the links of the wall, and let an admin create, copy and revoke them."""
    return rx.el.section(
        rx.el.h3("Wall links", id="wall-links-heading"),
        rx.el.p(
            "A link opens the wall on a screen without a login. It can read tickets, and nothing else, until it is "
            "revoked or a year is over.",
            class_name="quiet",
        ),
        answer_line(WallLinksState.answer, is_error=WallLinksState.is_refused, testid="wall-links-answer"),
        rx.cond(
            WallLinksState.address != "",
            CopyAddress.create(path=WallLinksState.address, label="Link to the wall", testid="wall-link"),
        ),
        rx.cond(WallLinksState.links.length() > 0, _table()),  # pyright: ignore[reportAttributeAccessIssue] - a Var at run time
        rx.el.button(
            "Create wall link",
            type="button",
            class_name="button",
            on_click=WallLinksState.create_wall_link,
            custom_attrs={"data-testid": "wall-link-create"},
        ),
        class_name="settings-section",
        custom_attrs={"aria-labelledby": "wall-links-heading"},
    )


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption("Wall links", class_name="visually-hidden"),
            rx.el.thead(rx.el.tr(*headings(*_HEADINGS))),
            rx.el.tbody(rx.foreach(WallLinksState.links, _row)),
            class_name="plain",
        ),
        class_name="sheet",
    )


def _row(link: WallLinkRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(Moment.create(at=link.created_at)),
        rx.el.td(link.owner),
        rx.el.td(rx.cond(link.last_used_at > 0, Moment.create(at=link.last_used_at), "never")),
        rx.el.td(Moment.create(at=link.expires_at)),
        rx.el.td(
            ActionButton.create(
                label="Revoke",
                question="Revoke this wall link?",
                explanation="Screens that show it say so within seconds, and need a new link.",
                confirm="Revoke the link",
                on_do=lambda _: WallLinksState.revoke_wall_link(link.id),
                testid="wall-link-revoke",
            )
        ),
        key=link.id,
        custom_attrs={"data-testid": "wall-link-row"},
    )
