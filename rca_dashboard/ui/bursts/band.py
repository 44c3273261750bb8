"""The band of open bursts."""

from typing import Any

import reflex as rx

from rca_dashboard.live.messages import BurstItem
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.pushed.bursts import BurstState
from rca_dashboard.ui.pushed.me import MeState


class BurstBadge(rx.Component):
    """A link on the row of a ticket that is part of an open burst; hovering says of which."""

    library = "$/public/live/list/burst_badge.js"
    tag = "BurstBadge"

    bursts: rx.Var[list[BurstItem]]
    sys_id: rx.Var[str]


# More would push the list off the screen; the rest is on the insight page.
_MOST_SHOWN = 3


def burst_band() -> rx.Component:
    """Show each open burst in a line of its own, with its tickets and a way to dismiss it."""
    return rx.cond(
        BurstState.bursts.length() > 0,
        rx.el.section(
            rx.foreach(BurstState.bursts[:_MOST_SHOWN], _burst),
            class_name="bursts",
            custom_attrs={"aria-label": "Bursts of tickets"},
        ),
    )


def _burst(burst: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.div(
        rx.el.strong(
            rx.match(burst.level, ("major", "Possible major incident"), ("burst", "Burst"), "Watch"),
            class_name="burst-level",
        ),
        rx.el.span(sent(burst.text), " since ", Moment.create(at=burst.since), "; ", sent(burst.usual), "."),
        rx.el.a("Show", href="/?" + burst.query.to(str), class_name="link", custom_attrs={"data-testid": "burst-show"}),
        rx.cond(
            MeState.may_edit,
            rx.el.a(
                "Start a case",
                href="/cases/new?" + burst.query.to(str),
                class_name="link",
                custom_attrs={"data-testid": "burst-start-case"},
            ),
        ),
        rx.el.details(
            rx.el.summary("Not a burst"),
            rx.el.form(
                rx.el.input(type="hidden", name="burst", value=burst.id.to_string()),
                rx.el.label(
                    "Why ", rx.el.input(name="reason", max_length=500, class_name="input", auto_complete="off")
                ),
                rx.el.button("Dismiss", type="submit", class_name="button"),
                on_submit=BurstState.dismiss,
            ),
            class_name="burst-dismiss",
            custom_attrs={"data-testid": "burst-dismiss"},
        ),
        key=burst.id.to_string(),
        class_name="burst",
        custom_attrs={"data-testid": "burst-band", "data-level": burst.level, "data-count": burst.count},
    )
