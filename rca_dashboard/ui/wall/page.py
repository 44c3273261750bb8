"""The wall's page, which has no frame and no socket: it reads REST every few seconds, for days."""

import reflex as rx

ROUTE = "/wall"


class Wall(rx.Component):
    """Everything that the wall shows."""

    library = "$/public/live/wall/wall.js"
    tag = "Wall"


def wall() -> rx.Component:
    """Show the wall."""
    return rx.el.main(rx.el.h1("Service desk", class_name="visually-hidden"), Wall.create(), class_name="wall-page")
