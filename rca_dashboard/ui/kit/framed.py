"""A frame around a table that scrolls sideways where the window is narrow."""

import reflex as rx


def framed(label: str, table: rx.Component) -> rx.Component:
    """Return a table in a frame that the keyboard reaches, so that it scrolls by the arrow keys too.

    Args:
        label: What is in the table.
        table: The table.
    """
    return rx.el.div(table, class_name="framed", role="region", tab_index=0, aria_label=label)
